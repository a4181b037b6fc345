import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/engine/config/load.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('every table says where its rows come from, or what they were computed from', async () => {
  const { contracts } = await loadConfig({ file: resolve(ROOT, 'pipeline.yaml'), cwd: ROOT });
  const tables = [...contracts.values()].flatMap((contract) => (contract.kind === 'table' ? [contract] : []));
  expect(tables.length).toBeGreaterThan(50);
  expect(tables.filter(({ provenance, derived }) => provenance === null && derived.length === 0).map(({ name }) => name)).toEqual([]);
});
