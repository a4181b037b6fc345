import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/readers/table/table.ts';
import type { TableRow } from '../../../src/readers/table/tableRow.ts';
import { rawFile, refusalOfReading } from '../scratch.ts';
import { workbookBytes } from './workbookBytes.ts';

const FORMAT = { fields: ['code', 'n'] };
const TEXT = 'code,n\nNA,1\nDE,2.5\n';
const CELLS = [
  ['NA', 1],
  ['DE', 2.5],
];

async function collect<T>(content: string | Uint8Array, read: (row: TableRow) => T): Promise<T[]> {
  const values: T[] = [];
  await readTable(rawFile('a', content), FORMAT, (row) => void values.push(read(row)));
  return values;
}
const cells = (content: string | Uint8Array) => collect(content, (row) => [row.text('code'), row.decimal('n')]);
const refusal = (content: string | Uint8Array) => refusalOfReading(() => cells(content));
const zipped = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
const base64 = (text: string) => Buffer.from(text, 'base64');

describe('a ZIP archive', () => {
  test.each([
    ['of one table', zipped({ 'data.csv': TEXT })],
    [
      'of one table in a folder, with what macOS adds',
      zipped({ 'data/': '', 'data/a.csv': TEXT, '__MACOSX/data/._a.csv': 'x', '.DS_Store': 'x' }),
    ],
    [
      'of the World Bank, with what it says of countries',
      zipped({ 'API_SP.POP.TOTL.csv': TEXT, 'Metadata_Country_API_SP.POP.TOTL.csv': 'x' }),
    ],
    ['of JSON', zipped({ 'a.json': '[{"code":"NA","n":1},{"code":"DE","n":2.5}]' })],
    [
      'that is a workbook',
      workbookBytes({
        Data: [
          ['code', 'n'],
          ['NA', 1],
          ['DE', 2.5],
        ],
      }),
    ],
  ])('is read: %s', async (_, content) => {
    expect(await cells(content)).toEqual(CELLS);
  });

  test('is refused with several files, none, or a part missing, each with a hint of its own', async () => {
    expect(await refusal(zipped({ 'a.csv': TEXT, 'b.csv': TEXT }))).toMatchObject({
      code: 'E305',
      message: 'the file is a ZIP archive of 2 files (a.csv, b.csv)',
      hint: 'Unpack it, and name the file that is meant in the manifest.',
    });
    expect((await refusal(zipped({ '__MACOSX/x': 'x' }))).message).toBe('the file is a ZIP archive of 0 files ()');
    const cut = zipped({ 'a.csv': TEXT });
    expect(await refusal(cut.subarray(0, cut.length - 9))).toMatchObject({
      message: 'the file is a broken ZIP archive (it has no directory)',
      hint: expect.stringContaining('pipeline fetch'),
    });
  });
});

/** TEXT, packed by xz 5.4 with the options that the names say. */
const XZ = {
  '--check=crc32': '/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQASY29kZSxuCk5BLDEKREUsMi41CgAAeUMwAgABJxOQRv1+kEKZDQEAAAAAAVla',
  '--check=none': '/Td6WFoAAAD/EtlBAgAhARYAAAB0L+WjAQASY29kZSxuCk5BLDEKREUsMi41CgAAAAEjE5SDkRoGcp56AQAAAAAAWVo=',
  '--check=sha256':
    '/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQASY29kZSxuCk5BLDEKREUsMi41CgAA8qxLKdwi6pOLLJ0LE+FSgzUEcwvtdhPUiNq4R7Lw/3kAAUMTM+hsfxibS5oBAAAAAApZWg==',
  '--x86 --lzma2': '/Td6WFoAAATm1rRGAgEEACEBFgANhjUfAQASY29kZSxuCk5BLDEKREUsMi41CgAAlD6+D1RpgdMAASsTnAlI0h+2830BAAAAAARZWg==',
  '--delta --lzma2': '/Td6WFoAAATm1rRGAgEDAQAhARZ5IMTuAQASYwz1AcdCnETz6wXZOgHnBvwH1QAAlD6+D1RpgdMAASsTnAlI0h+2830BAAAAAARZWg==',
};

