import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { Table, writeParquet } from 'parquet-wasm';
import { describe, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import type { RawFile } from '../../../src/readers/formats/rawFile.ts';
import { type RowAudit, STOP } from '../../../src/readers/table/rowAudit.ts';
import { readTable } from '../../../src/readers/table/table.ts';
import type { TableRow } from '../../../src/readers/table/tableRow.ts';
import { workbookBytes } from '../formats/workbookBytes.ts';
import { gzipped, rawFile, refusalOfReading } from '../scratch.ts';

const FORMAT = { fields: ['code', 'n'] };
const TEXT = 'code,n\nNA,1\nDE,2.5\n';

/** TEXT, packed by xz 5.4. */
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQASY29kZSxuCk5BLDEKREUsMi41CgAAlD6+D1RpgdMAASsTnAlI0h+2830BAAAAAARZWg==',
  'base64',
);

function parquetBytes(): Uint8Array {
  const table = tableFromArrays({ code: ['NA', 'DE'], n: Float64Array.of(1, 2.5) });
  return writeParquet(Table.fromIPCStream(tableToIPC(table, 'stream')));
}

async function collect<T>(content: string | Uint8Array, read: (row: TableRow) => T, audit?: RowAudit): Promise<T[]> {
  const values: T[] = [];
  await readTable(rawFile('a.csv', content), FORMAT, (row) => void values.push(read(row)), audit);
  return values;
}

const refusal = (content: string | Uint8Array, read: (row: TableRow) => unknown = (row) => row.text('code')) =>
  refusalOfReading(() => collect(content, read));

describe('a table', () => {
  test.each([
    ['CSV', TEXT],
    ['CRLF', 'code,n\r\nNA,1\r\nDE,2.5\r\n'],
    ['a quote at the end, which a cut would have left open', '"code","n"\n"NA","1"\n"DE","2.5"'],
    ['semicolons, as write.csv2 of R has them', '"code";"n"\n"NA";"1"\n"DE";"2.5"\n'],
    ['semicolons, with a comma within quotes', 'code;n;"more, or less"\nNA;1;\nDE;2.5;x\n'],
    ['line ends of both kinds', 'code,n\nNA,1\r\nDE,2.5\n'],
    ['quotes and a byte order mark', '\uFEFF"code","n"\n"NA",1\n"DE","2.5"\n'],
    ['blank lines', '\ncode,n\n\nNA,1\nDE,2.5\n\n'],
    ['another order and more fields', 'n,other,code\n1,x,NA\n2.5,,DE\n'],
    ['TSV', 'code\tn\nNA\t1\nDE\t2.5\n'],
    ['gzip', gzipped(TEXT)],
    ['xz', XZ],
    ['JSON', ' [{"code":"NA","n":1},{"n":2.5,"more":null,"code":"DE"}]'],
    ['Parquet', parquetBytes()],
    ['XLSX', workbookBytes({ Data: [['Title of the table'], [], ['code', 'n'], ['NA', 1], ['DE', 2.5]] })],
  ])('is read as %s, whatever its name', async (_, content) => {
    expect(await collect(content, (row) => [row.row, row.text('code'), row.decimal('n')])).toEqual([
      [1, 'NA', 1],
      [2, 'DE', 2.5],
    ]);
  });

  test('is streamed over the borders of its chunks', async () => {
    const lines = Array.from({ length: 200_000 }, (_, row) => `"é${row}","${row % 7}"\r\n`);
    let sum = 0;
    let rows = 0;
    await readTable(rawFile('long.csv', `code,n\r\n${lines.join('')}`), FORMAT, (row) => {
      rows += row.text('code') === `é${row.row - 1}` ? 1 : 0;
      sum += row.whole('n');
    });
    expect([rows, sum]).toEqual([200_000, 599_994]);
  });

  test('tells an empty field from text', async () => {
    expect(await collect('code,n\n,\nNA,3.5\n', (row) => [row.optionalText('code'), row.personsOrZero('n')])).toEqual([
      [null, 0],
      ['NA', 3.5],
    ]);
    expect(await collect('code,n\nx,\n', (row) => row.optionalDecimal('n'))).toEqual([null]);
  });

  test('takes flags and memberships as Python, R and spreadsheets write them', async () => {
    const rows = 'code,n\nx,1\nx,True\nx,TRUE\nx,true\nx,0\nx,False\n';
    expect(await collect(rows, (row) => [row.flag('n'), row.zeroOrOne('n')].join(' '))).toEqual(['1 1', '1 1', '1 1', '1 1', '0 0', '0 0']);
  });

  test('takes whole numbers as programs write them that know decimals only', async () => {
    expect(await collect('code,n\nx,1990.0\n', (row) => [row.year('n'), row.whole('n')])).toEqual([[1990, 1990]]);
  });
});

