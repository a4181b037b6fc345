import type { NetProblem } from '../../../src/demography/netMatrix/problem.ts';
import { sum } from '../../../src/numerics/statistics.ts';

interface NetScaling {
  /** Stop when no factor changes by more than this. Default 1e-12; migest uses 1e-6. */
  readonly tolerance?: number;
  /** Default 100,000; migest uses 500. */
  readonly maximumPasses?: number;
  /** Grand total of all cells; without it the scale is 1. */
  readonly total?: number;
  /** With a total: keep the first factor at 1, because a common factor of all is open. Default true. */
  readonly firstFactorOne?: boolean;
}

interface NetScaled {
  /** n*n: scale x factor_i x prior_ij / factor_j. */
  readonly flows: Float64Array;
  readonly factors: Float64Array;
  readonly scale: number;
  readonly passes: number;
  readonly converged: boolean;
}

/**
 * A second solver for `minimumEntropyFlows`, to compare with: conditional maximization in the order of migest's `cm_net`,
 * `net_matrix_ipf` and `cm_net_tot` (docs/method.md 10.4). Every factor is the positive root of its quadratic at the old
 * values of the others, and the scale follows from the old factors.
 * @param problem the diagonal counts unless structural zeros are given.
 */
export function scaleToNetTotals(problem: NetProblem, options: NetScaling = {}): NetScaled {
  const { areas, net, structuralZeros } = problem;
  const { tolerance = 1e-12, maximumPasses = 100_000, total, firstFactorOne = true } = options;
  const prior = problem.prior.map((flow, cell) => (structuralZeros?.[cell] === 1 ? 0 : flow));
  const first = total !== undefined && firstFactorOne ? 1 : 0;

  let factors: Float64Array = new Float64Array(areas.length).fill(1);
  let scale = 1;
  let passes = 0;
  let change = Number.POSITIVE_INFINITY;
  while (change > tolerance && passes < maximumPasses) {
    const old = factors;
    const oldScale = scale;
    factors = old.map((factor, area) => (area < first ? factor : factorAt(prior, old, oldScale, net[area]!, area)));
    if (total !== undefined) scale = total / sum(scaled(prior, old, 1));
    change = Math.abs(scale - oldScale);
    for (let i = 0; i < old.length; i++) change = Math.max(change, Math.abs(factors[i]! - old[i]!));
    passes++;
  }
  return { flows: scaled(prior, factors, scale), factors, scale, passes, converged: change <= tolerance };
}

/** alpha > 0 with alpha^2 x (moves out at 1) + alpha x net = (moves in at 1); 1 for an area without moves out. */
function factorAt(prior: Float64Array, factors: Float64Array, scale: number, net: number, area: number): number {
  const n = factors.length;
  let out = 0;
  let into = 0;
  for (let other = 0; other < n; other++) {
    out += (prior[area * n + other]! * scale) / factors[other]!;
    into += prior[other * n + area]! * scale * factors[other]!;
  }
  if (out === 0) return 1;
  const root = Math.sqrt(net * net + 4 * out * into);
  // The form of the root that does not cancel.
  return net > 0 ? (2 * into) / (net + root) : (root - net) / (2 * out);
}

function scaled(prior: Float64Array, factors: Float64Array, scale: number): Float64Array {
  const n = factors.length;
  return prior.map((flow, cell) => (scale * factors[Math.floor(cell / n)]! * flow) / factors[cell % n]!);
}
