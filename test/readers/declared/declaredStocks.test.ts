import { describe, expect, test } from 'vitest';
import type { StocksReading } from '../../../schemas/generated/types.ts';
import { readDeclaredStocks } from '../../../src/readers/declared/declaredStocks.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const READING: StocksReading = {
  columns: { birth: 'From', residence: 'In', year: 'Year', persons: 'Persons' },
  codes: 'name',
  edition: 2013,
  definition: 'birth',
};

function read(content: string, reading: Partial<StocksReading> = {}) {
  return readDeclaredStocks({ ...rawSource('census', { 'table.csv': content }), reading: { ...READING, ...reading } });
}

describe('readDeclaredStocks', () => {
  test('reads a table as it is declared', async () => {
    const content = 'From,In,Year,Persons\nFiji,Australia,2010,7\nBrush,Australia,2010,0\n';
    expect(rowsOf(await read(content, { areas: { Brush: 'BDI' } }))).toEqual([
      {
        source: 'census',
        file: 'folder/table.csv',
        row: 1,
        birth: 'Fiji',
        birth_code_system: 'name',
        residence: 'Australia',
        residence_code_system: 'name',
        edition: 2013,
        year: 2010,
        persons: 7,
        definition: 'birth',
        left_out: null,
      },
      expect.objectContaining({ row: 2, birth: 'BDI', birth_code_system: 'iso3', residence_code_system: 'name', persons: 0 }),
    ]);
  });

  test('tells editions of one table apart by a column', async () => {
    const content = 'From,In,Year,Persons,Revision\nFiji,Australia,2010,7,2015\nFiji,Australia,2010,8,2017\n';
    const stocks = rowsOf(await read(content, { edition: { column: 'Revision' } }));
    expect(stocks.map(({ edition, persons }) => [edition, persons])).toEqual([
      [2015, 7],
      [2017, 8],
    ]);
  });

  test.each([
    ['a column that it does not name', 'From,In,Year,Persons,Sex\nFiji,Australia,2010,7,F\n', 'E305'],
    ['a cell twice', 'From,In,Year,Persons\nFiji,Australia,2010,7\nFiji,Australia,2010,7\n', 'E303'],
    ['a file without counts', 'From,In,Year,Persons\nFiji,Australia,2010,\n', 'E305'],
  ])('refuses %s', async (_, content, code) => {
    expect((await refusalOfReading(() => read(content))).code).toBe(code);
  });
});
