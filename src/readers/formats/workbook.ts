import { MAXIMUM_BYTES, readBytes } from './bytes.ts';
import { cellText } from './cellText.ts';
import { type RawFile, refuseBroken } from './rawFile.ts';
import type { Batch, ExpectedTable } from './rows.ts';
import { unzipped } from './zip.ts';

/** Most cells of a sheet, filled or not. The library lays a sheet out as a rectangle, so that one far cell would fill the memory. */
const MAXIMUM_CELLS = 20_000_000;
const MAXIMUM_FILLED_CELLS = 5_000_000;

/** Rows above the table, such as titles and sources, among which the header is looked for. */
const ROWS_ABOVE = 50;

/**
 * Cells of one sheet of an XLSX workbook as text, row by row, empty rows left out. `sheet` goes by name; the first where it
 * is left out, or where the workbook has one sheet only. Memory: at most MAXIMUM_BYTES unpacked and the cells of one sheet.
 * Refuses broken archives, workbooks that unpack to more, cells that hold an error such as #DIV/0!, and other sheets (E305).
 */
export async function sheetRows(file: RawFile, sheet?: string): Promise<Batch> {
  const bytes = await readBytes(file);
  const sheets = unzipped(file, bytes, MAXIMUM_BYTES, (name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name));
  for (const [name, content] of sheets) checkCells(file, name, content);
  const { readSheet } = await import('read-excel-file/universal');
  try {
    const rows = await readSheet(Uint8Array.from(bytes).buffer, sheet !== undefined && sheets.size > 1 ? sheet : 1);
    return rows.map((cells) => cells.map(cellText)).filter((cells) => cells.some((cell) => cell !== ''));
  } catch (error) {
    return refuseBroken(file, `cannot be read as a workbook (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Rows of a table in a workbook, the header first: the first of the upper rows that has all fields of the format. */
export async function workbookRows(file: RawFile, { fields, sheet }: ExpectedTable): Promise<Batch> {
  const rows = await sheetRows(file, sheet);
  const header = rows.slice(0, ROWS_ABOVE).findIndex((cells) => fields.every((field) => cells.includes(field)));
  return header < 0 ? rows : rows.slice(header);
}

/** Refuses a sheet with too many or too far cells, or with an error in one. */
function checkCells(file: RawFile, sheet: string, content: Uint8Array): void {
  let filled = 0;
  let rows = 0;
  let columns = 0;
  for (const [, attributes = ''] of Buffer.from(content)
    .toString('latin1')
    .matchAll(/<(?:\w+:)?c\s([^>]*)>/g)) {
    const [, letters = '', digits = '0'] = /\br=["']([A-Z]+)(\d+)["']/.exec(attributes) ?? [];
    if (/\bt=["']e["']/.test(attributes)) refuseBroken(file, `holds an error in cell ${letters}${digits} of ${sheet}`, 'values');
    filled += 1;
    rows = Math.max(rows, Number(digits));
    columns = Math.max(columns, columnNumber(letters));
    if (filled > MAXIMUM_FILLED_CELLS || rows * columns > MAXIMUM_CELLS) {
      refuseBroken(file, `has too large a sheet (${sheet})`, `at most ${MAXIMUM_FILLED_CELLS} filled cells within ${MAXIMUM_CELLS}`);
    }
  }
}

/** Number of a column by its letters: A is 1, AA is 27. */
function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = 26 * number + letter.charCodeAt(0) - 64;
  return number;
}
