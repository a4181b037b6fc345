import { sum } from '../../numerics/statistics.ts';
import { withoutDiagonal } from '../flowTable.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';

/**
 * Flows of all birthplaces together (docs/method.md 10.1, `sum_od`).
 * @param flows n*n*n (origin, destination, birthplace). @param stayers what becomes of the diagonal. Default 'drop'.
 * @returns n*n.
 */
export function sumOverBirthplaces(flows: Float64Array, n: number, stayers: 'drop' | 'keep' = 'drop'): Float64Array {
  if (flows.length !== n * n * n) throw new RangeError(`${flows.length} flows are not ${n} x ${n} x ${n}`);
  const table = Float64Array.from({ length: n * n }, (_, cell) => sum(flows.subarray(cell * n, (cell + 1) * n)));
  return stayers === 'keep' ? table : withoutDiagonal(table, n);
}

/**
 * A table with the sums of its rows, of its columns, and of all.
 * @param table rows*columns. @returns (rows + 1)*(columns + 1), sums last.
 */
export function withMargins(table: Float64Array, columns: number): Float64Array {
  const rows = table.length / columns;
  const result = new Float64Array((rows + 1) * (columns + 1));
  for (let row = 0; row < rows; row++) result.set(table.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
  rowTotals(table, columns).forEach((total, row) => {
    result[row * (columns + 1) + columns] = total;
  });
  result.set(columnTotals(table, columns), rows * (columns + 1));
  result[result.length - 1] = sum(table);
  return result;
}
