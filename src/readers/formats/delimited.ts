import Papa from 'papaparse';
import { type RawFile, refuseBroken } from './rawFile.ts';
import type { Batch } from './rows.ts';

/** Longest row in characters; a longer one is a quote that is never closed. */
const LONGEST_ROW = 2 ** 20;

/** Most lines without content: no publisher needs more, and a small packed file may hold a thousand million of them. */
const MAXIMUM_BLANK_LINES = 1_000_000;

/**
 * Rows of CSV or TSV text, the header first; lines without content are left out. Memory is that of one chunk of text.
 * The delimiter is a tab where the header has one, else a comma.
 * Refuses open or misplaced quotes, rows without end, blank lines without end, and a last row that breaks off (E305).
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
    if (error) refuseBroken(file, `breaks off in data row ${rows + (error.row ?? 0)}: ${error.message}`);
    const batch = parsed.data.filter(isContent);
    blank += parsed.data.length - batch.length;
    if (blank > MAXIMUM_BLANK_LINES) refuseBroken(file, `holds more than ${MAXIMUM_BLANK_LINES} blank lines`);
    width ||= batch[0]?.length ?? 0;
    rows += batch.length;
    const breaksOff = isLast && !text.endsWith('\n') && (batch.at(-1)?.length ?? width) < width;
    if (breaksOff) refuseBroken(file, `breaks off in data row ${rows - 1}`, `${width} fields, as in the header`);
    text = text.slice(parsed.meta.cursor);
    return batch;
  };
  for await (const chunk of chunks) {
    text += chunk;
    if (text.includes('\n')) yield parse(false);
    if (text.length > LONGEST_ROW) refuseBroken(file, `holds a row longer than ${LONGEST_ROW} characters`, 'closed quotes');
  }
  if (text !== '') yield parse(true);
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  return text.slice(0, end < 0 ? text.length : end).includes('\t') ? '\t' : ',';
}

/** Whether a line is more than blank; a blank line is one empty cell. */
function isContent(cells: readonly string[]): boolean {
  return cells.length > 1 || cells[0] !== '';
}
