import { refuse } from '../../diagnostics/diagnostic.ts';
import { log, pow } from '../../numerics/elementary.ts';
import { solvePositiveDefinite } from '../../numerics/linear.ts';
import { ipf } from '../fitting/ipf.ts';
import { requireFlows, withoutDiagonal } from '../flowTable.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';

/** Tolerance of the margins of the fits, and of the exponent. */
const FIT = { tolerance: 1e-12 };
const STEP_TOLERANCE = 1e-12;
const MAXIMUM_STEPS = 100;
/** Longest step of the exponent of distance. */
const LONGEST_STEP = 1;
/** Share of the squares of log distances that effects leave unexplained; below it they explain everything. */
const LEAST_VARIATION = 1e-10;
const RIDGE = 1e-12;

/**
 * Expected flows between different areas in a Poisson model with origin and destination effects: the maximum of its
 * likelihood has the observed margins, so proportional fitting of a table of ones without diagonal finds it.
 * @param flows n*n; the diagonal does not matter. @returns n*n, zero on the diagonal.
 * @throws PipelineError E504 where the zeros of the flows leave no finite effects.
 */
export function independentFlows(flows: Float64Array, areas: readonly string[]): Float64Array {
  requireFlows(flows, areas);
  return expectedFlows(flows, (_, between) => (between ? 1 : 0), areas);
}

export interface DistanceDecay {
  /** Exponent of distance, mostly negative. */
  readonly exponent: number;
  /** Its standard error, if flows vary as Poisson counts. */
  readonly standardError: number;
  /** n*n expected flows, zero on the diagonal. */
  readonly expected: Float64Array;
}

/**
 * Doubly constrained gravity model ln E(flow) = origin + destination + exponent x ln(distance), flows between different
 * areas as Poisson counts (Flowerdew and Aitkin 1982; Bell et al. 2002; docs/method.md 10.3). Newton's method on the
 * exponent, with origin and destination effects from proportional fitting at each step.
 * @param flows n*n; need not be whole numbers. @param distances n*n; the diagonals do not matter.
 * @throws PipelineError E505 for flows or distances out of range, and distances that origins and destinations explain.
 */
export function fitDistanceDecay(flows: Float64Array, distances: Float64Array, areas: readonly string[]): DistanceDecay {
  const n = areas.length;
  requireFlows(flows, areas);
  const logDistances = requireDistances(distances, areas);
  const expectedAt = (exponent: number) => expectedFlows(flows, (cell, between) => (between ? pow(distances[cell]!, exponent) : 0), areas);
  let exponent = 0;
  for (let steps = 0; steps < MAXIMUM_STEPS; steps++) {
    const expected = expectedAt(exponent);
    let score = 0;
    for (let cell = 0; cell < flows.length; cell++) {
      if (cell % (n + 1) !== 0) score += (flows[cell]! - expected[cell]!) * logDistances[cell]!;
    }
    const information = remainingVariation(logDistances, expected, areas);
    const step = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, score / information));
    exponent += step;
    if (Math.abs(step) <= STEP_TOLERANCE * Math.max(1, Math.abs(exponent))) {
      return { exponent, standardError: 1 / Math.sqrt(information), expected };
    }
  }
  return refuse('E504', `the exponent of distance did not settle within ${MAXIMUM_STEPS} steps; it is at ${exponent}`);
}

function expectedFlows(flows: Float64Array, weight: (cell: number, between: boolean) => number, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const between = withoutDiagonal(flows, n);
  const seed = Float64Array.from({ length: n * n }, (_, cell) => weight(cell, cell % (n + 1) !== 0));
  const fit = ipf(seed, rowTotals(between, n), columnTotals(between, n), FIT);
  if (fit.residual > 1e-9)
    refuse('E504', 'origin and destination effects did not converge', { hint: 'areas with hardly any flows may be the reason' });
  return fit.table;
}

/**
 * Weighted sum of squares of x that is left after the best origin and destination effects: the information on its coefficient.
 * @param x n*n. @param weights n*n, zero on the diagonal.
 */
function remainingVariation(x: Float64Array, weights: Float64Array, areas: readonly string[]): number {
  const n = areas.length;
  const normal = new Float64Array(4 * n * n);
  const right = new Float64Array(2 * n);
  let all = 0;
  for (let cell = 0; cell < weights.length; cell++) {
    const i = Math.floor(cell / n);
    const j = n + (cell % n);
    const weight = weights[cell]!;
    normal[i * (2 * n + 1)] = normal[i * (2 * n + 1)]! + weight;
    normal[j * (2 * n + 1)] = normal[j * (2 * n + 1)]! + weight;
    normal[j * 2 * n + i] = weight;
    right[i] = right[i]! + weight * x[cell]!;
    right[j] = right[j]! + weight * x[cell]!;
    all += weight * x[cell]! * x[cell]!;
  }
  // Effects are determined up to a constant, and not at all where an area has no flows.
  for (let k = 0; k < 2 * n; k++) normal[k * (2 * n + 1)] = normal[k * (2 * n + 1)]! * (1 + RIDGE) || 1;
  const effects = solvePositiveDefinite(normal, right);
  let rest = 0;
  for (let cell = 0; cell < weights.length; cell++) {
    const left = x[cell]! - effects[Math.floor(cell / n)]! - effects[n + (cell % n)]!;
    rest += weights[cell]! * left * left;
  }
  if (rest > LEAST_VARIATION * all) return rest;
  return refuse('E505', `distances between ${areas.length} areas leave nothing for an exponent beside origin and destination effects`, {
    expected: 'three areas or more with flows, not all equally far apart',
  });
}

/** Logarithms of the distances, zero on the diagonal. */
function requireDistances(distances: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  if (distances.length !== n * n) throw new RangeError(`${distances.length} distances are not ${n} x ${n}`);
  return distances.map((distance, cell) => {
    if (cell % (n + 1) === 0) return 0;
    if (distance > 0 && distance < Number.POSITIVE_INFINITY) return log(distance);
    return refuse('E505', `distance from ${areas[Math.floor(cell / n)]} to ${areas[cell % n]} is ${distance}`, {
      expected: 'a finite number above 0',
    });
  });
}
