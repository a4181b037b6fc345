import { type Category, categoryAt, type NumberColumn } from '../../src/tables/columns.ts';

/** Rows of a table to be counted: what group each belongs to, and what of it to count. */
export interface CountedRows {
  readonly length: number;
  /** Labels of the group of a row; null leaves the row out. */
  readonly labels: (row: number) => readonly string[] | null;
  readonly year?: NumberColumn;
  readonly value?: NumberColumn;
  /** One column of areas, or the two ends of pairs. */
  readonly ends?: readonly (Category | NumberColumn)[];
  /** Marks rows with 1, for example imputed ones. */
  readonly flag?: NumberColumn;
}

/** What is counted of the rows of a group. */
export interface Group {
  readonly labels: readonly string[];
  rows: number;
  /** Rows with the flag. */
  flagged: number;
  /** Sum of the values that are there. */
  total: number;
  least: number;
  greatest: number;
  firstYear: number;
  lastYear: number;
  readonly areas: Set<string>;
  /** Ordered pairs, "POL DEU". */
  readonly pairs: Set<string>;
}

/** Groups in order of first appearance. Least and greatest are infinite where a group has no values. */
export function groupRows(...tables: readonly CountedRows[]): Group[] {
  const groups = new Map<string, Group>();
  for (const table of tables) {
    for (let row = 0; row < table.length; row++) {
      const labels = table.labels(row);
      if (labels !== null) count(groupOf(groups, labels), table, row);
    }
  }
  return [...groups.values()];
}

function groupOf(groups: Map<string, Group>, labels: readonly string[]): Group {
  const key = labels.join('\n');
  const group = groups.get(key) ?? emptyGroup(labels);
  groups.set(key, group);
  return group;
}

/** A group of no rows. */
export function emptyGroup(labels: readonly string[]): Group {
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const extent = { least: high, greatest: low, firstYear: high, lastYear: low };
  return { labels, rows: 0, flagged: 0, total: 0, ...extent, areas: new Set(), pairs: new Set() };
}

function count(group: Group, { year, value, flag, ends = [] }: CountedRows, row: number): void {
  group.rows++;
  if (flag?.[row] === 1) group.flagged++;
  const amount = value?.[row];
  if (amount !== undefined && !Number.isNaN(amount)) {
    group.total += amount;
    group.least = Math.min(group.least, amount);
    group.greatest = Math.max(group.greatest, amount);
  }
  const when = year?.[row];
  if (when !== undefined) {
    group.firstYear = Math.min(group.firstYear, when);
    group.lastYear = Math.max(group.lastYear, when);
  }
  const areas = ends.map((end) => textAt(end, row));
  for (const area of areas) group.areas.add(area);
  if (areas.length === 2) group.pairs.add(areas.join(' '));
}

/** A code as text, whether it is a word or a number. */
function textAt(column: Category | NumberColumn, row: number): string {
  return ArrayBuffer.isView(column) ? String(column[row]) : categoryAt(column, row)!;
}
