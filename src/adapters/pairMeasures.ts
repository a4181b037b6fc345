import type { Pairs, RefugeeStocks } from '../../schemas/generated/types.ts';
import type { Category } from '../tables/columns.ts';
import { pairMatrix, yearlyMatrices } from '../tables/pivot.ts';

/** One measure of the pairs: areas x areas (orig, dest), row by row; NaN where the table has no row. */
export function pairMeasure({ orig, dest, measure, value }: Pairs, name: string, areas: readonly string[]): Float64Array {
  const rows = rowsWith(measure, name);
  const keys = { from: selected(orig, rows), to: selected(dest, rows) };
  return pairMatrix(
    keys,
    Float64Array.from(rows, (row) => value[row]!),
    areas,
  );
}

/** Refugees at the end of each year: areas x areas (origin, asylum) by year; NaN where the table has no row. */
export function refugeesByYear(
  { measure, origin, asylum, year, persons }: RefugeeStocks,
  areas: readonly string[],
): Map<number, Float64Array> {
  const rows = rowsWith(measure, 'stock');
  const keys = { from: selected(origin, rows), to: selected(asylum, rows), year: Int16Array.from(rows, (row) => year[row]!) };
  return yearlyMatrices(
    keys,
    Float64Array.from(rows, (row) => persons[row]!),
    areas,
  );
}

function rowsWith({ codes, levels }: Category, level: string): Int32Array {
  const wanted = levels.indexOf(level);
  return Int32Array.from(codes.keys()).filter((row) => codes[row] === wanted);
}

function selected({ codes, levels }: Category, rows: Int32Array): Category {
  return { codes: rows.map((row) => codes[row]!), levels };
}
