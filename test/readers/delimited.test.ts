import { describe, expect, it } from 'vitest';
import { type DelimitedRow, readDelimited } from '../../src/readers/delimited.ts';
import { gzipped, rawFile, refusalOf } from './scratch.ts';

const FORMAT = { delimiter: ',', fields: ['code', 'n'] } as const;

function collect<T>(content: string | Uint8Array, read: (row: DelimitedRow) => T): T[] {
  const values: T[] = [];
  readDelimited(rawFile('a.csv', content), FORMAT, (row) => void values.push(read(row)));
  return values;
}

describe('a delimited file', () => {
  it.each([
    ['LF', 'code,n\nNA,1\nDE,2\n'],
    ['CRLF and no last line break', 'code,n\r\nNA,1\r\nDE,2'],
    ['quotes and a byte order mark', '\uFEFF"code","n"\n"NA",1\n"DE","2"\n'],
    ['another order and more fields', 'n,other,code\n1,x,NA\n2,,DE\n'],
    ['gzip', gzipped('code,n\nNA,1\nDE,2\n')],
  ])('is read with %s', (_, content) => {
    expect(collect(content, (row) => [row.number, row.text('code'), row.whole('n')])).toEqual([
      [1, 'NA', 1],
      [2, 'DE', 2],
    ]);
  });

  it('tells an empty field from text', () => {
    expect(collect('code,n\n,\nNA,3.5\n', (row) => [row.optionalText('code'), row.amountOrZero('n')])).toEqual([
      [null, 0],
      ['NA', 3.5],
    ]);
  });

  it.each([
    ['text where a number belongs', 'many', (row: DelimitedRow) => row.decimal('n'), 'n is "many"', 'a number'],
    ['a decimal comma', '"1,5"', (row: DelimitedRow) => row.decimal('n'), 'n is "1,5"', 'a number'],
    ['a hexadecimal number', '0x10', (row: DelimitedRow) => row.decimal('n'), 'n is "0x10"', 'a number'],
    ['infinity', '1e999', (row: DelimitedRow) => row.decimal('n'), 'n is "1e999"', 'a number'],
    ['nothing', '', (row: DelimitedRow) => row.decimal('n'), 'n is empty', 'a value'],
    ['a negative amount', '-1', (row: DelimitedRow) => row.amount('n'), 'n is "-1"', 'a number that is not negative'],
    ['a fraction of a year', '1990.5', (row: DelimitedRow) => row.year('n'), 'n is "1990.5"', 'a whole number'],
    ['a year far away', '19900', (row: DelimitedRow) => row.year('n'), 'n is "19900"', 'a year from 1900 to 2199'],
    ['a flag of 2', '2', (row: DelimitedRow) => row.flag('n'), 'n is "2"', '0 or 1'],
  ])('is refused with %s', (_, text, read, problem, expected) => {
    expect(refusalOf(() => collect(`code,n\nDE,1\nFR,${text}\n`, (row) => row.number === 2 && read(row)))).toMatchObject({
      code: 'E303',
      message: `folder/a.csv, data row 2: ${problem}`,
      place: { file: 'folder/a.csv', row: 2, field: 'n' },
      expected,
    });
  });

  it('is refused with a row of another width', () => {
    expect(refusalOf(() => collect('code,n\nDE,1\nFR\n', (row) => row.text('code')))).toMatchObject({
      code: 'E305',
      message: 'folder/a.csv has 1 fields in data row 2',
      place: { file: 'folder/a.csv', row: 2 },
      expected: '2 fields, as in the header',
    });
  });

  it('is refused with an open quote', () => {
    expect(refusalOf(() => collect('code,n\nDE,1\n"FR,2\n', (row) => row.text('code')))).toMatchObject({ code: 'E305' });
  });

  it('is refused without a needed field in the header, and when empty', () => {
    expect(refusalOf(() => collect('kode,n\nDE,1\n', (row) => row.text('code')))).toMatchObject({
      code: 'E305',
      message: 'folder/a.csv lacks the field "code" in its header',
      expected: 'a header with code, n',
    });
    expect(refusalOf(() => collect('', (row) => row.text('code'))).message).toBe('folder/a.csv is empty');
  });
});
