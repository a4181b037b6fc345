import { exp, log } from '../../numerics/elementary.ts';
import { solvePositiveDefinite } from '../../numerics/linear.ts';

const ITERATIONS = 50;
/** Largest change of a coefficient at which the iteration stops. */
const TOLERANCE = 1e-8;
/** Bound of the linear predictor: rates outside exp(-30) to exp(3) a year are no migration. */
const LOWEST = -30;
const HIGHEST = 3;

/** Counts with their exposure and predictors. */
export interface PoissonData {
  /** rows x predictors, row-major. */
  readonly predictors: Float64Array;
  readonly counts: Float64Array;
  /** Person-years; positive. */
  readonly exposure: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Coefficients of log(rate) = constant + predictors x coefficients by iteratively reweighted least squares with a ridge
 * penalty on all coefficients but the constant. Counts need not be whole: only mean and variance proportional to it are used.
 *
 * @param ridge penalty as a share of the summed working weights.
 * @returns coefficients of the predictors, then the constant.
 */
export function poissonRegression(data: PoissonData, predictors: number, ridge: number): Float64Array {
  const size = predictors + 1;
  let coefficients: Float64Array = new Float64Array(size);
  coefficients[predictors] = log(weightedSum(data.counts, data.weights) / weightedSum(data.exposure, data.weights));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { matrix, right, total } = normalEquations(data, coefficients, predictors);
    for (let k = 0; k < predictors; k++) matrix[k * size + k] = matrix[k * size + k]! + ridge * total;
    const next = solvePositiveDefinite(matrix, right);
    const change = next.reduce((largest, value, k) => Math.max(largest, Math.abs(value - coefficients[k]!)), 0);
    coefficients = next;
    if (change < TOLERANCE) break;
  }
  return coefficients;
}

/** X'WX, X'Wz and the sum of W at the present coefficients, with working weights W = w mu and responses z = eta + (y - mu) / mu. */
function normalEquations({ predictors: x, counts, exposure, weights }: PoissonData, coefficients: Float64Array, predictors: number) {
  const size = predictors + 1;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  let total = 0;
  for (let r = 0; r < counts.length; r++) {
    for (let k = 0; k < predictors; k++) row[k] = x[r * predictors + k]!;
    let predictor = 0;
    for (let k = 0; k < size; k++) predictor += row[k]! * coefficients[k]!;
    const eta = Math.max(LOWEST, Math.min(HIGHEST, predictor));
    const mean = exposure[r]! * exp(eta);
    const weight = weights[r]! * mean;
    const response = eta + (counts[r]! - mean) / mean;
    total += weight;
    for (let k = 0; k < size; k++) {
      const weighted = weight * row[k]!;
      right[k] = right[k]! + weighted * response;
      for (let l = 0; l <= k; l++) matrix[k * size + l] = matrix[k * size + l]! + weighted * row[l]!;
    }
  }
  return { matrix, right, total };
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, value, at) => sum + value * weights[at]!, 0);
}
