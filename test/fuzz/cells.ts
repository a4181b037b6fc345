/** Cells of a table as text, the header first. */
export type Cells = readonly (readonly string[])[];

/** A table as text and how it was written. */
export interface Delimited {
  readonly delimiter: ',' | ';' | '\t';
  readonly cells: Cells;
}

/**
 * Cells of CSV or TSV text by RFC 4180, written apart from the reader under test so that one can judge the other.
 * Null where quotes are not closed or are followed by text.
 */
export function parseDelimited(text: string): Delimited | null {
  const header = text.split('\n', 1)[0]!;
  const unquoted = header.replaceAll(/"[^"]*"/g, '');
  const delimiter = header.includes('\t') ? '\t' : unquoted.includes(';') && !unquoted.includes(',') ? ';' : ',';
  const cells: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = endOfCell(text, at, delimiter);
    if (end === null) return null;
    row.push(contentOf(text.slice(at, end)));
    at = end + 1;
    if (text[end] === delimiter) {
      if (at === text.length) row.push('');
      else continue;
    }
    if (row.length > 1 || row[0] !== '') cells.push(row);
    row = [];
  }
  if (row.length > 0) cells.push(row);
  return { delimiter, cells };
}

/** Text of cells, quoted only where needed; lines end with `lineEnd`. */
export function writeDelimited({ delimiter, cells }: Delimited, lineEnd: '\n' | '\r\n' = '\n'): string {
  const quoted = (cell: string): string => (/["\n\r\t,;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return cells.map((row) => row.map(quoted).join(delimiter) + lineEnd).join('');
}

/** Cells with one of them replaced; `row` counts data rows from 1. */
export function withCell(cells: Cells, row: number, column: number, value: string): Cells {
  return cells.map((each, index) => (index === row ? each.map((cell, place) => (place === column ? value : cell)) : each));
}

function endOfCell(text: string, start: number, delimiter: string): number | null {
  if (text[start] === '"') {
    let at = start + 1;
    while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) at += text[at] === '"' ? 2 : 1;
    if (at >= text.length) return null;
    const next = text[at + 1];
    return next === undefined || next === delimiter || next === '\n' ? at + 1 : null;
  }
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
  return at;
}

function contentOf(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