describe('a file of xz', () => {
  test.each(['--check=crc32', '--check=none'] as const)('is read with %s', async (options) => {
    expect(await cells(base64(XZ[options]))).toEqual(CELLS);
  });

  test.each([
    ['--check=sha256', 'a SHA-256 check'],
    ['--x86 --lzma2', 'a filter before LZMA2, as for programs'],
    ['--delta --lzma2', 'a filter before LZMA2, as for programs'],
  ] as const)('is read with %s, or refused with the way to pack it again', async (options, what) => {
    expect(await refusal(base64(XZ[options]))).toMatchObject({
      code: 'E305',
      message: `the file is packed by xz with ${what}`,
      hint: 'Unpack it and pack it again: xz --decompress FILE.xz, then xz --check=crc64 FILE, or gzip FILE.',
    });
  });

  test('is fetched again where it is cut', async () => {
    expect(await refusal(base64(XZ['--check=crc32']).subarray(0, 40))).toMatchObject({ hint: expect.stringContaining('pipeline fetch') });
  });
});

describe('a text in another encoding', () => {
  const utf16 = Buffer.from(`\ufeff${TEXT}`, 'utf16le');

  test.each([
    ['UTF-16, little end first', utf16],
    ['UTF-16, big end first', Buffer.from(utf16).swap16()],
    ['UTF-16 in JSON', Buffer.from('\ufeff[{"code":"NA","n":1},{"code":"DE","n":2.5}]', 'utf16le')],
    ['UTF-16 and packed', zipSync({ 'a.csv': utf16 })],
  ])('is read where a byte order mark says so: %s', async (_, content) => {
    expect(await cells(content)).toEqual(CELLS);
  });

  test.each([
    ['Latin-1', Buffer.from('code,n\nCôte,1\n', 'latin1'), 'is not text in UTF-8', 'iconv -f WINDOWS-1252 -t UTF-8'],
    ['UTF-16 without mark', Buffer.from(TEXT, 'utf16le'), 'holds a NUL byte', 'iconv -f UTF-16LE -t UTF-8'],
    [
      'UTF-16 that ends within a letter',
      utf16.subarray(0, utf16.length - 1),
      'is not text in UTF-16LE, as its byte order mark says',
      'cut',
    ],
    ['line ends of old computers', 'code,n\rNA,1\r', 'holds a carriage return without line feed', "tr '\\r' '\\n'"],
  ])('is refused with the command that converts it: %s', async (_, content, problem, hint) => {
    expect(await refusal(content)).toMatchObject({ code: 'E305', message: `the file ${problem}`, hint: expect.stringContaining(hint) });
  });
});

describe('a Parquet file as DuckDB writes it', () => {
  // COPY (700 rows) TO 'duckdb_v2.parquet' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd), DuckDB 1.5.
  const bytes = readFileSync(join(import.meta.dirname, 'files/duckdb_v2.parquet'));

  test('is read in version 2, whose rows the library cannot skip', async () => {
    const read = await cells(bytes);
    expect([read.length, read[0], read[300], read[699]]).toEqual([700, ['c0', 0], ['c0', 300], ['c0', 699]]);
  });

  test('has decimals of any width, and lists and structs of integers of 64 bits beside them', async () => {
    const read = await collect(bytes, (row) => [row.decimal('d9'), row.decimal('d4'), row.text('d38'), row.text('l'), row.text('s')]);
    expect([read[0], read[1], read[699]]).toEqual([
      [-2, -0.5, '0', '["0","1"]', '{"a":"0"}'],
      [-0.75, 0.5, '1000000014000000049', '["1","2"]', '{"a":"1"}'],
      [871.75, 3.5, '699000009786000034251', '["699","700"]', '{"a":"699"}'],
    ]);
    expect((await refusalOfReading(() => collect(bytes, (row) => row.decimal('l')))).message).toBe('l is "["0","1"]"');
  });
});

describe('a JSON document with a long string', () => {
  const long = 'x'.repeat(12_000_000);

  test('is read, as a value, as a name, and with escapes', async () => {
    expect(await cells(`[{"code":"NA","n":1,"note":"${long}"},{"code":"DE","n":2.5}]`)).toEqual(CELLS);
    expect(await cells(`[{"code":"NA","n":1,"${long}":0},{"code":"DE","n":2.5}]`)).toEqual(CELLS);
    expect(await cells(`[{"code":"NA","n":1,"note":"${'\\"\\\\'.repeat(1_000_000)}"},{"code":"DE","n":2.5}]`)).toEqual(CELLS);
  });

  test('still may name no member twice', async () => {
    expect((await refusal(`[{"code":"NA","n":1,"note":"${long}","n" : 2}]`)).message).toBe('the file names a member of an object twice');
    expect(await cells('[{"code":"NA","n":1,"a":"\\":","b":"\\\\"},{"code":"DE","n":2.5}]')).toEqual(CELLS);
  });
});
