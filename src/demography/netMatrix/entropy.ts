import { refuse } from '../../diagnostics/diagnostic.ts';
import { exp, log } from '../../numerics/elementary.ts';
import { sum } from '../../numerics/statistics.ts';
import { balancePotentials, type Response } from './potentials.ts';
import { type CheckedProblem, checkProblem, type NetProblem } from './problem.ts';
import { transship } from './transshipment.ts';

export interface EntropyFlows {
  /** n*n. */
  readonly flows: Float64Array;
  /** n: alpha of t_ij = scale alpha_i prior_ij / alpha_j; the geometric mean over all areas is 1. */
  readonly factors: Float64Array;
  /** lambda; 1 where no total is given. */
  readonly scale: number;
  readonly newtonSteps: number;
  /** Largest distance of a net total to its target, in persons. */
  readonly residual: number;
}

/** Longest step of a log factor: beyond it the exponential is far from its tangent. */
const LONGEST_STEP = 2;
const TOTAL_TOLERANCE = 1e-13;
/** Of the scale; it settles within ten unless the total is at the edge of what can be had. */
const MAXIMUM_SOLUTIONS = 200;
const LONGEST_SCALE_STEP = 5;
/** Growth of the log total with the log scale, below which the total does not depend on the scale. */
const LEAST_SLOPE = 1e-7;
/** Steps below this measure the slope too badly. */
const LEAST_MEASURING_STEP = 1e-6;

/**
 * Flows of least Kullback-Leibler divergence sum t ln(t / m) - t + m to the prior m that have given net totals
 * (docs/method.md 10.4, `net_matrix_entropy`; the model of `cm_net` and `net_matrix_ipf`). Cells without prior stay 0.
 * @throws PipelineError E505 as `checkProblem`; E504 where it does not converge.
 */
export function minimumEntropyFlows(problem: NetProblem): EntropyFlows {
  return solve(checkProblem(problem, { grow: false }), 1);
}

/**
 * As `minimumEntropyFlows`, with a grand total as well: t_ij = lambda alpha_i m_ij / alpha_j (docs/method.md 10.4, `cm_net_tot`).
 * The total grows with lambda, which is found by secant steps in logarithms.
 * @param total persons in all cells, the diagonal included where its prior is not a structural zero.
 * @throws PipelineError also E505 where the net totals alone move at least as many people, or the total cannot be had.
 */
export function minimumEntropyFlowsWithTotal(problem: NetProblem, total: number): EntropyFlows {
  const checked = checkProblem(problem, { grow: false });
  requireTotal(checked, total);
  const excess = (flows: Float64Array): number => log(sum(flows) / total);
  let logScale = log(total / sum(checked.prior));
  let slope = 1;
  let best = solve(checked, exp(logScale));
  for (let solutions = 1; Math.abs(excess(best.flows)) > TOTAL_TOLERANCE; solutions++) {
    const step = Math.max(-LONGEST_SCALE_STEP, Math.min(LONGEST_SCALE_STEP, -excess(best.flows) / slope));
    const next = solve(checked, exp(logScale + step));
    // Only rounding is left where a step does not come nearer.
    if (Math.abs(step) < TOTAL_TOLERANCE) return next;
    if (Math.abs(step) > LEAST_MEASURING_STEP) slope = Math.min(1, (excess(next.flows) - excess(best.flows)) / step);
    if (slope < LEAST_SLOPE || solutions === MAXIMUM_SOLUTIONS) {
      refuse('E505', `no flows with these net totals and zeros add up to ${total}; they would to ${sum(next.flows)}`);
    }
    logScale += step;
    best = next;
  }
  return best;
}

function solve(checked: CheckedProblem, scale: number): EntropyFlows {
  const prior = checked.prior.map((flow) => flow * scale);
  const { flows, potentials, newtonSteps, residual } = balancePotentials({ ...checked, prior }, entropyResponse(prior));
  const centre = sum(potentials) / checked.n;
  return { flows, factors: potentials.map((value) => exp(centre - value)), scale, newtonSteps, residual };
}

function entropyResponse(prior: Float64Array): Response {
  return {
    flow: (cell, x) => (prior[cell] === 0 ? 0 : prior[cell]! * exp(x)),
    slope: (cell, x) => (prior[cell] === 0 ? 0 : prior[cell]! * exp(x)),
    longestStep: LONGEST_STEP,
  };
}

/** @throws PipelineError E505 where the total is not above the fewest moves that give the net totals. */
function requireTotal({ n, net, open, prior }: CheckedProblem, total: number): void {
  const { changes } = transship({ n, imbalance: net, open, prior: new Float64Array(n * n) });
  const fewest = sum(changes);
  if (total > fewest && total < Number.POSITIVE_INFINITY && sum(prior) > 0) return;
  refuse('E505', `a total of ${total} flows is too small for these net totals`, { expected: `a finite number above ${fewest}` });
}
