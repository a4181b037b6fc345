import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { weightColumns } from '../../../src/adapters/training/member/memberTables.ts';
import { startWeights } from '../../../src/adapters/training/startWeights.ts';
import { paperWeights } from '../../../src/model/paper/network/paperNetwork.ts';
import { PUBLISHED_INPUTS } from '../../../src/model/problem/inputs.ts';
import { Random } from '../../../src/numerics/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SHAPE = { hiddenLayers: [3, 2], latent: 2 };
const WEIGHTS = paperWeights(SHAPE, PUBLISHED_INPUTS.length + 2, new Random('start'));

/** Rows of the contract `weights`. */
function rows(): { layer: string; index: number; value: number }[] {
  const { layer, index, value } = weightColumns(WEIGHTS);
  return Array.from(index, (at, row) => ({ layer: layer.levels[layer.codes[row]!]!, index: at, value: value[row]! }));
}

function sourceOf(table: readonly object[]) {
  const path = join(folder, 'weights.json');
  writeFileSync(path, JSON.stringify(table));
  return { id: 'start-weights', files: [{ name: 'weights.json', path }] };
}

test('a table of the contract gives back the weights, whatever the order of its rows', async () => {
  expect(await startWeights(sourceOf(rows().reverse()), SHAPE)).toEqual(WEIGHTS);
});

test('weights of another network are refused with what was expected', async () => {
  const refusal = (table: readonly object[], shape = SHAPE) => startWeights(sourceOf(table), shape).catch((error: unknown) => error);
  const [first, ...others] = rows();
  expect(await refusal(others)).toMatchObject({
    diagnostics: [{ code: 'E307', message: 'the file lacks index 0 of "layer 1 weight"', expected: '3 x 40 values of "layer 1 weight"' }],
  });
  expect(await refusal([first!, first!, ...others])).toMatchObject({ diagnostics: [{ code: 'E303', expected: 'each once' }] });
  expect(await refusal(rows(), { hiddenLayers: [3], latent: 2 })).toMatchObject({ diagnostics: [{ code: 'E303' }] });
  expect(await refusal([{ layer: 'output kernel', index: 0, value: 1 }])).toMatchObject({
    diagnostics: [{ code: 'E303', message: 'layer is "output kernel"' }],
  });
});
