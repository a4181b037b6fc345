import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CheckpointFile } from '../../../src/model/training/checkpointFile.ts';
import type { Trained } from '../../../src/model/training/trainer.ts';

/** Numbers whose bits a decimal text or a careless copy would lose. */
const TRAINED: Trained = {
  epochs: 20,
  weights: [{ name: 'bias', shape: [3], values: new Float32Array([9, -0, 1e-45, 0.1]).subarray(1) }],
  optimiser: { steps: 20, means: [Float64Array.of(5e-324, 1 / 3, -0)], squares: [Float64Array.of(0.1, 0.2, 0.1 + 0.2)] },
  history: [
    { epoch: 0, loss: 0.1 + 0.2, stock: 1 / 3, flow: 2 / 3, arrivals: 1 / 7, departures: -0, net: 5e-324, effects: 0, inner: null },
  ],
  best: null,
};

let folder: string;
let lines: string[];
const log = (line: string) => lines.push(line);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  lines = [];
});

function fileOf(training = 'member 1 on kernel'): CheckpointFile {
  return new CheckpointFile(join(folder, 'checkpoint'), training);
}

test('what was written is read again, bit by bit, and nothing else lies in the folder', () => {
  fileOf().write({ ...TRAINED, epochs: 10 });
  fileOf().write(TRAINED);
  expect(fileOf().read(log)).toStrictEqual(TRAINED);
  expect(readdirSync(folder)).toEqual(['checkpoint']);
  expect(lines).toEqual([]);
});

test('no file, no checkpoint, nothing to tell', () => {
  expect(fileOf().read(log)).toBeNull();
  expect(lines).toEqual([]);
});

test('a torn, changed or empty file is left aside with one line', () => {
  fileOf().write(TRAINED);
  const whole = readFileSync(join(folder, 'checkpoint'));
  const changed = Buffer.from(whole);
  changed[whole.length - 3]! ^= 1;
  const broken = [whole.subarray(0, whole.length - 1), whole.subarray(0, 40), whole.subarray(0, 7), Buffer.alloc(0), changed];
  for (const bytes of broken) {
    writeFileSync(join(folder, 'checkpoint'), bytes);
    expect(fileOf().read(log)).toBeNull();
  }
  expect(lines).toEqual(broken.map(() => 'the checkpoint is left aside, for it is damaged; training starts anew'));
});

test('the checkpoint of another training or backend is left aside', () => {
  fileOf('member 1 on wasm').write(TRAINED);
  expect(fileOf().read(log)).toBeNull();
  expect(lines).toEqual(['the checkpoint is left aside, for it belongs to member 1 on wasm; training starts anew']);
});
