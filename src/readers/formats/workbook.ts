import { MAXIMUM_BYTES, readBytes } from './bytes.ts';
import { cellText } from './cellText.ts';
import { type RawFile, refuseContent } from './rawFile.ts';
import type { Batch, ExpectedTable } from './rows.ts';
import { checkCells } from './sheetCells.ts';
import { unzipped } from './zip.ts';

/** Rows above the table, such as titles and sources, among which the header is looked for. */
const ROWS_ABOVE = 50;

const BOOK = 'xl/workbook.xml';

/** A workbook whose writer left all formulas to be computed when it is opened (ECMA-376, part 1, 18.2.2). */
const COMPUTED_LATER = /<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=["'](?:1|true)["']/;

/**
 * Cells of one sheet of an XLSX workbook as text, row by row, empty rows left out. `sheet` goes by name; the first where it
 * is left out, or where the workbook has one sheet only. Memory: at most MAXIMUM_BYTES unpacked and the cells of one sheet.
 * Refuses broken archives, workbooks that unpack to more, cells that hold an error such as #DIV/0! or a formula whose value is
 * not in the file, and other sheets (E305).
 */
export async function sheetRows(file: RawFile, sheet?: string): Promise<Batch> {
  const bytes = await readBytes(file);
  const parts = unzipped(file, bytes, MAXIMUM_BYTES, (name) => name === BOOK || /^xl\/worksheets\/[^/]+\.xml$/.test(name));
  const isComputedLater = COMPUTED_LATER.test(textOf(parts.get(BOOK)));
  parts.delete(BOOK);
  for (const [name, content] of parts) checkCells(file, name, textOf(content), isComputedLater);
  const { readSheet } = await import('read-excel-file/universal');
  try {
    const rows = await readSheet(Uint8Array.from(bytes).buffer, sheet !== undefined && parts.size > 1 ? sheet : 1);
    return rows.map((cells) => cells.map(cellText)).filter((cells) => cells.some((cell) => cell !== ''));
  } catch (error) {
    return refuseContent(file, `cannot be read as a workbook (${error instanceof Error ? error.message : String(error)})`, {
      hint: 'Save the table as CSV, or as XLSX from a spreadsheet program, with its sheet first or by the name that is asked for.',
    });
  }
}

/** Rows of a table in a workbook, the header first: the first of the upper rows that has all fields of the format. */
export async function workbookRows(file: RawFile, { fields, sheet }: ExpectedTable): Promise<Batch> {
  const rows = await sheetRows(file, sheet);
  const header = rows.slice(0, ROWS_ABOVE).findIndex((cells) => fields.every((field) => cells.includes(field)));
  return header < 0 ? rows : rows.slice(header);
}

/** XML with each byte as one letter: all that is looked for in it is ASCII. */
function textOf(content: Uint8Array = new Uint8Array()): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
}
