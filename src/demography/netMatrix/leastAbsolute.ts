import { boundedLeastSquares, type NearestFlows } from './leastSquares.ts';
import { missingNet } from './potentials.ts';
import { type CheckedProblem, checkProblem, type NetProblem } from './problem.ts';
import { transship } from './transshipment.ts';

/**
 * Non-negative flows with given net totals and the least sum of absolute deviations from prior ones. Of all such flows,
 * which are many as a rule, those with the least sum of squares, so the answer is unique and does not depend on the order
 * of the areas. What `net_matrix_lp` documents; it finds the smallest total flow whatever the prior (docs/method.md 10.4).
 *
 * The linear programme is a minimum-cost flow. Its prices tell which flows the cheapest solutions keep, raise or lower;
 * among these the squares decide.
 * @throws PipelineError E505 as `checkProblem`; E504 where it does not converge.
 */
export function leastAbsoluteFlows(problem: NetProblem): NearestFlows {
  const checked = checkProblem(problem, { grow: true });
  const { n, net, open, prior } = checked;
  const { prices } = transship({ n, imbalance: missingNet(prior, net), open, prior });
  const { lower, upper } = cheapestBounds(checked, prices);
  const { flows, residual } = boundedLeastSquares(checked, lower, upper);
  let distance = 0;
  for (let cell = 0; cell < flows.length; cell++) distance += Math.abs(flows[cell]! - prior[cell]!);
  return { flows, distance, residual };
}

/**
 * Bounds of the flows in all solutions of the programme, by complementary slackness: a price that rises by 1 from origin to
 * destination pays for more people, one that falls by 1 for fewer, one that falls further for none at all.
 */
function cheapestBounds({ n, open, prior }: CheckedProblem, prices: Float64Array) {
  const lower = Float64Array.from(prior);
  const upper = Float64Array.from(prior);
  for (let cell = 0; cell < prior.length; cell++) {
    const rise = prices[cell % n]! - prices[Math.floor(cell / n)]!;
    if (rise <= -1) lower[cell] = 0;
    if (rise < -1) upper[cell] = 0;
    if (rise === 1 && open[cell] === 1) upper[cell] = Number.POSITIVE_INFINITY;
  }
  return { lower, upper };
}
