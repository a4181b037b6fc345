import { type Columns, columnLength, isCategory } from '../../src/tables/columns.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Rows of a table as plain objects, to compare with literals; missing strings are null. */
export function rowsOf(columns: Columns): Row[] {
  const entries = Object.entries(columns);
  const [first] = entries;
  if (!first) return [];
  return Array.from({ length: columnLength(first[1]) }, (_, row) =>
    Object.fromEntries(
      entries.map(([name, column]) => {
        if (!isCategory(column)) return [name, column[row]!];
        return [name, column.levels[column.codes[row]!] ?? null];
      }),
    ),
  );
}
