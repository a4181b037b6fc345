import Papa from 'papaparse';
import { type RawFile, refuseContent } from './rawFile.ts';
import type { Batch } from './rows.ts';

/** Longest row in characters; a longer one is a quote that is never closed. */
const LONGEST_ROW = 2 ** 20;

/** Most lines without content: no publisher needs more, and a small packed file may hold a thousand million of them. */
const MAXIMUM_BLANK_LINES = 1_000_000;

const ROW_END = 'If the last row is whole, end it with a line feed; if not, fetch the file again (`pipeline fetch`).';

/**
 * Rows of CSV or TSV text, the header first; lines without content are left out. Memory is that of one chunk of text.
 * The delimiter is a tab where the header has one, else a comma or, where it has none outside of quotes, a semicolon.
 * Refuses open or misplaced quotes, rows without end, blank lines without end, and a last row that may have been cut: one that
 * ends in neither a line feed nor a quote (E305).
 */
export async function* delimitedRows(file: RawFile, chunks: AsyncIterable<string>): AsyncGenerator<Batch> {
  let text = '';
  let width = 0;
  let rows = 0;
  let blank = 0;
  let parser: Papa.Parser | null = null;
  const parse = (isLast: boolean): Batch => {
    parser ??= new Papa.Parser({ delimiter: delimiterOf(text), newline: '\n' });
    const parsed = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>;
    const [error] = parsed.errors;
    if (error) refuseQuote(file, rows + (error.row ?? 0), error.message);
    const batch = parsed.data.filter(isContent);
    blank += parsed.data.length - batch.length;
    if (blank > MAXIMUM_BLANK_LINES) {
      refuseContent(file, `holds more than ${MAXIMUM_BLANK_LINES} blank lines`, { hint: 'Delete the blank lines.' });
    }
    width ||= batch[0]?.length ?? 0;
    rows += batch.length;
    if (isLast && batch.length > 0 && !text.endsWith('\n')) checkEnd(file, text, rows - 1, batch.at(-1)!.length === width);
    text = text.slice(parsed.meta.cursor);
    return batch;
  };
  for await (const chunk of chunks) {
    text += chunk;
    if (text.includes('\n')) yield parse(false);
    if (text.length > LONGEST_ROW) {
      const hint = 'Look for a quote that is never closed, or for a file that has no line ends.';
      refuseContent(file, `holds a row longer than ${LONGEST_ROW} characters`, { expected: 'closed quotes', hint });
    }
  }
  if (text !== '') yield parse(true);
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const header = text.slice(0, end < 0 ? text.length : end);
  if (header.includes('\t')) return '\t';
  const outside = header.replaceAll(/"[^"]*"/g, '');
  return outside.includes(',') || !outside.includes(';') ? ',' : ';';
}

/** Refuses a text that ends within a row, or may do so: nothing but its end shows that a number has all its digits. */
function checkEnd(file: RawFile, text: string, row: number, isWide: boolean): void {
  if (isWide && text.endsWith('"')) return;
  const place = row === 0 ? 'its header' : `data row ${row}`;
  refuseContent(file, `${isWide ? 'ends without a line feed' : 'breaks off'} in ${place}`, {
    expected: 'a line feed after each row',
    hint: ROW_END,
  });
}

function refuseQuote(file: RawFile, row: number, problem: string): never {
  return refuseContent(file, `breaks off in data row ${row}: ${problem}`, {
    expected: 'quotes around a whole cell, and doubled within it',
    hint: 'Correct the quotes of that row; if the file ends there, fetch it again (`pipeline fetch`).',
  });
}

/** Whether a line is more than blank; a blank line is one empty cell. */
function isContent(cells: readonly string[]): boolean {
  return cells.length > 1 || cells[0] !== '';
}
