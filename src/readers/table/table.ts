import { PARQUET, startsWith, unpackedChunks, ZIP } from '../formats/bytes.ts';
import { delimitedRows } from '../formats/delimited.ts';
import { jsonRows } from '../formats/json.ts';
import { parquetRows } from '../formats/parquet.ts';
import { OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';
import type { Batch, ExpectedTable } from '../formats/rows.ts';
import { encodingOf, textChunks } from '../formats/text.ts';
import { workbookRows } from '../formats/workbook.ts';
import { UnaskedDimensions } from './dimensions.ts';
import { GroupedDigits } from './groupedDigits.ts';
import { type RowAudit, STOP } from './rowAudit.ts';
import { TableRow } from './tableRow.ts';

/** Most rows of a file, which bounds what a reader collects from them. */
const MAXIMUM_ROWS = 10_000_000;

/** What a file is, by its first bytes once unpacked. */
export type Form = 'delimited' | 'json' | 'parquet' | 'workbook';

/** Why a row below the table is left out. */
const NOTE = 'a note below the table';

/** Characters of a header that a message shows. */
const LONGEST_SHOWN = 200;

/**
 * Reads a table with a header row by row: CSV or TSV, JSON (an array of objects), Parquet or XLSX, plain or packed with gzip, xz or ZIP,
 * whatever the name says. The row handed to `visit` is valid during the call only; what it throws goes to `audit`.
 * CSV and TSV are streamed in chunks of about 1 MiB; the others are held in memory, within MAXIMUM_BYTES.
 * Refuses files that are broken or not of these forms, headers without a needed field or with one twice, files without rows,
 * persons with separators of thousands (E305), and rows that are no total of a dimension that nobody asks for (E303).
 */
export async function readTable(
  file: RawFile,
  format: ExpectedTable,
  visit: (row: TableRow) => void,
  audit: RowAudit = STOP,
): Promise<void> {
  let table: OpenTable | null = null;
  for await (const { form, batch } of rowsOf(file, format)) {
    for (const cells of batch) {
      if (table === null) {
        table = openTable(file, form, format, cells);
        continue;
      }
      const { row, dimensions } = table;
      if (row.row === MAXIMUM_ROWS)
        refuseContent(file, `holds more than ${MAXIMUM_ROWS} rows`, { hint: 'Leave out rows that no stage uses.' });
      try {
        row.moveTo(cells);
        if (row.isNote()) {
          row.leaveOut(NOTE);
          continue;
        }
        dimensions.check(row);
        visit(row);
      } catch (error) {
        audit.broken(error);
      }
    }
  }
  const expected = `a header with ${format.fields.join(', ')}, and rows below it`;
  if (table === null) return refuseContent(file, 'is empty', { expected, hint: OTHER_FILE });
  const { row, digits } = table;
  const isEmpty = row.row === (row.leftOut.get(NOTE) ?? 0);
  if (isEmpty && format.mayBeEmpty !== true) refuseContent(file, 'has a header and no rows', { expected, hint: OTHER_FILE });
  digits.check(file);
  audit.counted({ file: file.name, rows: row.row, leftOut: row.leftOut });
}

/** A table whose header was read. */
interface OpenTable {
  readonly row: TableRow;
  readonly dimensions: UnaskedDimensions;
  readonly digits: GroupedDigits;
}

function openTable(file: RawFile, form: Form, format: ExpectedTable, cells: readonly string[]): OpenTable {
  const names = checkedHeader(file, format, cells);
  const digits = new GroupedDigits(form === 'delimited');
  return {
    row: new TableRow(file.name, names, digits),
    dimensions: new UnaskedDimensions(names, format.checksColumns === true ? names : format.fields, format.constants),
    digits,
  };
}

/** The form of a file: what its first bytes say. */
export async function formOf(file: RawFile): Promise<Form> {
  for await (const chunk of unpackedChunks(file)) return formOfBytes(chunk);
  return 'delimited';
}

/** Rows of a file in batches, with the form in which they stand. */
async function* rowsOf(file: RawFile, format: ExpectedTable): AsyncGenerator<{ readonly form: Form; readonly batch: Batch }> {
  const chunks = unpackedChunks(file);
  try {
    const first = (await chunks.next()).value ?? new Uint8Array();
    const form = formOfBytes(first);
    for await (const batch of batchesOf(file, format, form, resumed(first, chunks))) yield { form, batch };
  } finally {
    await chunks.return(undefined);
  }
}

async function* batchesOf(file: RawFile, format: ExpectedTable, form: Form, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  if (form === 'delimited') yield* delimitedRows(file, textChunks(file, chunks));
  else if (form === 'json') yield await jsonRows(file);
  else if (form === 'parquet') yield* parquetRows(file);
  else yield await workbookRows(file, format);
}

/** The chunks of a file of which the first was looked at. */
async function* resumed(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function formOfBytes(bytes: Uint8Array): Form {
  if (startsWith(bytes, ZIP)) return 'workbook';
  if (startsWith(bytes, PARQUET)) return 'parquet';
  return /^\uFEFF?\s*[[{]/.test(new TextDecoder(encodingOf(bytes)).decode(bytes.subarray(0, 64))) ? 'json' : 'delimited';
}

function checkedHeader(file: RawFile, format: ExpectedTable, names: readonly string[]): readonly string[] {
  const expected = `a header with ${format.fields.join(', ')} between commas, semicolons or tabs, instead of: ${names.join(', ').slice(0, LONGEST_SHOWN)}`;
  const quoted = (fields: readonly string[]): string => fields.map((field) => `"${field}"`).join(', ');
  const absent = format.fields.filter((field) => !names.includes(field));
  if (absent.length > 0) refuseContent(file, `lacks the field ${quoted(absent)} in its header`, { expected, hint: OTHER_FILE });
  const last = new Map(names.map((name, column) => [name, column]));
  const twice = names.filter((name, column) => name !== '' && column < last.get(name)!);
  if (twice.length > 0) {
    const hint = 'Rename or delete the columns that no reader should take.';
    refuseContent(file, `has the field ${quoted([...new Set(twice)])} twice in its header`, { expected: 'each field once', hint });
  }
  return names;
}
