import { describe, expect, test } from 'vitest';
import type { ModelTables } from '../../../src/adapters/training/modelTables.ts';
import { targetsFrom } from '../../../src/adapters/training/trainingTargets.ts';
import { type Category, categoryOf } from '../../../src/tables/columns.ts';

const AREAS = ['AAA', 'BBB'];
const YEARS = { first: 1995, last: 1996 };

function provenance(length: number, source = 'x'): { file: Category; source: Category; operation: Category; row: Int32Array } {
  const text = categoryOf(new Array<string>(length).fill(source));
  return { file: text, source: text, operation: text, row: new Int32Array(length) };
}

/** Only what targets are made of; the other tables are empty. */
function tables(netMigration: ModelTables['netMigration']): Pick<ModelTables, 'changes' | 'observations' | 'netMigration'> {
  const none = categoryOf([]);
  return {
    netMigration,
    changes: {
      start: new Int16Array(0),
      end: new Int16Array(0),
      birth: none,
      residence: none,
      change: new Float64Array(0),
      sd: new Float64Array(0),
      weight: new Float64Array(0),
      observed: new Uint8Array(0),
    },
    observations: {
      orig: none,
      dest: none,
      year: new Int16Array(0),
      reporter: none,
      persons: new Float64Array(0),
      definition: none,
      measure: none,
      quality: none,
      pair: new Int32Array(0),
      mirror: new Int32Array(0),
      ...provenance(0),
    },
  };
}

describe('net migration to learn from', () => {
  test('is what offices report in the years of the estimates, not what others estimate', () => {
    const reports = tables({
      area: categoryOf(['AAA', 'BBB', 'BBB', 'AAA']),
      year: Int16Array.of(1995, 1995, 1996, 1997),
      persons: Float64Array.of(10, 20, -30, 40),
      kind: categoryOf(['model', 'reported', 'reported', 'reported']),
      ...provenance(4),
    }) as ModelTables;
    const { net } = targetsFrom(reports, AREAS, YEARS, [], () => true);
    expect(net.map(({ cells }) => [...cells])).toEqual([[1], [1]]);
  });
});
