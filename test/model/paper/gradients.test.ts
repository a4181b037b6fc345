import { expect, test } from 'vitest';
import type { PaperArray } from '../../../src/model/paper/network/edgeNetwork.ts';
import { trainingStep } from '../../../src/model/paper/trainingStep.ts';
import { Random } from '../../../src/numerics/random.ts';
import { DoubleNetwork } from './reference/doubleNetwork.ts';
import { drawnSamples, inDouble, OBJECTIVE, smallProblem, smallWeights } from './smallProblem.ts';

/** Steps of the five-point formula, whose error is of the fourth power. */
const STEP = 1e-4;

/**
 * With a period for every year, the network sees all stocks as they are and with gradient, and with all edges sampled nothing
 * is left out: the gradient is that of the loss.
 */
function wholeGradientProblem() {
  const problem = smallProblem(4, 4, 5);
  return { ...problem, boundaries: [0, 1, 2, 3, 4] };
}

test.each(['tanh', 'softplus'] as const)('gradients of every array agree with finite differences, %s', (activation) => {
  const problem = wholeGradientProblem();
  const weights = inDouble(smallWeights(problem, [6, 5], 3, 'finite differences'));
  const samples = drawnSamples(problem, 1, 'all');
  const stepAt = (at: readonly PaperArray[]) => trainingStep(problem, OBJECTIVE, new DoubleNetwork(problem, activation), at, samples);
  const { gradients, loss } = stepAt(weights);
  expect(loss.periods.some(({ outflowPenalty }) => outflowPenalty > 0)).toBe(true);
  expect(weights.length).toBe(6);
  const random = new Random('directions');
  for (const [array, { name, values }] of weights.entries()) {
    const gradient = gradients[array]!;
    const direction = Float64Array.from(values, () => random.normal());
    const lossAt = (by: number) => {
      const moved = Float64Array.from(values).map((value, k) => value + by * direction[k]!);
      return stepAt(weights.map((other, at) => (at === array ? { ...other, values: moved } : other))).loss.loss;
    };
    const difference = (step: number) => lossAt(step) - lossAt(-step);
    const slope = (8 * difference(STEP) - difference(2 * STEP)) / (12 * STEP);
    const expected = direction.reduce((sum, value, k) => sum + value * gradient[k]!, 0);
    expect(Math.abs(expected), name).toBeGreaterThan(1e-3);
    expect(Math.abs(slope / expected - 1), name).toBeLessThan(1e-6);
  }
});

test('an edge that is not sampled has values but no gradient, and passes none on', () => {
  const problem = smallProblem(4, 4, 5);
  const weights = inDouble(smallWeights(problem, [6, 5], 3, 'finite differences'));
  const stepWith = (samples: Int32Array[]) => trainingStep(problem, OBJECTIVE, new DoubleNetwork(problem), weights, samples);
  const none = stepWith(drawnSamples(problem, 0, 'none'));
  const all = stepWith(drawnSamples(problem, 1, 'all'));
  expect(none.loss.loss).toBe(all.loss.loss);
  expect(none.gradients.every((array) => array.every((value) => value === 0))).toBe(true);
  expect(all.gradients.every((array) => array.some((value) => value !== 0))).toBe(true);
});
