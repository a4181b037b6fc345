import { describe, expect, test } from 'vitest';
import { clipAsPublished } from '../../../src/model/paper/clipping.ts';
import { predict } from '../../../src/model/paper/prediction.ts';
import { nativeReplaced, stockInputOf } from '../../../src/model/paper/problem/stockInputs.ts';
import type { StandardisedTerm } from '../../../src/model/paper/standardisedLoss.ts';
import type { TrainingStep } from '../../../src/model/paper/trainingStep.ts';
import { trainingStep } from '../../../src/model/paper/trainingStep.ts';
import { adamStep, initialAdamState } from '../../../src/model/training/adam.ts';
import { haveVectors } from '../sharedVectors.ts';
import type { PublishedCase, TermVectors } from './publishedVectors.ts';
import { arraysOf, publishedCase } from './publishedVectors.ts';
import { denseNetwork, logFlowSlopes } from './reference/denseNetwork.ts';
import { DoubleNetwork } from './reference/doubleNetwork.ts';

/** What the README of the vectors asks of double precision. */
const TOLERANCE = 1e-10;

/** Largest difference, relative to the largest expected number. */
function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  const off = Math.max(0, ...expected.map((value, at) => Math.abs(actual[at]! - value)));
  expect(off / scale, what).toBeLessThan(TOLERANCE);
}

function stepOf({ problem, objective, activation, weights, samples }: PublishedCase): TrainingStep {
  return trainingStep(problem, objective, new DoubleNetwork(problem, activation), weights, samples);
}

function expectTerm(actual: StandardisedTerm | null, expected: TermVectors, what: string): void {
  expect(actual, what).not.toBeNull();
  const { mean, sd, target, prediction, insideBand, loss } = actual!;
  expectNear([mean, sd, loss], [expected.target_mean, expected.target_std, expected.loss], what);
  expectNear(target, expected.target_standardised, `${what} targets`);
  expectNear(prediction, expected.prediction_standardised, `${what} predictions`);
  expect([target.length, insideBand], what).toEqual([expected.n, expected.inside_band]);
}

describe.skipIf(!haveVectors).each(['forward_recurrent_tanh.json', 'forward_plain_softplus.json'])('the published step of %s', (file) => {
  const given = haveVectors ? publishedCase(file) : (null as never);
  const expected = given?.result.float64;

  test('years: stock inputs, flows, stocks, penalties', () => {
    const { run, loss } = stepOf(given);
    const { areas, demography, stockTransform } = given.problem;
    expect(run.flows.length).toBe(3);
    expected.years.forEach((year, t) => {
      expectNear(run.stockInputs[t]!, year.stock_input_used.flat(), `stock input of year ${t}`);
      expectNear(run.flows[t]!, year.flow_by_edge, `flows by edge of year ${t}`);
      expectNear(run.corridors[t]!, year.flow.flat(), `flows of year ${t}`);
      expectNear(run.stocks[t + 1]!, year.stock_end.flat(), `stocks after year ${t}`);
      const { mean, penalty } = loss.outflows[t]!;
      expectNear([mean, penalty], [year.outflow_excess_mean, year.outflow_penalty], `outflow of year ${t}`);
      const population = demography.population.subarray(t * areas, (t + 1) * areas);
      const next = stockInputOf(nativeReplaced(run.stocks[t + 1]!, population), stockTransform);
      expectNear(next, year.next_stock_input_if_same_batch.flat(), `next stock input after year ${t}`);
    });
    expect(loss.outflows[2]!.mean).toBeGreaterThan(0);
  });

  test('loss by period and term', () => {
    const { loss } = stepOf(given);
    expectNear([loss.loss], [expected.total_loss], 'total loss');
    expected.batches.forEach(({ outflow_penalty, terms, loss: ofPeriod }, period) => {
      const actual = loss.periods[period]!;
      expectNear([actual.outflowPenalty, actual.loss], [outflow_penalty, ofPeriod], `period ${period}`);
      expectTerm(actual.terms.stock, terms.stock, `stock of period ${period}`);
      expectTerm(actual.terms.flow, terms.flow, `flow of period ${period}`);
      expectTerm(actual.terms.net, terms.net_migration, `net migration of period ${period}`);
    });
  });

  test('gradients by array, and three steps of Adam', () => {
    let weights = given.weights;
    let state = initialAdamState(weights);
    for (const { loss_before, gradient_norm_before_clipping, layers_after } of expected.adam_steps) {
      const { loss, gradients } = stepOf({ ...given, weights });
      if (state.steps === 0) {
        arraysOf(expected.gradients).forEach(({ name, values }, array) => {
          expectNear(gradients[array]!, Array.from(values), `gradient of ${name}`);
        });
      }
      const { clipped, norm } = clipAsPublished(gradients, 1);
      expectNear([loss.loss, norm], [loss_before, gradient_norm_before_clipping], `step ${state.steps + 1}`);
      ({ weights, state } = adamStep(weights, clipped, state, 0.001));
      arraysOf(layers_after).forEach(({ name, values }, array) => {
        expectNear(weights[array]!.values, Array.from(values), `${name} after step ${state.steps}`);
      });
    }
    expect(state.steps).toBe(3);
  });

  test('slopes of the log flow by every input in the first year', () => {
    const { problem, activation, weights } = given;
    const network = new DoubleNetwork(problem, activation);
    const stockInput = stockInputOf(problem.initialStock, problem.stockTransform);
    const noLatent = new Float64Array(weights[weights.length - 1]!.values.length - 1);
    expect(problem.edges.birth.length).toBe(18);
    expected.input_gradient_first_year.forEach((slopes, edge) => {
      const input = network.inputOf(edge, 0, stockInput, noLatent);
      expectNear(logFlowSlopes(denseNetwork(weights, activation), input), Array.from(slopes), `edge ${edge}`);
    });
  });

  test('prediction mode', () => {
    const { problem, activation, weights } = given;
    const run = predict(problem, new DoubleNetwork(problem, activation), weights, problem.initialStock);
    expectNear(run.stocks, expected.prediction_mode.stock.flat(2), 'stocks');
    expectNear(run.flows, expected.prediction_mode.flow.flat(2), 'flows');
    expectNear(run.netMigration, expected.prediction_mode.net_migration.flat(), 'net migration');
  });
});
