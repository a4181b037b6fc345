import { expect, test } from 'vitest';
import { categoryOf } from '../../src/tables/columns.ts';
import { groupRows } from '../../tools/data/groups.ts';

const source = categoryOf(['census', 'register', null, 'census']);
const orig = categoryOf(['POL', 'DEU', 'POL', 'POL']);
const dest = categoryOf(['DEU', 'POL', 'DEU', 'DEU']);
const label = (row: number) => (source.codes[row] === -1 ? null : [source.levels[source.codes[row]!]!]);

test('groups hold rows, values, years, areas and pairs; rows without labels are left out', () => {
  const year = Int16Array.of(2010, 1990, 1980, 2005);
  const value = Float64Array.of(3, 8, 100, Number.NaN);
  const flag = Uint8Array.of(1, 0, 1, 1);
  expect(groupRows({ length: 4, labels: label, year, value, flag, ends: [orig, dest] })).toEqual([
    {
      labels: ['census'],
      rows: 2,
      flagged: 2,
      total: 3,
      least: 3,
      greatest: 3,
      firstYear: 2005,
      lastYear: 2010,
      areas: new Set(['POL', 'DEU']),
      pairs: new Set(['POL DEU']),
    },
    {
      labels: ['register'],
      rows: 1,
      flagged: 0,
      total: 8,
      least: 8,
      greatest: 8,
      firstYear: 1990,
      lastYear: 1990,
      areas: new Set(['DEU', 'POL']),
      pairs: new Set(['DEU POL']),
    },
  ]);
});

test('tables are counted together, and number codes are areas like words', () => {
  const m49 = Int32Array.of(276, 616);
  const groups = groupRows({ length: 2, labels: () => ['all'], ends: [m49] }, { length: 4, labels: () => ['all'], ends: [orig] });
  expect(groups.map(({ rows, areas, pairs }) => [rows, [...areas], pairs.size])).toEqual([[6, ['276', '616', 'POL', 'DEU'], 0]]);
});
