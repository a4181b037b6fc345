import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffTables } from '../../../src/engine/contracts/comparison/differences.ts';
import { describeTable } from '../../../src/engine/contracts/comparison/statistics.ts';
import type { Category } from '../../../src/tables/columns.ts';
import { columnsFrom, recoded, row, rowFields, tableContract } from './tables.ts';

const flows = tableContract({
  fields: [
    { name: 'year', type: 'int16' },
    { name: 'orig', type: 'category' },
    { name: 'source', type: 'category', missing: true },
    { name: 'persons', type: 'float64', unit: 'persons', missing: true },
  ],
  key: ['year', 'orig'],
});

const before = columnsFrom(flows, [
  { year: 2000, orig: 'A', source: 's', persons: 100 },
  { year: 2000, orig: 'B', source: 's', persons: 2000 },
  { year: 2001, orig: 'A', source: null, persons: 1 },
  { year: 2001, orig: 'B', source: 't', persons: null },
  { year: 2002, orig: 'A', source: 't', persons: 0 },
]);

describe('describeTable', () => {
  test('tells ranges, means, missing values and the most frequent strings', () => {
    expect(describeTable(flows, before)).toEqual({
      rows: 5,
      fields: [
        {
          name: 'year',
          type: 'int16',
          unit: null,
          count: 5,
          missing: 0,
          values: { kind: 'numbers', minimum: 2000, mean: 2000.8, maximum: 2002 },
        },
        {
          name: 'orig',
          type: 'category',
          unit: null,
          count: 5,
          missing: 0,
          values: {
            kind: 'category',
            levels: 2,
            most: [
              { level: 'A', rows: 3 },
              { level: 'B', rows: 2 },
            ],
          },
        },
        {
          name: 'source',
          type: 'category',
          unit: null,
          count: 4,
          missing: 1,
          values: {
            kind: 'category',
            levels: 2,
            most: [
              { level: 's', rows: 2 },
              { level: 't', rows: 2 },
            ],
          },
        },
        {
          name: 'persons',
          type: 'float64',
          unit: 'persons',
          count: 4,
          missing: 1,
          values: { kind: 'numbers', minimum: 0, mean: 525.25, maximum: 2000 },
        },
      ],
    });
  });

  test('says nothing of values where there are none', () => {
    const { rows, fields } = describeTable(flows, columnsFrom(flows, []));
    expect(rows).toBe(0);
    expect(fields[0]?.values).toEqual({ kind: 'numbers', minimum: null, mean: null, maximum: null });
    expect(fields[1]?.values).toEqual({ kind: 'category', levels: 0, most: [] });
  });

  test('counts strings, not codes', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const contract = tableContract({ fields: rowFields });
        const columns = columnsFrom(contract, rows);
        const other = { ...columns, a: recoded(columns['a'] as Category), b: recoded(columns['b'] as Category) };
        expect(describeTable(contract, other)).toEqual(describeTable(contract, columns));
      }),
    );
  });
});

describe('diffTables', () => {
  test('matches rows by key and tells how far the numbers moved', () => {
    const after = columnsFrom(flows, [
      { year: 2002, orig: 'A', source: 'u', persons: 0 },
      { year: 2001, orig: 'B', source: 't', persons: 7 },
      { year: 2001, orig: 'A', source: null, persons: 4 },
      { year: 2000, orig: 'B', source: 's', persons: 1990 },
      { year: 2003, orig: 'C', source: null, persons: 1 },
    ]);
    expect(diffTables(flows, before, after)).toEqual({
      added: 1,
      removed: 1,
      changed: 4,
      same: 0,
      addedKeys: [{ year: 2003, orig: 'C' }],
      removedKeys: [{ year: 2000, orig: 'A' }],
      fields: [
        { kind: 'category', name: 'source', changed: 1 },
        {
          kind: 'numbers',
          name: 'persons',
          moved: 3,
          appeared: 1,
          vanished: 0,
          largestAbsolute: { key: { year: 2000, orig: 'B' }, before: 2000, after: 1990, absolute: -10, relative: 0.005 },
          largestRelative: { key: { year: 2001, orig: 'A' }, before: 1, after: 4, absolute: 3, relative: 0.75 },
          within: { e9: 1 / 3, percent1: 2 / 3, percent10: 2 / 3 },
        },
      ],
    });
  });

  test('finds a table equal to itself in any order and coding, with or without a key', () => {
    const shuffled = fc
      .array(row, { maxLength: 12 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(shuffled, fc.constantFrom([], ['a', 'b', 'i', 'x', 'y']), ([rows, others], key) => {
        const contract = tableContract({ fields: rowFields, key });
        const columns = columnsFrom(contract, others);
        const other = { ...columns, a: recoded(columns['a'] as Category), b: recoded(columns['b'] as Category) };
        const difference = diffTables(contract, columnsFrom(contract, rows), other);
        expect(difference).toMatchObject({ added: 0, removed: 0, changed: 0, same: rows.length });
      }),
    );
  });

  test('counts repeated rows where no key forbids them', () => {
    const contract = tableContract({
      fields: [
        { name: 'reason', type: 'category' },
        { name: 'n', type: 'float64' },
      ],
    });
    const once = columnsFrom(contract, [
      { reason: 'r', n: 0 },
      { reason: 'q', n: 1 },
    ]);
    const thrice = columnsFrom(contract, [
      { reason: 'r', n: -0 },
      { reason: 'r', n: 0 },
      { reason: 'r', n: 0 },
    ]);
    const expected = { added: 2, removed: 1, changed: 0, same: 1, removedKeys: [{ reason: 'q', n: 1 }] };
    expect(diffTables(contract, once, thrice)).toMatchObject(expected);
  });
});
