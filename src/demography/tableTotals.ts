import { sum } from '../numerics/statistics.ts';

/** Sums over the rows of a table (rows x columns): columns. */
export function columnTotals(table: Float64Array, columns: number): Float64Array {
  const totals = new Float64Array(columns);
  for (let offset = 0; offset < table.length; offset += columns) {
    for (let j = 0; j < columns; j++) totals[j] = totals[j]! + table[offset + j]!;
  }
  return totals;
}

/** Sums over the columns of a table (rows x columns): rows. */
export function rowTotals(table: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: table.length / columns }, (_, row) => sum(table.subarray(row * columns, (row + 1) * columns)));
}

/** Factor that brings a margin to its target; 0 where either is 0, as in mipfp. */
export function factorTo(target: number, total: number): number {
  return target === 0 || total === 0 ? 0 : target / total;
}

/** Column j of a table (rows x columns) multiplied so that it adds up to target j; an empty column stays empty. */
export function scaleColumns(table: Float64Array, targets: Float64Array): Float64Array {
  const columns = targets.length;
  const totals = columnTotals(table, columns);
  const factors = targets.map((target, j) => factorTo(target, totals[j]!));
  return table.map((value, cell) => value * factors[cell % columns]!);
}

/** Row i of a table (rows x columns) multiplied so that it adds up to target i; an empty row stays empty. */
export function scaleRows(table: Float64Array, targets: Float64Array): Float64Array {
  const columns = table.length / targets.length;
  const totals = rowTotals(table, columns);
  const factors = targets.map((target, i) => factorTo(target, totals[i]!));
  return table.map((value, cell) => value * factors[Math.floor(cell / columns)]!);
}

/** A new table: a - b by cell. */
export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, cell) => value - b[cell]!);
}
