/** A square matrix whose rows depend on each other to working precision. */
export class SingularError extends Error {
  /** First column without a pivot. */
  readonly column: number;

  constructor(column: number) {
    super(`the matrix is singular: column ${column} depends on those before`);
    this.name = 'SingularError';
    this.column = column;
  }
}

/** A pivot below this share of the largest element of its column is rounding error alone. */
const SMALLEST_PIVOT = 1e-14;

/**
 * Solution X of A X = B by Gaussian elimination with partial pivoting.
 * @param matrix n*n, row-major. @param right n*m, row-major. @returns n*m.
 * @throws SingularError
 */
export function solveLinear(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const m = right.length / n;
  const a = Float64Array.from(matrix);
  const x = Float64Array.from(right);
  for (let column = 0; column < n; column++) {
    const pivot = pivotRow(a, column, n);
    if (Math.abs(a[pivot * n + column]!) <= SMALLEST_PIVOT * largestOfColumn(matrix, column, n)) throw new SingularError(column);
    swapRows(a, pivot, column, n);
    swapRows(x, pivot, column, m);
    for (let row = column + 1; row < n; row++) {
      const by = a[row * n + column]! / a[column * n + column]!;
      if (by === 0) continue;
      for (let k = column; k < n; k++) a[row * n + k] = a[row * n + k]! - by * a[column * n + k]!;
      for (let k = 0; k < m; k++) x[row * m + k] = x[row * m + k]! - by * x[column * m + k]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = 0; k < m; k++) {
      let rest = x[row * m + k]!;
      for (let below = row + 1; below < n; below++) rest -= a[row * n + below]! * x[below * m + k]!;
      x[row * m + k] = rest / a[row * n + row]!;
    }
  }
  return x;
}

function pivotRow(a: Float64Array, column: number, n: number): number {
  let best = column;
  for (let row = column + 1; row < n; row++) if (Math.abs(a[row * n + column]!) > Math.abs(a[best * n + column]!)) best = row;
  return best;
}

function largestOfColumn(matrix: Float64Array, column: number, n: number): number {
  let largest = 0;
  for (let row = 0; row < n; row++) largest = Math.max(largest, Math.abs(matrix[row * n + column]!));
  return largest;
}

function swapRows(table: Float64Array, first: number, second: number, width: number): void {
  if (first === second) return;
  const row = table.slice(first * width, (first + 1) * width);
  table.copyWithin(first * width, second * width, (second + 1) * width);
  table.set(row, second * width);
}

/**
 * Solution of A x = b for a symmetric, positive definite, tridiagonal A, by elimination without pivoting.
 * @param diagonal n. @param beside elements (i, i + 1) of A, n - 1 or more. @param right n. @returns n.
 */
export function solveTridiagonal(diagonal: Float64Array, beside: Float64Array, right: Float64Array): Float64Array {
  const n = diagonal.length;
  const pivots = diagonal.slice();
  const x = right.slice();
  for (let row = 1; row < n; row++) {
    const share = beside[row - 1]! / pivots[row - 1]!;
    pivots[row] = pivots[row]! - share * beside[row - 1]!;
    x[row] = x[row]! - share * x[row - 1]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    const after = row + 1 < n ? beside[row]! * x[row + 1]! : 0;
    x[row] = (x[row]! - after) / pivots[row]!;
  }
  return x;
}
