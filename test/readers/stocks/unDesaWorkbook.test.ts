import { describe, expect, test } from 'vitest';
import { readUnDesaStocks } from '../../../src/readers/stocks/unDesaStocks.ts';
import { rowsOf } from '../columns.ts';
import { type Cell, workbookBytes } from '../formats/workbookBytes.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const YEARS = [1990, 2024];
const TITLES: Cell[][] = [
  ['United Nations'],
  ['International Migrant Stock 2024'],
  [null, null, null, null, null, null, null, 'Both sexes', null, 'Males', null, 'Females'],
];
const HEADER: Cell[] = [
  'Index',
  'Region, development group, country or area of destination',
  'Coverage',
  'Data type',
  'Location code of destination',
  'Region, development group, country or area of origin',
  'Location code of origin',
  ...YEARS,
  ...YEARS,
  ...YEARS,
];
const iso3Of = new Map([
  [276, 'DEU'],
  [616, 'POL'],
  [634, 'QAT'],
]);

const source = (rows: readonly (readonly Cell[])[], header = HEADER) =>
  rawSource('un-desa-stocks-2024', { 'stock.xlsx': workbookBytes({ Contents: [['x']], 'Table 1': [...TITLES, header, ...rows] }) });
const read = (...rows: Cell[][]) => readUnDesaStocks(source(rows), 2024, iso3Of);

describe("the publisher's workbook of stocks", () => {
  test('gives both sexes by ISO3 code, without regions and what is unknown', async () => {
    const stocks = await read(
      [1, 'WORLD', null, null, 900, 'WORLD', 900, 100, 200, 60, 120, 40, 80],
      [2, 'Germany', null, 'B', 276, 'WORLD', 900, 53, 70, 28, 30, 25, 40],
      [3, 'Germany', null, 'B R', 276, 'Poland', 616, 53, '..', 28, '..', 25, '..'],
      [4, 'Qatar', null, 'C I', 634, 'Others', 2003, 0, 7, 0, 7, 0, 0],
    );
    const rest = { revision: 2024, file: 'folder/stock.xlsx' };
    expect(rowsOf(stocks)).toEqual([
      { ...rest, row: 3, year: 1990, birth: 'POL', residence: 'DEU', persons: 53, citizenship: 0, imputed: 0 },
      { ...rest, row: 4, year: 1990, birth: 'OOO', residence: 'QAT', persons: 0, citizenship: 1, imputed: 1 },
      { ...rest, row: 4, year: 2024, birth: 'OOO', residence: 'QAT', persons: 7, citizenship: 1, imputed: 1 },
    ]);
  });

  test('is read where the years stand a row below the titles, for both sexes only', async () => {
    const header: Cell[] = HEADER.slice(0, 7);
    const below: Cell[] = [...header.map(() => null), ...YEARS];
    const stocks = await readUnDesaStocks(source([below, [3, 'Germany', null, 'B', 276, 'Poland', 616, 53, 60]], header), 2024, iso3Of);
    expect(rowsOf(stocks).map(({ year, persons }) => [year, persons])).toEqual([
      [1990, 53],
      [2024, 60],
    ]);
  });

  test('refuses sexes that do not add up, an unknown area, and text for a number', async () => {
    const row: Cell[] = [3, 'Germany', null, 'B', 276, 'Poland', 616, 53, 60, 28, 30, 25, 40];
    expect(await refusalOfReading(() => read(row))).toMatchObject({
      code: 'E303',
      message: '2024 both sexes is 60, but males and females are 70',
      place: { row: 1, field: '2024 both sexes' },
    });
    expect(await refusalOfReading(() => read(row.with(6, 250)))).toMatchObject({
      code: 'E304',
      message: 'Location code of origin is 250, which is in no list of areas',
    });
    expect((await refusalOfReading(() => read(row.with(7, '1,053')))).message).toBe('1990 both sexes is "1,053"');
  });

  test('refuses years that differ between the sexes', async () => {
    const refusal = await refusalOfReading(() => readUnDesaStocks(source([], HEADER.with(12, 2020)), 2024, iso3Of));
    expect(refusal.message).toBe('the file has the years 1990, 2024, 1990, 2024, 1990, 2020 in its header');
  });
});

