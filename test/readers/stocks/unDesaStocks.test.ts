import { describe, expect, test } from 'vitest';
import { readUnDesaStocks } from '../../../src/readers/stocks/unDesaStocks.ts';
import { Quarantine } from '../../../src/readers/table/quarantine.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const HEADER = '"geo","t","from","sex","n","type_b","type_c","type_r","type_i"\n';
const source = (rows: string) => rawSource('un-desa-stocks-2024', { 'stocks.csv': HEADER + rows });
const refusal = (rows: string) => refusalOfReading(() => readUnDesaStocks(source(rows), 2024));

describe('readUnDesaStocks', () => {
  test('adds the sexes of each cell; geo is the residence, from the birth', async () => {
    const rows =
      '"DEU",1990,"POL","female",25,1,0,1,0\n"DEU",1990,"POL","male",28,1,0,1,0\n"QAT",2024,"OOO","female",0,0,1,0,1\n"QAT",2024,"OOO","male",7,0,1,0,1\n';
    const rest = { revision: 2024, file: 'folder/stocks.csv' };
    expect(rowsOf(await readUnDesaStocks(source(rows), 2024))).toEqual([
      { ...rest, row: 1, year: 1990, birth: 'POL', residence: 'DEU', persons: 53, citizenship: 0, imputed: 0 },
      { ...rest, row: 3, year: 2024, birth: 'OOO', residence: 'QAT', persons: 7, citizenship: 1, imputed: 1 },
    ]);
  });

  test('refuses a cell of which one sex is missing or comes twice', async () => {
    expect(await refusal('"DEU",1990,"POL","female",25,1,0,1,0\n')).toMatchObject({
      code: 'E303',
      message: 'sex has no male row for POL in DEU 1990',
      place: { file: 'folder/stocks.csv', row: 1, field: 'sex' },
    });
    expect((await refusal('"DEU",1990,"POL","male",25,1,0,1,0\n'.repeat(2))).message).toBe(
      'sex is "male" again for POL in DEU 1990, as after data row 1',
    );
  });

  test('refuses another sex, text for a number and a negative number', async () => {
    expect((await refusal('"DEU",1990,"POL","both",25,1,0,1,0\n')).message).toBe('sex is "both"');
    expect((await refusal('"DEU",1990,"POL","male",..,1,0,1,0\n')).message).toBe('n is ".."');
    expect((await refusal('"DEU",1990,"POL","male",-5,1,0,1,0\n')).message).toBe('n is "-5"');
  });

  test('sets a broken row apart, and with it the other sex of its cell', async () => {
    const rows =
      '"DEU",1990,"POL","female",25,1,0,1,0\n"DEU",1990,"POL","male",many,1,0,1,0\n"DEU",1995,"POL","female",1,1,0,1,0\n"DEU",1995,"POL","male",2,1,0,1,0\n';
    const quarantine = new Quarantine(['un-desa-stocks-2024'], ['un-desa-stocks-2024']);
    const stocks = await readUnDesaStocks(source(rows), 2024, new Map(), quarantine.of('un-desa-stocks-2024'));
    expect(rowsOf(stocks)).toMatchObject([{ year: 1995, persons: 3, row: 3 }]);
    const rest = { source: 'un-desa-stocks-2024', file: 'folder/stocks.csv' };
    expect(rowsOf(quarantine.finish())).toEqual([
      { ...rest, row: 2, column: 'n', reason: 'n is "many"; expected a number' },
      { ...rest, row: 1, column: 'sex', reason: 'sex has no male row for POL in DEU 1990; expected one row for each sex' },
    ]);
  });
});
