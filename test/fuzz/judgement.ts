import { type Category, type Columns, categoryAt, columnLength, isCategory } from '../../src/tables/columns.ts';
import type { Knowledge } from './knowledge.ts';
import type { Outcome, Target } from './targets.ts';

/** What a mutation must lead to. Rows are data rows from 1, fields are names of the header. */
export type Expectation =
  /** The table as without the mutation. */
  | { readonly result: 'same' }
  /** That, or a refusal: what a checksum or a key guards. */
  | { readonly result: 'same or refused' }
  /** A refusal, of this row and field where they are given. */
  | { readonly result: 'refused'; readonly row?: number; readonly field?: string }
  /** The row set apart, and everything else as without the mutation. */
  | { readonly result: 'quarantined'; readonly row: number; readonly field: string }
  /** The change that this number in this cell makes, and no other; or a refusal where one is allowed. */
  | { readonly result: 'number'; readonly row: number; readonly field: string; readonly value: number; readonly mayRefuse: boolean }
  /** A refusal, or a change of nothing that does not come from this row. */
  | { readonly result: 'row'; readonly row: number }
  /** The same rows in another order, or a refusal where one is allowed. */
  | { readonly result: 'reordered'; readonly mayRefuse: boolean }
  /** Some of the rows, as they are with and without this file, and no others; or a refusal. */
  | { readonly result: 'part' }
  /** All rows and not more than so many others, or a refusal. */
  | { readonly result: 'added'; readonly rows: number }
  /** Every number of this column that is of the source more by this, and nothing else changed. */
  | { readonly result: 'shifted'; readonly column: string; readonly by: number }
  /** Any table or refusal: what nothing in the file guards. The end still must be one of the two. */
  | { readonly result: 'unguarded' };

const CODES: readonly string[] = ['E303', 'E304', 'E305'];
/** Rows of a table that one row of a file may add by being another one. */
const ADDED = 12;

/** What is wrong with how a reader ended; null if nothing is. */
export async function verdict(outcome: Outcome, expected: Expectation, knowledge: Knowledge, target: Target): Promise<string | null> {
  if (outcome.end === 'crashed') return `crashed: ${outcome.error instanceof Error ? outcome.error.stack : String(outcome.error)}`;
  if (outcome.end === 'refused') return verdictOnRefusal(outcome, expected, target);
  const infinite = infiniteIn(outcome.table);
  if (infinite !== null) return `accepted with an infinite number in ${infinite}`;
  const [base, rows] = [knowledge.base, rowsOf(outcome.table)];
  switch (expected.result) {
    case 'refused':
      return `accepted ${rows.length} rows instead of a refusal${difference(base, rows)}`;
    case 'same':
    case 'same or refused':
      return sameRows(base, rows) ? null : `the table differs${difference(base, rows)}`;
    case 'reordered':
      return sameRows(sortedPlaceless(knowledge.table), sortedPlaceless(outcome.table)) ? null : 'other rows than before';
    case 'part':
      return isSubset(rows, [...base, ...(await knowledge.empty())]) ? null : `rows that were not there${difference(base, rows)}`;
    case 'added':
      return isSubset(base, rows) && rows.length <= base.length + expected.rows ? null : `lost or added rows${difference(base, rows)}`;
    case 'row':
      return verdictOnRow(await knowledge.untouchedBy(expected.row), base, rows);
    case 'number':
      return knowledge.differsFromPrediction(expected.row, expected.field, expected.value, outcome.table);
    case 'quarantined':
      return verdictOnQuarantine(outcome, expected, await knowledge.untouchedBy(expected.row), rows);
    case 'shifted': {
      const { column, by } = expected;
      const { source } = knowledge.table as { readonly source: Category };
      const moved = (knowledge.table[column] as Float64Array).map((value, row) =>
        categoryAt(source, row) === target.source ? value + by : value,
      );
      return sameRows(rowsOf({ ...knowledge.table, [column]: moved }), rows) ? null : `${column} is not more by ${by}`;
    }
    case 'unguarded':
      return null;
  }
}

