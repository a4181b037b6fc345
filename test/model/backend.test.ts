import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { BACKENDS, chooseBackend, listBackends } from '../../src/model/backend.ts';

test('auto is the kernel, which gives the same bits everywhere', async () => {
  const { name, reproducible } = await chooseBackend('auto');
  expect([name, reproducible]).toEqual(['kernel', true]);
});

test('a backend of TensorFlow.js is set when it is chosen', async () => {
  const { name, reproducible } = await chooseBackend('wasm');
  expect([name, reproducible, tf.getBackend()]).toEqual(['wasm', true, 'wasm']);
});

test('every backend is listed, with a reason where it is not there', async () => {
  const states = await listBackends();
  expect(states.map(({ name }) => name)).toEqual([...BACKENDS]);
  expect(states.filter(({ name }) => ['kernel', 'wasm', 'cpu'].includes(name)).every(({ available }) => available)).toBe(true);
  expect(states.filter(({ reproducible }) => reproducible).map(({ name }) => name)).toEqual(['kernel', 'wasm']);
  for (const { available, reason } of states) expect(available ? reason === undefined : (reason ?? '').length > 0).toBe(true);
});

test('an unknown backend is refused with the list of known ones', async () => {
  await expect(chooseBackend('cuda')).rejects.toMatchObject({
    diagnostics: [{ code: 'E104', message: 'there is no backend "cuda"', expected: 'auto, kernel, wasm, cpu, node, node-gpu, webgpu' }],
  });
});
