/** A matrix that is not positive definite to working precision. */
export class NotPositiveDefiniteError extends Error {
  readonly pivot: number;

  constructor(pivot: number) {
    super(`the matrix is not positive definite: pivot ${pivot} is too small`);
    this.name = 'NotPositiveDefiniteError';
    this.pivot = pivot;
  }
}

/** A pivot below this share of its diagonal element is rounding error alone. */
const SMALLEST_PIVOT = 1e-13;

/**
 * Lower triangle L with L L' = A, for symmetric positive definite A.
 * @param matrix n*n, row-major; only its lower triangle is read.
 * @returns n*n, row-major, zero above the diagonal.
 */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  if (matrix.length !== n * n) throw new RangeError(`${matrix.length} elements are not ${n} x ${n}`);
  const lower = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * n + column]!;
      for (let k = 0; k < column; k++) rest -= lower[row * n + k]! * lower[column * n + k]!;
      if (row > column) lower[row * n + column] = rest / lower[column * n + column]!;
      else if (rest > SMALLEST_PIVOT * Math.abs(matrix[row * n + row]!)) lower[row * n + row] = Math.sqrt(rest);
      else throw new NotPositiveDefiniteError(row);
    }
  }
  return lower;
}

/**
 * Solution x of A x = right for symmetric positive definite A.
 * @param matrix n*n, row-major; only its lower triangle is read.
 * @param right n.
 * @throws NotPositiveDefiniteError with the index of the first pivot that is not above 1e-13 of its diagonal element.
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const lower = cholesky(matrix, n);
  const x = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) x[row] = x[row]! - lower[row * n + k]! * x[k]!;
    x[row] = x[row]! / lower[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row] = x[row]! - lower[k * n + row]! * x[k]!;
    x[row] = x[row]! / lower[row * n + row]!;
  }
  return x;
}