/** Rows of a table as text, to be compared and shown. */
export function rowsOf(table: Columns): string[] {
  const columns = Object.values(table);
  const length = columns[0] === undefined ? 0 : columnLength(columns[0]);
  return Array.from({ length }, (_, row) =>
    columns.map((column) => String(isCategory(column) ? categoryAt(column, row) : column[row])).join(' | '),
  );
}

/** The rows that both lists have, as often as both have them. */
export function common(one: readonly string[], other: readonly string[]): string[] {
  const left = counted(other);
  return one.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count > 0;
  });
}

function verdictOnRefusal(outcome: Outcome & { end: 'refused' }, expected: Expectation, { file, files }: Target): string | null {
  const { code, message, place, hint } = outcome.diagnostic;
  const said = `refused: ${code} ${message}`;
  // What a shorter list of codes lacks is refused where it is asked for.
  const isElsewhere = code === 'E304' && place?.file !== file && expected.result !== 'refused';
  if (expected.result === 'same' || (expected.result === 'quarantined' && !isElsewhere)) return said;
  if ((expected.result === 'reordered' || expected.result === 'number') && !expected.mayRefuse) return said;
  if (!CODES.includes(code)) return `${said} (its code should be one of ${CODES.join(', ')})`;
  // Files of one source that do not fit each other may be refused at either of them.
  const places = place?.row === undefined ? files : [file];
  if (place === undefined || !(places.includes(place.file) || isElsewhere)) return `${said} (its place names ${place?.file}, not ${file})`;
  if (hint === undefined) return `${said} (without a hint)`;
  if (expected.result !== 'refused') return null;
  if (expected.row !== undefined && place.row !== expected.row) return `${said} (its row is ${place.row}, not ${expected.row})`;
  if (expected.field !== undefined && place.field !== expected.field) return `${said} (its field is ${place.field}, not ${expected.field})`;
  return null;
}

/** The first column that holds an infinite number: no contract of a raw table allows one. */
function infiniteIn(table: Columns): string | null {
  const found = Object.entries(table).find(([, column]) => {
    return !isCategory(column) && column.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  });
  return found?.[0] ?? null;
}

function verdictOnRow(untouched: readonly string[], base: readonly string[], rows: readonly string[]): string | null {
  if (!isSubset(untouched, rows)) return `rows changed that come from others${difference(untouched, rows)}`;
  return rows.length > base.length + ADDED ? `one row became ${rows.length - untouched.length}` : null;
}

function verdictOnQuarantine(
  outcome: Outcome & { end: 'accepted' },
  { row, field }: { readonly row: number; readonly field: string },
  untouched: readonly string[],
  rows: readonly string[],
): string | null {
  const { quarantined } = outcome;
  const position = quarantined.row.indexOf(row);
  if (position < 0) return `row ${row} is not in quarantine, rows ${quarantined.row.join(', ')} are`;
  const column = categoryAt(quarantined.column, position);
  if (column !== field) return `row ${row} is in quarantine for ${column}, not for ${field}`;
  return isSubset(untouched, rows) ? null : `rows are lost beside the one set apart${difference(untouched, rows)}`;
}

/** Rows without their number in the file, in the order of their text. */
function sortedPlaceless(table: Columns): string[] {
  return rowsOf(Object.fromEntries(Object.entries(table).filter(([name]) => name !== 'row'))).sort();
}

function sameRows(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return common(part, whole).length === part.length;
}

/** The first rows that only one of the lists has. */
function difference(base: readonly string[], rows: readonly string[]): string {
  const both = common(base, rows);
  const only = (list: readonly string[]): string => {
    const left = counted(both);
    return (
      list.find((row) => {
        const count = left.get(row) ?? 0;
        left.set(row, count - 1);
        return count <= 0;
      }) ?? 'none'
    );
  };
  return `\n    gone: ${only(base)}\n    new:  ${only(rows)}`;
}

function counted(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}
