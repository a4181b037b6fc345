import { refuse } from '../../diagnostics/diagnostic.ts';
import { NotPositiveDefiniteError, solvePositiveDefinite } from '../../numerics/linear.ts';
import { sum } from '../../numerics/statistics.ts';
import type { CheckedProblem } from './problem.ts';

/**
 * Flow of least distance to the prior as a function of x, the potential of the destination minus that of the origin.
 * `flow` grows with x; it is the derivative of the convex conjugate of the distance.
 */
export interface Response {
  flow(cell: number, x: number): number;
  /** Derivative of `flow`; a small positive number where it is 0 but need not stay so. */
  slope(cell: number, x: number): number;
  /** Farthest that a potential may move in one step, in the unit of potentials. */
  readonly longestStep: number;
}

export interface Balanced {
  /** n*n. */
  readonly flows: Float64Array;
  /** n multipliers of the net totals. */
  readonly potentials: Float64Array;
  readonly newtonSteps: number;
  /** Largest distance of a net total to its target, in persons. */
  readonly residual: number;
}

/** Net totals are met when they miss by less than this share of all prior flows and net totals. */
const TOLERANCE = 1e-13;
/** Share that rounding may leave where no step improves anything. */
const ROUNDING = 1e-10;
const MAXIMUM_STEPS = 500;
const BISECTIONS = 60;
/** Slope that a step may leave, as a share of the slope it started from: uphill, and downhill where the step was cut. */
const UPHILL = 0.1;
const DOWNHILL = 0.5;
/** Share of each diagonal element added to it: potentials are determined up to a constant. */
const RIDGE = 1e-10;

/**
 * Flows t_ij(v_j - v_i) with given net totals, by Newton's method on the multipliers v of these totals: they minimise the
 * convex sum_ij G_ij(v_j - v_i) - sum_i v_i net_i with G the integral of the response, whose Hessian is a graph Laplacian
 * and whose gradient is what the net totals miss.
 * @throws PipelineError E504 that names the area farthest from its total where it does not converge.
 */
export function balancePotentials({ n, areas, net, size }: CheckedProblem, response: Response): Balanced {
  const potentials = new Float64Array(n);
  for (let newtonSteps = 0; ; newtonSteps++) {
    const flows = flowsAt(potentials, response);
    const missing = missingNet(flows, net);
    const worst = largest(missing);
    const residual = Math.abs(missing[worst] ?? 0);
    if (residual <= TOLERANCE * size) return { flows, potentials, newtonSteps, residual };
    const step = newtonSteps < MAXIMUM_STEPS ? direction(potentials, missing, response) : undefined;
    if (step === undefined || !walk(potentials, step, net, response)) {
      if (residual <= ROUNDING * size) return { flows, potentials, newtonSteps, residual };
      refuse('E504', `net migration of ${areas[worst]} misses its total by ${missing[worst]} after ${newtonSteps} steps`, {
        hint: 'some flow may have to be infinitely far from its prior: compare the net totals with the prior flows',
      });
    }
  }
}

function flowsAt(potentials: Float64Array, response: Response): Float64Array {
  const n = potentials.length;
  return Float64Array.from({ length: n * n }, (_, cell) => {
    return response.flow(cell, potentials[cell % n]! - potentials[Math.floor(cell / n)]!);
  });
}

/** Net migration to be reached minus that of the flows. */
export function missingNet(flows: Float64Array, net: Float64Array): Float64Array {
  const n = net.length;
  const missing = Float64Array.from(net);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      missing[i] = missing[i]! + flows[i * n + j]! - flows[j * n + i]!;
    }
  }
  return missing;
}

function largest(values: Float64Array): number {
  let position = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[position]!)) position = i;
  return position;
}

/** Solution of Laplacian x step = missing, none of its parts beyond the longest step; undefined where rounding leaves no system. */
function direction(potentials: Float64Array, missing: Float64Array, response: Response): Float64Array | undefined {
  const n = potentials.length;
  const laplacian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const x = potentials[j]! - potentials[i]!;
      const weight = response.slope(i * n + j, x) + response.slope(j * n + i, -x);
      laplacian[i * n + j] = -weight;
      laplacian[i * (n + 1)] = laplacian[i * (n + 1)]! + weight;
      laplacian[j * (n + 1)] = laplacian[j * (n + 1)]! + weight;
    }
  }
  // An area that no flow can reach keeps its potential; what it misses is 0.
  for (let i = 0; i < n; i++) laplacian[i * (n + 1)] = laplacian[i * (n + 1)]! * (1 + RIDGE) || 1;
  try {
    const step = solvePositiveDefinite(laplacian, missing);
    const shrink = Math.min(1, response.longestStep / Math.abs(step[largest(step)]!));
    return step.map((value) => value * shrink);
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return undefined;
    throw error;
  }
}

/**
 * Moves along a step to where the objective is about to rise; false where it rises at once. The search uses the sign of the
 * slope, which rounding spoils later than the value.
 */
function walk(potentials: Float64Array, step: Float64Array, net: Float64Array, response: Response): boolean {
  const start = slopeAlong(step, potentials, net, response);
  const at = (length: number): Float64Array => potentials.map((value, area) => value + length * step[area]!);
  let shorter = 0;
  let longer = 1;
  let length = 1;
  for (let bisection = 0; bisection < BISECTIONS; bisection++, length = (shorter + longer) / 2) {
    const slope = slopeAlong(step, at(length), net, response);
    if (bisection === 0 && slope <= -UPHILL * start) return move(potentials, at(1));
    if (slope > 0) longer = length;
    else shorter = length;
    if (slope <= 0 && slope >= DOWNHILL * start) break;
  }
  return shorter > 0 && move(potentials, at(shorter));
}

/** Derivative of the objective along a step. */
function slopeAlong(step: Float64Array, potentials: Float64Array, net: Float64Array, response: Response): number {
  const missing = missingNet(flowsAt(potentials, response), net);
  return -sum(missing.map((persons, area) => persons * step[area]!));
}

function move(potentials: Float64Array, to: Float64Array): boolean {
  potentials.set(to);
  return true;
}
