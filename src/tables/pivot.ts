import type { Category } from './columns.ts';
import { recode } from './recode.ts';

/** Long table of one value for each area, year and indicator. */
export interface LongSeries {
  readonly area: Category;
  readonly year: ArrayLike<number>;
  readonly indicator: Category;
  readonly value: Float64Array;
}

/** Ordered pairs of areas, row by row. */
export interface PairKeys {
  readonly from: Category;
  readonly to: Category;
}

/**
 * Values of one indicator by year: n numbers in the order of `areas`, NaN where the table has no row.
 * Throws a RangeError for an area outside `areas`.
 */
export function yearlyVectors(table: LongSeries, indicator: string, areas: readonly string[]): Map<number, Float64Array> {
  const area = recode(table.area, areas).codes;
  const wanted = table.indicator.levels.indexOf(indicator);
  const vectors = new Map<number, Float64Array>();
  for (let row = 0; row < table.value.length; row++) {
    if (table.indicator.codes[row] !== wanted) continue;
    entry(vectors, table.year[row]!, areas.length)[area[row]!] = table.value[row]!;
  }
  return vectors;
}

/**
 * Values of pairs by year: n*n numbers, row-major [from * n + to] in the order of `areas`, NaN where the table has no row.
 * Throws a RangeError for an area outside `areas`.
 */
export function yearlyMatrices(
  keys: PairKeys & { readonly year: ArrayLike<number> },
  values: Float64Array,
  areas: readonly string[],
): Map<number, Float64Array> {
  const cells = cellsOf(keys, areas);
  const matrices = new Map<number, Float64Array>();
  for (let row = 0; row < values.length; row++) {
    entry(matrices, keys.year[row]!, areas.length * areas.length)[cells[row]!] = values[row]!;
  }
  return matrices;
}

/** As `yearlyMatrices`, for values without a year. */
export function pairMatrix(keys: PairKeys, values: Float64Array, areas: readonly string[]): Float64Array {
  const cells = cellsOf(keys, areas);
  const matrix = new Float64Array(areas.length * areas.length).fill(Number.NaN);
  for (let row = 0; row < values.length; row++) matrix[cells[row]!] = values[row]!;
  return matrix;
}

function cellsOf({ from, to }: PairKeys, areas: readonly string[]): Int32Array {
  const column = recode(to, areas).codes;
  return recode(from, areas).codes.map((row, index) => row * areas.length + column[index]!);
}

function entry(byYear: Map<number, Float64Array>, year: number, length: number): Float64Array {
  const found = byYear.get(year);
  if (found !== undefined) return found;
  const created = new Float64Array(length).fill(Number.NaN);
  byYear.set(year, created);
  return created;
}
