import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTable } from '../../../src/engine/contracts/checks.ts';
import { checkDocument } from '../../../src/engine/contracts/document.ts';
import { findRepeats } from '../../../src/engine/contracts/keys.ts';
import { Offenders, type Violation } from '../../../src/engine/contracts/violation.ts';
import type { Json, TableContract } from '../../../src/engine/types.ts';
import { type Category, type Columns, categoryOf } from '../../../src/tables/columns.ts';
import { columnsFrom, type Row, recoded, row, rowFields, tableContract } from './tables.ts';

const none = (): readonly Columns[] => [];

function violations(document: { readonly [key: string]: Json }, rows: readonly Row[]): Violation[] {
  const contract = tableContract(document);
  return checkTable(contract, columnsFrom(contract, rows), none);
}

/** Rows (from 1) that break a rule; everything shown is few enough not to be cut. */
function offending(contract: TableContract, columns: Columns, rule: string): number[] {
  return checkTable(contract, columns, none).flatMap((violation) =>
    violation.rule === rule ? violation.rows.map(({ row: number }) => number) : [],
  );
}

describe('checkTable: shape', () => {
  const contract = tableContract({
    fields: [
      { name: 'a', type: 'category' },
      { name: 'n', type: 'int16' },
    ],
  });
  const a = categoryOf(['x', 'y']);
  const messagesOf = (columns: unknown): string[] => checkTable(contract, columns as Columns, none).map(({ message }) => message);

  test('accepts what is declared', () => {
    expect(messagesOf({ a, n: new Int16Array(2) })).toEqual([]);
  });

  test.each([
    [{ a, m: new Int16Array(2) }, ['the table lacks column n', 'the table has the undeclared column m']],
    [{ a, n: new Int32Array(2) }, ['n must be of type Int16Array, not Int32Array']],
    [{ a: ['x', 'y'], n: new Int16Array(2) }, ['a must be of type Category, not Array']],
    [{ a: { codes: new Int16Array(2), levels: ['x'] }, n: new Int16Array(2) }, ['a must be of type Category, not object']],
    [{ a: null, n: 3 }, ['a must be of type Category, not object', 'n must be of type Int16Array, not number']],
    [{ a, n: new Int16Array(3) }, ['columns are not equally long: a has 2, n has 3']],
    [{ a: { codes: Int32Array.of(0, 2), levels: ['x', 'y'] }, n: new Int16Array(2) }, ['a has codes outside its 2 levels in 1 row']],
  ])('tells what is not %#', (columns, messages) => {
    expect(messagesOf(columns)).toEqual(messages);
  });
});