describe('a workbook that one cannot tell from another', () => {
  const row: Cell[] = [3, 'Germany', null, 'B', 276, 'Poland', 616, 53, 60, 28, 30, 25, 30];
  /** The workbook without its columns from one position on, labels and all. */
  const without = (from: number, count: number) => {
    const cut = (cells: readonly Cell[]): Cell[] => cells.filter((_, column) => column < from || column >= from + count);
    return workbookBytes({ 'Table 1': [...TITLES, HEADER, row].map(cut) });
  };
  const readBytes = (bytes: Uint8Array) => readUnDesaStocks(rawSource('un-desa-stocks-2024', { 'stock.xlsx': bytes }), 2024, iso3Of);
  const persons = async (bytes: Uint8Array) => rowsOf(await readBytes(bytes)).map((each) => [each.year, each.persons]);
  const retitled = (titles: readonly Cell[][], header: readonly Cell[] = HEADER, data: readonly Cell[] = row) =>
    workbookBytes({ 'Table 1': [...titles, header, data] });

  test('is read by the words over its years, in any order and with one sex missing', async () => {
    const both = [
      [1990, 53],
      [2024, 60],
    ];
    expect(await persons(without(99, 0))).toEqual(both);
    expect(await persons(without(9, 2))).toEqual(both);
    expect(await persons(without(9, 4))).toEqual(both);
    const other = TITLES.with(2, [null, null, null, null, null, null, null, 'Females', null, 'Both sexes combined', null, 'Males']);
    expect(await persons(retitled(other, HEADER, [...row.slice(0, 7), 25, 30, 53, 60, 28, 30]))).toEqual(both);
  });

  test('is refused without the block of both sexes, whatever is left', async () => {
    const problem = 'the file does not say that it counts both sexes';
    // The words over the years go with them, or stay over others.
    expect((await refusalOfReading(() => readBytes(without(7, 2)))).message).toBe(problem);
    expect((await refusalOfReading(() => readBytes(without(7, 4)))).message).toBe(problem);
    const females = [...HEADER.slice(0, 7), ...YEARS];
    expect((await refusalOfReading(() => readBytes(retitled(TITLES.slice(0, 2), females, row.slice(0, 9))))).message).toBe(problem);
    const title: Cell[][] = [['Table 3: Female migrant stock, not both sexes']];
    expect((await refusalOfReading(() => readBytes(retitled([...title, ['of males']], females, row.slice(0, 9))))).message).toBe(problem);
  });

  test.each([['2024 (a)'], ['2024a'], ['2024*'], ['2024 1/']])('has years with the mark of a footnote: %s', async (title) => {
    const header = HEADER.with(8, title).with(10, title).with(12, title);
    expect(await persons(retitled(TITLES, header))).toEqual([
      [1990, 53],
      [2024, 60],
    ]);
  });

  test.each([['mid-2024'], ['2020-2024'], ['2024 estimate'], ['']])(
    'is refused with another title among the years: "%s"',
    async (title) => {
      expect(await refusalOfReading(() => readBytes(retitled(TITLES, HEADER.with(8, title || null))))).toMatchObject({
        code: 'E305',
        message: `the file has the title "${title}" over column 9, among years`,
      });
    },
  );

  test('is refused where the first of its years has another title, or where a column says that it is a part', async () => {
    expect((await refusalOfReading(() => readBytes(retitled(TITLES, HEADER.with(7, 'mid-1990'))))).message).toBe(
      'the file has the title "mid-1990" over column 8, among years',
    );
    const withSex = retitled(TITLES, HEADER.with(2, 'Sex'), row.with(2, 'Female'));
    expect(await refusalOfReading(() => readBytes(withSex))).toMatchObject({ code: 'E303', message: 'Sex is "Female"' });
  });

  test('is refused without rows, and leaves out notes below the table', async () => {
    expect((await refusalOfReading(() => readBytes(workbookBytes({ 'Table 1': [...TITLES, HEADER] })))).message).toBe(
      'the file has a header and no rows',
    );
    const noted = workbookBytes({ 'Table 1': [...TITLES, HEADER, row, ['Source: United Nations (2024)']] });
    expect(await persons(noted)).toHaveLength(2);
  });

  test('knows Kosovo by the number of the publisher', async () => {
    expect(rowsOf(await readBytes(retitled(TITLES, HEADER, row.with(6, 412))))).toMatchObject([{ birth: 'XKX' }, { birth: 'XKX' }]);
  });
});

describe('the table by sex as a workbook', () => {
  test('is read like the CSV file', async () => {
    const rows: Cell[][] = [
      ['geo', 't', 'from', 'sex', 'n', 'type_c', 'type_i'],
      ['DEU', 1990, 'POL', 'female', 25, 0, 0],
      ['DEU', 1990, 'POL', 'male', 28, 0, 0],
    ];
    const stocks = await readUnDesaStocks(rawSource('s', { 'own.xlsx': workbookBytes({ Mine: rows }) }), 2024);
    expect(rowsOf(stocks)).toMatchObject([{ birth: 'POL', residence: 'DEU', persons: 53, row: 1 }]);
  });
});
