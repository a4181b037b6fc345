import { parseDelimited, writeDelimited } from './cells.ts';

/** What a file is: a table in text, a JSON document, or a grid. */
export type Kind = 'table' | 'document' | 'grid';

/** Data rows of a table: an even number, because stocks come in pairs of rows. */
const ROWS = 30;
/** Years of a wide table, and members of an object. */
const YEARS = 6;
const MEMBERS = 6;

/** A small part of a file that a reader still accepts: the last rows and years, or the first members. */
export function excerptOf(bytes: Uint8Array): { readonly kind: Kind; readonly content: Uint8Array } {
  if (Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'CDF') return { kind: 'grid', content: bytes };
  const text = Buffer.from(bytes).toString('utf8');
  if (text.startsWith('{')) return { kind: 'document', content: Buffer.from(JSON.stringify(firstMembers(JSON.parse(text)))) };
  return { kind: 'table', content: Buffer.from(lastRows(text.replaceAll('\r\n', '\n'))) };
}

function lastRows(text: string): string {
  const table = parseDelimited(text);
  if (table === null) throw new Error('the demo world has a broken table');
  const header = table.cells[0]!;
  const years = header.filter(isYear);
  // The projections begin where the estimates end, so the years next to each other are the last of one and the first of the other.
  const kept = new Set(years[0]! < '2020' ? years.slice(-YEARS) : years.slice(0, YEARS));
  const columns = header.flatMap((name, column) => (isYear(name) && !kept.has(name) ? [] : [column]));
  const rows = [header, ...table.cells.slice(1).slice(-ROWS)];
  const cells = rows.map((row) => columns.map((column) => row[column]!));
  return writeDelimited({ delimiter: table.delimiter, cells });
}

function firstMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MEMBERS)
      .map(([name, inner]) => [name, firstMembers(inner)]),
  );
}

function isYear(name: string): boolean {
  return /^(19|20)\d\d$/.test(name);
}