describe('checkTable: values', () => {
  test('tells missing and infinite numbers, ranges, and where', () => {
    const fields = [{ name: 'x', type: 'float64', minimum: 0, maximum: 10 }];
    expect(violations({ fields }, [{ x: 1 }, { x: null }, { x: -1 }, { x: Number.POSITIVE_INFINITY }])).toEqual([
      { rule: 'missing', message: 'x has no value in 1 row', rows: [{ row: 2, values: { x: null } }], count: 1 },
      { rule: 'finite', message: 'x is infinite in 1 row', rows: [{ row: 4, values: { x: Number.POSITIVE_INFINITY } }], count: 1 },
      { rule: 'minimum', message: 'x is below its minimum 0 in 1 row', rows: [{ row: 3, values: { x: -1 } }], count: 1 },
      {
        rule: 'maximum',
        message: 'x is above its maximum 10 in 1 row',
        rows: [{ row: 4, values: { x: Number.POSITIVE_INFINITY } }],
        count: 1,
      },
    ]);
  });

  test('lets missing values be where the contract does', () => {
    const fields = [
      { name: 'x', type: 'float32', minimum: 0, missing: true },
      { name: 'a', type: 'category', pattern: 'b', missing: true },
    ];
    expect(violations({ fields }, [{ x: null, a: null }])).toEqual([]);
  });

  test('tells strings that do not match as a whole, are no level, empty or half a character', () => {
    const fields = [
      { name: 'a', type: 'category', pattern: 'b|cc' },
      { name: 'l', type: 'category', levels: ['u', 'v'] },
    ];
    const rows = [
      { a: 'b', l: 'u' },
      { a: 'bb', l: 'v' },
      { a: '', l: 'U' },
      { a: 'cc', l: '\uD83D' },
      { a: null, l: 'v' },
    ];
    const told = violations({ fields }, rows).map(({ rule, message, rows: shown }) => [rule, message, shown.map(({ row: n }) => n)]);
    expect(told).toEqual([
      ['missing', 'a has no value in 1 row', [5]],
      ['text', 'a is empty or not valid Unicode in 1 row', [3]],
      ['pattern', 'a does not match b|cc in 2 rows', [2, 3]],
      ['text', 'l is empty or not valid Unicode in 1 row', [4]],
      ['levels', 'l is none of u, v in 2 rows', [3, 4]],
    ]);
  });

  test('judges only strings that occur', () => {
    const contract = tableContract({ fields: [{ name: 'a', type: 'category', pattern: '[A-Z]' }] });
    expect(checkTable(contract, { a: { codes: Int32Array.of(1), levels: ['bad', 'A', ''] } }, none)).toEqual([]);
  });

  test('looks references up, and never passes one that it cannot look up', () => {
    const contract = tableContract({
      fields: [
        { name: 'a', type: 'category', references: 'areas.area', missing: true },
        { name: 'm', type: 'int32', references: 'areas.m49' },
      ],
    });
    // The level C of the referenced table occurs in none of its rows.
    const areas = { area: { codes: Int32Array.of(0, 1), levels: ['A', 'B', 'C'] }, m49: Int16Array.of(4, 8) };
    const columns = columnsFrom(contract, [
      { a: 'B', m: 8 },
      { a: null, m: 4 },
      { a: 'C', m: 5 },
    ]);
    const told = checkTable(contract, columns, (name) => (name === 'areas' ? [areas] : []));
    expect(told.map(({ message, rows }) => [message, rows[0]?.row])).toEqual([
      ['a is not in areas.area in 1 row', 3],
      ['m is not in areas.m49 in 1 row', 3],
    ]);
    expect(checkTable(contract, columns, none)[0]?.message).toBe('a refers to areas.area, which the stage neither reads nor writes');
    const further = { area: { codes: Int32Array.of(0), levels: ['C'] }, m49: Int16Array.of(5) };
    expect(checkTable(contract, columns, () => [areas, further])).toEqual([]);
  });

  test('shows 20 rows and counts all', () => {
    const fields = [{ name: 'i', type: 'int8', maximum: 0 }];
    const [violation] = violations({ fields }, Array(1234).fill({ i: 1 }));
    expect(violation).toMatchObject({ message: 'i is above its maximum 0 in 1,234 rows', count: 1234 });
    expect(violation?.rows.map(({ row: number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('counts rows', () => {
    const fields = [{ name: 'i', type: 'int8' }];
    expect(violations({ fields, rows: { minimum: 2 } }, [{ i: 1 }])[0]?.message).toBe('the table has 1 row, expected at least 2');
    expect(violations({ fields, rows: { maximum: 0 } }, [{ i: 1 }])[0]?.message).toBe('the table has 1 row, expected at most 0');
    expect(violations({ fields, key: ['i'], sorted: ['i'] }, [])).toEqual([]);
  });
});

describe('checkTable: against a naive implementation', () => {
  const rowsOf = fc.array(row, { maxLength: 18 });
  const keys = fc.subarray(['a', 'b', 'i', 'x', 'y'], { minLength: 1 });
  /** Categories under codes that do not follow the order of strings. */
  const shuffled = (columns: Columns): Columns => ({
    ...columns,
    a: recoded(columns['a'] as Category),
    b: recoded(columns['b'] as Category),
  });
  const missing = (value: unknown): boolean => value === null || Number.isNaN(value);
  const numbersWhere = (rows: readonly Row[], breaks: (row: Row, index: number) => boolean): number[] =>
    rows.flatMap((one, index) => (breaks(one, index) ? [index + 1] : []));

  test('key', () => {
    fc.assert(
      fc.property(rowsOf, keys, (rows, key) => {
        const contract = tableContract({ fields: rowFields, key });
        const texts = rows.map((one) => JSON.stringify(key.map((name) => (missing(one[name as 'a']) ? null : one[name as 'a']))));
        const expected = numbersWhere(rows, (_, index) => texts.indexOf(texts[index]!) < index);
        expect(offending(contract, shuffled(columnsFrom(contract, rows)), 'key')).toEqual(expected);
      }),
    );
  });

  test('sorted', () => {
    const compare = (a: Row, b: Row, names: readonly string[]): number => {
      for (const name of names) {
        const [u, v] = [a[name]!, b[name]!];
        if (missing(u) && missing(v)) continue;
        if (missing(u) || missing(v)) return missing(u) ? -1 : 1;
        if (u !== v) return u < v ? -1 : 1;
      }
      return 0;
    };
    fc.assert(
      fc.property(rowsOf, keys, fc.boolean(), (unsorted, sorted, sort) => {
        const contract = tableContract({ fields: rowFields, sorted });
        const rows = sort ? [...unsorted].sort((a, b) => compare(a, b, sorted)) : unsorted;
        const expected = numbersWhere(rows, (one, index) => index > 0 && compare(rows[index - 1]!, one, sorted) > 0);
        if (sort) expect(expected).toEqual([]);
        expect(offending(contract, shuffled(columnsFrom(contract, rows)), 'sorted')).toEqual(expected);
      }),
    );
  });

  test('differ and ordered', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const contract = tableContract({ fields: rowFields, checks: [{ differ: ['a', 'b'] }, { ordered: ['i', 'x', 'y'] }] });
        const columns = shuffled(columnsFrom(contract, rows));
        expect(offending(contract, columns, 'differ')).toEqual(numbersWhere(rows, ({ a, b }) => a === b));
        const descends = ({ i, x, y }: Row): boolean => {
          const values = [i, x, y].filter((value) => !missing(value)) as number[];
          return values.some((value, index) => index > 0 && value < values[index - 1]!);
        };
        expect(offending(contract, columns, 'ordered')).toEqual(numbersWhere(rows, descends));
      }),
    );
  });

  test('zero_sum', () => {
    fc.assert(
      fc.property(rowsOf, fc.subarray(['a', 'b', 'i']), fc.constantFrom(0, 0.5), (rows, by, tolerance) => {
        const contract = tableContract({ fields: rowFields, checks: [{ zero_sum: { field: 'y', by, tolerance } }] });
        const groupOf = (one: Row): string => JSON.stringify(by.map((name) => one[name]));
        const broken = [...new Set(rows.map(groupOf))].filter((group) => {
          const values = rows.filter((one) => groupOf(one) === group && !missing(one.y)).map(({ y }) => y);
          const sum = values.reduce((total, value) => total + value, 0);
          return Math.abs(sum) > tolerance * values.reduce((total, value) => total + Math.abs(value), 0);
        });
        const first = broken.map((group) => rows.findIndex((one) => groupOf(one) === group) + 1);
        expect(offending(contract, shuffled(columnsFrom(contract, rows)), 'zero_sum')).toEqual(first);
      }),
    );
  });

  test('shows the sum of a group that does not add up', () => {
    const contract = tableContract({
      fields: [
        { name: 'year', type: 'int16' },
        { name: 'net', type: 'float64' },
      ],
      checks: [{ zero_sum: { field: 'net', by: ['year'], tolerance: 0.01 } }],
    });
    const columns = { year: Int16Array.of(1, 1, 2, 2), net: Float64Array.of(100, -99, 100, -90) };
    expect(checkTable(contract, columns, none)).toEqual([
      {
        rule: 'zero_sum',
        message: 'net must add up to zero within each year, but does not in 1 group',
        rows: [{ row: 3, values: { year: 2, sum: 10, sum_of_absolutes: 190 } }],
        count: 1,
      },
    ]);
  });
});

describe('findRepeats', () => {
  test('is exact where the mixed radix would exceed what a bitset or a double can hold', () => {
    const wide = fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 31);
    fc.assert(
      fc.property(fc.array(fc.tuple(wide, wide, wide, fc.constantFrom(0, 1e-300, 1e300)), { maxLength: 15 }), (rows) => {
        const columns = [0, 1, 2].map((index) => Uint32Array.from(rows, (one) => one[index]!));
        const offenders = new Offenders();
        findRepeats([...columns, Float64Array.from(rows, (one) => one[3])], rows.length, offenders);
        const texts = rows.map(String);
        expect(offenders.rows).toEqual([...texts.keys()].filter((index) => texts.indexOf(texts[index]!) < index));
      }),
    );
  });
});

describe('checkDocument', () => {
  const contract = {
    kind: 'document',
    name: 'report',
    title: 'Report',
    digest: '',
    schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer', minimum: 0 }, list: { type: 'array' } } },
  } as const;

  test('accepts what fits', () => {
    expect(checkDocument(contract, { n: 1, list: ['a', null, true, { b: 0.5 }] })).toEqual([]);
  });

  test('tells every place that does not', () => {
    expect(checkDocument(contract, { n: -1, list: 3 })).toEqual([
      { rule: 'minimum', message: '/n must be >= 0', rows: [], count: 1 },
      { rule: 'type', message: '/list must be array', rows: [], count: 1 },
    ]);
    expect(checkDocument(contract, {})[0]?.message).toBe("/ must have required property 'n'");
  });

  test.each([
    [{ n: 1, x: [0, Number.NaN] }, '/x/1 is NaN, which JSON cannot hold'],
    [{ n: 1, x: undefined }, '/x is of type undefined, which JSON cannot hold'],
    [{ n: 1, x: new Map() }, '/x is not a plain object'],
    [undefined, '/ is of type undefined, which JSON cannot hold'],
  ])('refuses what JSON would drop or change: %s', (document, message) => {
    expect(checkDocument(contract, document)).toEqual([{ rule: 'json', message, rows: [], count: 1 }]);
  });
});
