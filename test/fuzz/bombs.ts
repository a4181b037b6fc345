import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { type Cells, parseDelimited, writeDelimited } from './cells.ts';
import { encoded, workbookParts } from './forms.ts';
import type { Target } from './targets.ts';
import { xzOf } from './xzStream.ts';

/** A file that would take far more memory or time than its size says. */
export interface Bomb {
  readonly name: string;
  /** Which kind of file it stands in for. */
  readonly kind: Target['kind'];
  content(untouched: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

const MEBIBYTE = 2 ** 20;
const SHEET = 'xl/worksheets/sheet1.xml';

/** One LZMA2 chunk, made by xz 5.4 from 2,096,914 times the digit 1. It resets all that came before, so that it may be repeated. */
const XZ_CHUNK = Buffer.from(
  '//8RAWxdABjv+7/+o7Fe5fg/sqomVfhocEFwFQ+N/R5MG4pCtxn0aRhxrmYjiopNL6MN2X+m44wjEVPgWRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3' +
    'llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbp' +
    'ZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgLzf+VKEYPqfx83vuaMC5WwI+F84OBwGXEJVP49ZE2MQWl' +
    'sO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvEgn5lg=',
  'base64',
);
const XZ_CHUNK_SIZE = 2_096_914;

export const BOMBS: readonly Bomb[] = [
  { name: 'gzip of 2 GiB of one line', kind: 'table', content: () => gzipRepeated(Buffer.alloc(16 * MEBIBYTE, '1'), 128) },
  {
    name: 'gzip of 2 GiB of blank lines after the table',
    kind: 'table',
    content: (table) => Buffer.concat([gzipSync(table), gzipRepeated(Buffer.alloc(16 * MEBIBYTE, '\n'), 128)]),
  },
  { name: 'gzip of 2 GiB of the rows of the table', kind: 'table', content: (table) => gzipRepeated(repeated(table, 16 * MEBIBYTE), 128) },
  {
    name: 'gzip of 300 MiB of blanks in JSON',
    kind: 'table',
    content: () => gzipSync(Buffer.concat([Buffer.from('['), Buffer.alloc(300 * MEBIBYTE, ' ')])),
  },
  { name: 'gzip of 2 GiB of brackets', kind: 'document', content: () => gzipRepeated(Buffer.alloc(16 * MEBIBYTE, '['), 128) },
  { name: 'xz of 2 GiB of one line', kind: 'table', content: () => xzRepeated(1024) },
  { name: 'xz of 2 GiB for a grid', kind: 'grid', content: () => xzRepeated(1024) },
  {
    name: 'gzip of 2 GiB for a grid',
    kind: 'grid',
    content: (grid) => Buffer.concat([gzipSync(grid), gzipRepeated(Buffer.alloc(16 * MEBIBYTE), 128)]),
  },
  { name: 'workbook with a sheet of 300 MiB', kind: 'table', content: () => workbookWithSheet(300, 300) },
  { name: 'workbook with a sheet of 300 MiB that it calls small', kind: 'table', content: () => workbookWithSheet(300, 1) },
  { name: 'workbook with a sheet of 100 MiB of blanks', kind: 'table', content: () => workbookWithSheet(100, 100) },
  {
    name: 'workbook with a cell at the far end',
    kind: 'table',
    content: (table) =>
      workbookOf(table, (sheet) => sheet.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
  },
  {
    name: 'workbook with entities that grow',
    kind: 'table',
    content: (table) => workbookOf(table, (sheet) => sheet.replace('?>', `?>${GROWING_ENTITIES}`).replace('<v>', '<v>&i;')),
  },
  { name: 'table of 150,000 fields', kind: 'table', content: wideTable },
  {
    name: 'JSON with 40,000 names of fields',
    kind: 'table',
    content: () => Buffer.from(JSON.stringify(Array.from({ length: 40_000 }, (_, row) => ({ [`f${row}`]: 1 })))),
  },
  { name: 'Parquet with long strings in every row', kind: 'table', content: (table) => parquetOfLongStrings(table) },
  { name: 'grid with 4 billion dimensions', kind: 'grid', content: (grid) => withWord(grid, 12, 0xffffffff) },
  { name: 'grid with a name of 4 GiB', kind: 'grid', content: (grid) => withWord(grid, 16, 0xffffffff) },
  { name: 'grid with a dimension of 2 billion', kind: 'grid', content: (grid) => withWord(grid, 24, 0x7fffffff) },
];

/** Entities of XML, each ten times the one before. */
const GROWING_ENTITIES = `<!DOCTYPE w [<!ENTITY a "1111111111">${['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']
  .map(([from, to]) => `<!ENTITY ${to} "${`&${from};`.repeat(10)}">`)
  .join('')}]>`;

/** Gzip members one after the other. */
function gzipRepeated(content: Uint8Array, times: number): Uint8Array {
  const member = gzipSync(content);
  return Buffer.concat(Array.from({ length: times }, () => member));
}

function xzRepeated(times: number): Uint8Array {
  return xzOf({ chunks: Buffer.concat(Array.from({ length: times }, () => XZ_CHUNK)), size: times * XZ_CHUNK_SIZE }, 0);
}

function repeated(table: Uint8Array, size: number): Uint8Array {
  return Buffer.alloc(size - (size % table.length), table);
}

/** A workbook with a sheet of so many MiB of blanks, of which it says that they are others. */
function workbookWithSheet(mebibytes: number, said: number): Uint8Array {
  const sheet = Buffer.alloc(mebibytes * MEBIBYTE, ' ');
  const packed = deflateRawSync(sheet, { level: 9 });
  const content = Buffer.from(zipSync({ ...workbookParts({}), [SHEET]: [packed, { level: 0 }] }));
  for (const [signature, method] of [
    ['PK\x03\x04', 8],
    ['PK\x01\x02', 10],
  ] as const) {
    const at = lastHeaderOf(content, signature);
    content.writeUInt16LE(8, at + method);
    content.writeUInt32LE(crc32(sheet), at + method + 6);
    content.writeUInt32LE(said * MEBIBYTE, at + method + 14);
  }
  return content;
}

function lastHeaderOf(content: Buffer, signature: string): number {
  const name = signature === 'PK\x03\x04' ? content.indexOf(SHEET, 0, 'latin1') : content.lastIndexOf(SHEET, undefined, 'latin1');
  return content.lastIndexOf(signature, name, 'latin1');
}

function workbookOf(table: Uint8Array, change: (sheet: string) => string): Uint8Array {
  const parts = workbookParts({ Sheet1: cellsOf(table) });
  return zipSync({ ...unzipSync(zipSync(parts)), [SHEET]: strToU8(change(Buffer.from(parts[SHEET] as Uint8Array).toString('utf8'))) });
}

/** A table with one more field of a long text, the same in every row, which a dictionary keeps once. */
function parquetOfLongStrings(table: Uint8Array): Promise<Uint8Array> {
  const [header = [], ...rows] = cellsOf(table);
  const long = 'x'.repeat(32 * 1024);
  const many = Array.from({ length: 10_000 }, (_, row) => [...rows[row % rows.length]!, long]);
  return encoded('parquet', [[...header, 'long'], ...many]);
}

/** A table with 150,000 fields more, which no row has. */
function wideTable(table: Uint8Array): Uint8Array {
  const [header = [], ...rows] = cellsOf(table);
  const fields = Array.from({ length: 150_000 }, (_, field) => `f${field.toString(36)}`);
  return Buffer.from(writeDelimited({ delimiter: ',', cells: [[...header, ...fields], ...rows] }));
}

function withWord(grid: Uint8Array, offset: number, value: number): Uint8Array {
  const content = Buffer.from(grid);
  content.writeUInt32BE(value, offset);
  return content;
}

function cellsOf(table: Uint8Array): Cells {
  return parseDelimited(Buffer.from(table).toString('utf8'))!.cells;
}