describe('a value', () => {
  test.each([
    ['text where a number belongs', 'many', (row: TableRow) => row.decimal('n'), 'n is "many"', 'a number'],
    ['a decimal comma', '"1,5"', (row: TableRow) => row.decimal('n'), 'n is "1,5"', 'a number'],
    ['separators of thousands', '1 234', (row: TableRow) => row.decimal('n'), 'n is "1 234"', 'a number'],
    ['a hexadecimal number', '0x10', (row: TableRow) => row.decimal('n'), 'n is "0x10"', 'a number'],
    ['infinity', '1e999', (row: TableRow) => row.decimal('n'), 'n is "1e999"', 'a number'],
    ['nothing', '', (row: TableRow) => row.decimal('n'), 'n is empty', 'a value'],
    ['a negative amount', '-1', (row: TableRow) => row.amount('n'), 'n is "-1"', 'a number that is not negative'],
    ['more than 31 bits', '4294967572', (row: TableRow) => row.whole('n'), 'n is "4294967572"', 'a whole number'],
    ['a fraction of a year', '1990.5', (row: TableRow) => row.year('n'), 'n is "1990.5"', 'a whole number'],
    ['a year far away', '19900', (row: TableRow) => row.year('n'), 'n is "19900"', 'a year from 1900 to 2199'],
    ['a flag of 2', '2', (row: TableRow) => row.flag('n'), 'n is "2"', '0 or 1'],
    ['a half membership', '0.5', (row: TableRow) => row.zeroOrOne('n'), 'n is "0.5"', '0 or 1'],
    ['two letters', 'DE', (row: TableRow) => row.iso3('n'), 'n is "DE"', 'three capital letters (ISO 3166-1 alpha-3)'],
  ])('is refused: %s', async (_, text, read, problem, expected) => {
    expect(await refusal(`code,n\nDE,1\nFR,${text}\n`, (row) => row.row === 2 && read(row))).toMatchObject({
      code: 'E303',
      message: `${problem}`,
      place: { file: 'folder/a.csv', row: 2, field: 'n' },
      expected,
    });
  });

  test('that is no number in JSON is none here', async () => {
    const read = (row: TableRow) => row.decimal('n');
    expect((await refusal('[{"code":"x","n":true}]', read)).message).toBe('n is "true"');
    expect((await refusal('[{"code":"x","n":[1]}]', read)).message).toBe('n is "[1]"');
    expect((await refusal('[{"code":"x","n":1e999}]', read)).message).toBe('n is "Infinity"');
  });
});

describe('a broken row', () => {
  test('of another width is refused', async () => {
    expect(await refusal('code,n\nDE,1\nFR\nIT,2\n')).toMatchObject({
      code: 'E303',
      message: 'has 1 fields',
      place: { file: 'folder/a.csv', row: 2 },
      expected: '2 fields, as in the header',
    });
  });

  test('can be set apart, and the others are read', async () => {
    const rows: (number | undefined)[] = [];
    const broken = (error: unknown) => void rows.push(isPipelineError(error) ? error.diagnostics[0]?.place?.row : -1);
    expect(await collect('code,n\nDE,1\nFR\nIT,two\nES,4\n', (row) => row.whole('n'), { ...STOP, broken })).toEqual([1, 4]);
    expect(rows).toEqual([2, 3]);
  });
});

