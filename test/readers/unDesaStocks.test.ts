import { describe, expect, it } from 'vitest';
import { readUnDesaStocks } from '../../src/readers/unDesaStocks.ts';
import { rowsOf } from './columns.ts';
import { rawFile, refusalOf } from './scratch.ts';

const HEADER = '"geo","t","from","sex","n","type_b","type_c","type_r","type_i"\n';
const read = (rows: string) => readUnDesaStocks(rawFile('stocks.csv', HEADER + rows), 2024);

describe('readUnDesaStocks', () => {
  it('adds the sexes of each cell; geo is the residence, from the birth', () => {
    const rows =
      '"DEU",1990,"POL","female",25,1,0,1,0\n"DEU",1990,"POL","male",28,1,0,1,0\n"QAT",2024,"OOO","female",0,0,1,0,1\n"QAT",2024,"OOO","male",7,0,1,0,1\n';
    expect(rowsOf(read(rows))).toEqual([
      { revision: 2024, year: 1990, birth: 'POL', residence: 'DEU', persons: 53, citizenship: 0, imputed: 0 },
      { revision: 2024, year: 2024, birth: 'OOO', residence: 'QAT', persons: 7, citizenship: 1, imputed: 1 },
    ]);
  });

  it('refuses a cell of which one sex is missing or comes twice', () => {
    expect(refusalOf(() => read('"DEU",1990,"POL","female",25,1,0,1,0\n'))).toMatchObject({
      code: 'E303',
      message: 'folder/stocks.csv has no male row for POL in DEU 1990',
      place: { file: 'folder/stocks.csv', row: 1, field: 'sex' },
    });
    const twice = '"DEU",1990,"POL","male",25,1,0,1,0\n'.repeat(2);
    expect(refusalOf(() => read(twice)).message).toBe('folder/stocks.csv, data row 2: sex is "male" again for POL in DEU 1990');
  });

  it('refuses another sex, text for a number and a negative number', () => {
    expect(refusalOf(() => read('"DEU",1990,"POL","both",25,1,0,1,0\n')).message).toBe('folder/stocks.csv, data row 1: sex is "both"');
    expect(refusalOf(() => read('"DEU",1990,"POL","male",..,1,0,1,0\n')).message).toBe('folder/stocks.csv, data row 1: n is ".."');
    expect(refusalOf(() => read('"DEU",1990,"POL","male",-5,1,0,1,0\n')).message).toBe('folder/stocks.csv, data row 1: n is "-5"');
  });
});
