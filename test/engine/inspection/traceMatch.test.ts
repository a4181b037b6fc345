import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeyField, rowsOf, selectionsOf } from '../../../src/engine/inspection/traceMatch.ts';
import { type Columns, categoryOf } from '../../../src/tables/columns.ts';

const AREAS = categoryOf(['DEU', 'FRA', 'POL']);
const orig: KeyField = { name: 'orig', columns: [categoryOf(['POL', 'POL', 'DEU']), AREAS] };
const dest: KeyField = { name: 'dest', columns: [categoryOf(['DEU', 'FRA', 'POL']), AREAS] };
const area: KeyField = { name: 'area', columns: [AREAS] };
const indicator: KeyField = { name: 'indicator', columns: [categoryOf(['births', 'deaths'])] };
const year: KeyField = { name: 'year', columns: [Int16Array.of(2010, 2011)] };

function chosen(fields: readonly KeyField[], ...values: string[]): Record<string, string>[] {
  return selectionsOf(fields, values).map((selection) => Object.fromEntries(selection));
}

describe('values find their key fields', () => {
  test.each<[string, readonly KeyField[], string[], Record<string, string>[]]>([
    [
      'fields of one code list in the order given',
      [orig, dest, year],
      ['POL', 'DEU', '2010'],
      [{ orig: 'POL', dest: 'DEU', year: '2010' }],
    ],
    ['whatever stands between them', [orig, dest, year], ['2010', 'DEU', 'POL'], [{ year: '2010', orig: 'DEU', dest: 'POL' }]],
    ['one code for two fields: the first', [orig, dest], ['FRA'], [{ orig: 'FRA' }]],
    [
      'one field of the code list: each in turn',
      [area, year],
      ['POL', '2010', 'DEU'],
      [
        { area: 'POL', year: '2010' },
        { area: 'DEU', year: '2010' },
      ],
    ],
    ['several years, each in turn', [area, year], ['2011', '2010'], [{ year: '2011' }, { year: '2010' }]],
    ['by what occurs in the field', [area, indicator, year], ['deaths'], [{ indicator: 'deaths' }]],
    ['a repeated value counts once', [area], ['POL', 'POL'], [{ area: 'POL' }]],
    ['three codes for two fields: none', [orig, dest], ['POL', 'DEU', 'FRA'], []],
    ['no field for a value: none', [orig, dest], ['POL', '2010'], []],
    ['a year that the table does not have: none', [area, year], ['POL', '1999'], []],
    ['a fraction is no whole number', [year], ['2010.0'], []],
  ])('%s', (_, fields, values, selections) => {
    expect(chosen(fields, ...values)).toEqual(selections);
  });
});

describe('rowsOf', () => {
  test('a level that the column lacks finds no row, not those with a missing value', () => {
    const columns: Columns = { area: categoryOf(['POL', null]) };
    expect(rowsOf(columns, 2, new Map([['area', 'USA']]))).toEqual([]);
  });

  test('finds the rows that hold every value, whatever their number and order', () => {
    const rows = fc.array(fc.record({ area: fc.constantFrom('A', 'B', 'C'), year: fc.integer({ min: 0, max: 3 }) }));
    fc.assert(
      fc.property(rows, fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 0, max: 3 }), (table, code, number) => {
        const columns: Columns = {
          area: { codes: Int32Array.from(table, ({ area }) => 'CBA'.indexOf(area)), levels: ['C', 'B', 'A'] },
          year: Int16Array.from(table, ({ year }) => year),
        };
        const expected = table.flatMap((row, index) => (row.area === code && row.year === number ? [index] : []));
        expect(
          rowsOf(
            columns,
            table.length,
            new Map([
              ['area', code],
              ['year', String(number)],
            ]),
          ),
        ).toEqual(expected);
      }),
    );
  });
});
