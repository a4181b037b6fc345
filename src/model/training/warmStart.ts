import { log1p } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';
import { countEdges, selectEdges } from '../problem/edges.ts';
import { INPUTS, inputsOf, STOCK_INPUTS } from '../problem/inputs.ts';
import type { LinearModel } from '../problem/network.ts';
import type { AccountedInterval, Problem } from '../problem/problem.ts';
import { poissonRegression } from './poisson.ts';
import { inclusionProbabilities, systematicSample } from './sampling.ts';

/** Edges that the regression takes from each interval. */
const SAMPLE = 20_000;
/** Penalty of the coefficients as a share of the summed working weights. */
const RIDGE = 1e-3;
/** Logit of one move in a thousand person-years: the start where there are no accounts. */
const USUAL_LOGIT = -6.9;

/**
 * Linear model to start from: a Poisson regression of accounted flows by birth on the inputs of the network, with
 * person-years of the birth group in the origin as exposure. Where moves are rare, the log of a rate is its log odds.
 */
export function linearStart(problem: Problem, random: Random): LinearModel {
  const predictors = INPUTS.length + STOCK_INPUTS;
  const parts = problem.accounts.map((account, interval) => regressionRows(problem, account, random.fork(`interval ${interval}`)));
  const counts = joined(parts.map((part) => part.counts));
  if (!counts.some((count) => count > 0)) return { coefficients: new Float64Array(predictors), intercept: USUAL_LOGIT };
  const data = {
    predictors: joined(parts.map((part) => part.predictors)),
    counts,
    exposure: joined(parts.map((part) => part.exposure)),
    weights: joined(parts.map((part) => part.weights)),
  };
  const coefficients = poissonRegression(data, predictors, RIDGE);
  return { coefficients: coefficients.subarray(0, predictors), intercept: coefficients[predictors]! };
}

interface RegressionRows {
  readonly predictors: Float64Array;
  readonly counts: Float64Array;
  readonly exposure: Float64Array;
  readonly weights: Float64Array;
}

/** A sample of the edges of one interval, larger flows more often, with the inputs of its middle year and the stocks at its start. */
function regressionRows(problem: Problem, account: AccountedInterval, random: Random): RegressionRows {
  const { areas, edges, covariates } = problem;
  const stockOf = (birth: number, residence: number) => account.stock[birth * areas + residence]!;
  const flows = Float64Array.from(edges.birth, (birth, edge) => account.flow(birth, edges.orig[edge]!, edges.dest[edge]!));
  const probabilities = inclusionProbabilities(
    flows.map((persons) => Math.sqrt(persons + 1)),
    Math.min(SAMPLE, countEdges(edges)),
  );
  const drawn = systematicSample(probabilities, random).filter((edge) => stockOf(edges.birth[edge]!, edges.orig[edge]!) > 0);
  const chosen = selectEdges(edges, drawn);
  const inputs = inputsOf(covariates, chosen, Math.floor((account.start + account.end - 1) / 2));
  const standardised = (persons: number) => (log1p(persons) - covariates.stock.mean) / covariates.stock.sd;
  const width = INPUTS.length + STOCK_INPUTS;
  const predictors = new Float64Array(drawn.length * width);
  chosen.birth.forEach((birth, row) => {
    predictors.set(inputs.subarray(row * INPUTS.length, (row + 1) * INPUTS.length), row * width);
    predictors[row * width + INPUTS.length] = standardised(stockOf(birth, chosen.orig[row]!));
    predictors[row * width + INPUTS.length + 1] = standardised(stockOf(birth, chosen.dest[row]!));
  });
  return {
    predictors,
    counts: Float64Array.from(drawn, (edge) => flows[edge]!),
    exposure: Float64Array.from(chosen.birth, (birth, row) => (account.end - account.start) * stockOf(birth, chosen.orig[row]!)),
    weights: Float64Array.from(drawn, (edge) => 1 / probabilities[edge]!),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
}
