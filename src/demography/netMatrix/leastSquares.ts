import { balancePotentials, type Response } from './potentials.ts';
import { type CheckedProblem, checkProblem, type NetProblem } from './problem.ts';

export interface NearestFlows {
  /** n*n. */
  readonly flows: Float64Array;
  /** Distance to the prior flows: sum of squares, or of absolute values. */
  readonly distance: number;
  /** Largest distance of a net total to its target, in persons. */
  readonly residual: number;
}

/** Slope of a cell at a bound that it may leave: nearly none, yet the Newton system keeps the areas connected. */
const SLOPE_AT_BOUND = 1e-6;

/**
 * Non-negative flows with given net totals and the least sum of squared deviations from prior ones; they are unique.
 * What `net_matrix_optim` documents; it minimises the deviation of the net totals instead (docs/method.md 10.4).
 * @throws PipelineError E505 as `checkProblem`; E504 where it does not converge.
 */
export function leastSquaresFlows(problem: NetProblem): NearestFlows {
  const checked = checkProblem(problem, { grow: true });
  const upper = Float64Array.from(checked.open, (open) => (open === 1 ? Number.POSITIVE_INFINITY : 0));
  const { flows, residual } = boundedLeastSquares(checked, new Float64Array(upper.length), upper);
  let distance = 0;
  for (let cell = 0; cell < flows.length; cell++) distance += (flows[cell]! - checked.prior[cell]!) * (flows[cell]! - checked.prior[cell]!);
  return { flows, distance, residual };
}

/**
 * Flows between bounds nearest to the prior in squares: t_ij = prior_ij + v_j - v_i cut to the bounds, v the multipliers.
 * @param lower n*n. @param upper n*n, may be infinite.
 */
export function boundedLeastSquares(checked: CheckedProblem, lower: Float64Array, upper: Float64Array) {
  return balancePotentials(checked, boundedResponse(checked, lower, upper));
}

function boundedResponse({ prior, size }: CheckedProblem, lower: Float64Array, upper: Float64Array): Response {
  const cut = (cell: number, value: number): number => Math.min(upper[cell]!, Math.max(lower[cell]!, value));
  return {
    flow: (cell, x) => cut(cell, prior[cell]! + x),
    slope: (cell, x) => {
      if (lower[cell] === upper[cell]) return 0;
      const value = prior[cell]! + x;
      return value > lower[cell]! && value < upper[cell]! ? 1 : SLOPE_AT_BOUND;
    },
    longestStep: size,
  };
}