describe('a broken file', () => {
  test.each([
    ['lacks a needed field', 'kode,n\nDE,1\n', 'lacks the field "code" in its header'],
    ['names a field twice', 'code,n,n\nDE,1,2\n', 'has the field "n" twice in its header'],
    ['is empty', '', 'is empty'],
    ['has no rows', 'code,n\n', 'has a header and no rows'],
    ['has nothing but a source below its header', 'code,n\nSource: somebody\n', 'has a header and no rows'],
    ['is a workbook without rows', workbookBytes({ Data: [['Title'], ['code', 'n']] }), 'has a header and no rows'],
    ['is an empty list in JSON', '[]', 'is empty'],
    ['is cut within its last number', 'code,n\nDE,1\nFR,34', 'ends without a line feed in data row 2'],
    ['is cut before its last number', 'code,n\nDE,1\nFR,', 'ends without a line feed in data row 2'],
    ['is cut after its last number', 'code,n\nDE,1\nFR,346.0', 'ends without a line feed in data row 2'],
    ['is cut and packed', gzipped('code,n\nDE,346.'), 'ends without a line feed in data row 1'],
    ['is cut within its header', 'code,n', 'ends without a line feed in its header'],
    ['ends within a row', 'code,n\nDE,1\nFR', 'breaks off in data row 2'],
    ['has an open quote', 'code,n\nDE,1\n"FR,2\n', 'breaks off in data row 2: Quoted field unterminated'],
    ['has a quote in the middle', 'code,n\n"D"E,1\n', 'breaks off in data row 1: Trailing quote on quoted field is malformed'],
    ['holds a NUL byte', 'code,n\nD\0E,1\n', 'holds a NUL byte'],
    ['has old line ends', 'code,n\rDE,1\r', 'holds a carriage return without line feed'],
    ['is not UTF-8', Uint8Array.of(0x43, 0xf4, 0x74), 'is not text in UTF-8'],
    ['never ends a row', `code,n\n"${'x'.repeat(3_000_000)}\n`, 'holds a row longer than 1048576 characters'],
    ['is broken JSON', '[{"code":', 'is not valid JSON (Unexpected end of JSON input)'],
    ['names a member twice', '[{"code":"x","n":1,"n":2}]', 'names a member of an object twice'],
    ['is truncated xz', XZ.subarray(0, 40), 'is a broken xz file (get_next_output failed with error code 8)'],
  ])('is refused where it %s', async (_, content, problem) => {
    expect(await refusal(content)).toMatchObject({ code: 'E305', message: `the file ${problem}` });
  });

  test('of Parquet is read or refused with any one byte damaged', async () => {
    const bytes = parquetBytes();
    for (let position = 0; position < bytes.length; position += 5) {
      const damaged = Uint8Array.from(bytes);
      damaged[position] = damaged[position]! ^ 0xff;
      expect(await outcomeOf(rawFile('damaged.parquet', damaged))).toMatch(/^(read|E303|E305)$/);
    }
  });

  test('of xz is refused with any one byte damaged', async () => {
    for (let position = 0; position < XZ.length; position++) {
      const damaged = Uint8Array.from(XZ);
      damaged[position] = damaged[position]! ^ 0x55;
      expect(await outcomeOf(rawFile('damaged.xz', damaged))).toBe('E305');
    }
  });
});

async function outcomeOf(file: RawFile): Promise<string> {
  try {
    await readTable(file, FORMAT, (row) => row.decimal('n'));
    return 'read';
  } catch (error) {
    return isPipelineError(error) ? (error.diagnostics[0]?.code ?? '') : String(error);
  }
}
