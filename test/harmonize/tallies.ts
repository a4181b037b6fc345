/** What an item adds to the tally of a source and year, or of a key that is made already. */
type Share =
  | { readonly source: string; readonly year: number; readonly rows: number; readonly persons: number }
  | { readonly key: string; readonly rows: number; readonly persons: number };

/** Rows and persons by source and year, sorted, of the items or the numbers up to a length. */
export function countsOf<T>(items: readonly T[], shareOf: (item: T) => Share | null): (readonly [string, number, number])[];
export function countsOf(length: number, shareOf: (row: number) => Share | null): (readonly [string, number, number])[];
export function countsOf<T>(
  items: readonly T[] | number,
  shareOf: (item: T & number) => Share | null,
): (readonly [string, number, number])[] {
  const list = typeof items === 'number' ? Array.from({ length: items }, (_, row) => row) : items;
  const totals = new Map<string, [number, number]>();
  for (const item of list) {
    const share = shareOf(item as T & number);
    if (share === null) continue;
    const key = 'key' in share ? share.key : `${share.source} ${share.year}`;
    const [rows, persons] = totals.get(key) ?? [0, 0];
    totals.set(key, [rows + share.rows, persons + share.persons]);
  }
  return [...totals].map(([key, [rows, persons]]) => [key, rows, persons] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}
