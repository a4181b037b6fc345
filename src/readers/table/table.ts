import { startsWith, unpackedChunks } from '../formats/bytes.ts';
import { delimitedRows } from '../formats/delimited.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import { type RawFile, refuseBroken } from '../formats/rawFile.ts';
import type { Batch, ExpectedTable } from '../formats/rows.ts';
import { textChunks } from '../formats/text.ts';
import { workbookRows } from '../formats/workbook.ts';
import { TableRow } from './tableRow.ts';

/** Is given what a row was refused with: throws it on, or sets the row apart. */
export type BrokenRow = (error: unknown) => void;

/** Most rows of a file, which bounds what a reader collects from them. */
const MAXIMUM_ROWS = 10_000_000;

/** What a file is, by its first bytes once unpacked. */
export type Form = 'delimited' | 'json' | 'parquet' | 'workbook';

/** Characters of a header that a message shows. */
const LONGEST_SHOWN = 200;

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const PARQUET = [0x50, 0x41, 0x52, 0x31];

/** Stops the stage at the first broken row. */
export const STOP: BrokenRow = (error) => {
  throw error;
};

/**
 * Reads a table with a header row by row: CSV or TSV, JSON (an array of objects), Parquet or XLSX, plain or packed with gzip or xz,
 * whatever the name says. The row handed to `visit` is valid during the call only; what it throws goes to `broken`.
 * CSV and TSV are streamed in chunks of about 1 MiB; the others are held in memory, within MAXIMUM_BYTES.
 * Refuses files that are broken or not of these forms, and headers without a needed field or with one twice (E305).
 */
export async function readTable(
  file: RawFile,
  format: ExpectedTable,
  visit: (row: TableRow) => void,
  broken: BrokenRow = STOP,
): Promise<void> {
  let row: TableRow | null = null;
  for await (const batch of rowsOf(file, format)) {
    for (const cells of batch) {
      if (row === null) {
        row = new TableRow(file.name, checkedHeader(file, format, cells));
        continue;
      }
      if (row.row === MAXIMUM_ROWS) refuseBroken(file, `holds more than ${MAXIMUM_ROWS} rows`);
      try {
        row.moveTo(cells);
        visit(row);
      } catch (error) {
        broken(error);
      }
    }
  }
  if (row === null) refuseBroken(file, 'is empty', `a header with ${format.fields.join(', ')}`);
}

/** The form of a file: what its first bytes say. */
export async function formOf(file: RawFile): Promise<Form> {
  for await (const chunk of unpackedChunks(file)) return formOfBytes(chunk);
  return 'delimited';
}

async function* rowsOf(file: RawFile, format: ExpectedTable): AsyncGenerator<Batch> {
  const chunks = unpackedChunks(file);
  try {
    const first = (await chunks.next()).value ?? new Uint8Array();
    const form = formOfBytes(first);
    if (form === 'delimited') yield* delimitedRows(file, textChunks(file, resumed(first, chunks)));
    else if (form === 'json') yield await jsonRows(file);
    else if (form === 'parquet') yield* parquetRows(file);
    else yield await workbookRows(file, format);
  } finally {
    await chunks.return(undefined);
  }
}

/** The chunks of a file of which the first was looked at. */
async function* resumed(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function formOfBytes(bytes: Uint8Array): Form {
  if (startsWith(bytes, ZIP)) return 'workbook';
  if (startsWith(bytes, PARQUET)) return 'parquet';
  return /^\uFEFF?\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 64))) ? 'json' : 'delimited';
}

function checkedHeader(file: RawFile, format: ExpectedTable, names: readonly string[]): readonly string[] {
  const expected = `a header with ${format.fields.join(', ')} between commas or tabs, instead of: ${names.join(', ').slice(0, LONGEST_SHOWN)}`;
  const quoted = (fields: readonly string[]): string => fields.map((field) => `"${field}"`).join(', ');
  const absent = format.fields.filter((field) => !names.includes(field));
  if (absent.length > 0) refuseBroken(file, `lacks the field ${quoted(absent)} in its header`, expected);
  const last = new Map(names.map((name, column) => [name, column]));
  const twice = names.filter((name, column) => name !== '' && column < last.get(name)!);
  if (twice.length > 0) refuseBroken(file, `has the field ${quoted([...new Set(twice)])} twice in its header`, 'each field once');
  return names;
}
