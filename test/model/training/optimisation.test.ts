import { expect, test } from 'vitest';
import { INPUTS } from '../../../src/model/problem/inputs.ts';
import { adamStep, clipGradients, initialAdamState } from '../../../src/model/training/adam.ts';
import { poissonRegression } from '../../../src/model/training/poisson.ts';
import { linearStart } from '../../../src/model/training/warmStart.ts';
import { exp } from '../../../src/numerics/elementary.ts';
import { Random } from '../../../src/numerics/random.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

test('gradients are scaled down together to the largest norm allowed', () => {
  const { clipped, norm } = clipGradients([Float32Array.of(3), Float32Array.of(0, 4)], 1);
  expect(norm).toBe(5);
  expect(clipped[0]![0]).toBeCloseTo(0.6, 12);
  expect(clipped[1]![1]).toBeCloseTo(0.8, 12);
  expect(clipGradients([Float32Array.of(3)], 4).clipped).toEqual([Float64Array.of(3)]);
});

test('the first steps of Adam are those of the published algorithm', () => {
  const weights = [{ name: 'w', shape: [2], values: Float32Array.of(1, -1) }];
  const first = adamStep(weights, [Float64Array.of(2, -0.5)], initialAdamState(weights), 0.1);
  expect(Array.from(first.weights[0]!.values)).toEqual([Math.fround(0.9), Math.fround(-0.9)]);
  const second = adamStep(first.weights, [Float64Array.of(-1, -0.5)], first.state, 0.1);
  // m = 0.9 * 0.2 - 0.1 = 0.08, over 1 - 0.81; v = 0.999 * 0.004 + 0.001 = 0.004996, over 1 - 0.998001
  expect(second.weights[0]!.values[0]).toBeCloseTo(0.9 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999), 6);
  expect(second.weights[0]!.values[1]).toBeCloseTo(-0.8, 6);
  expect(second.state.steps).toBe(2);
});

test('Poisson regression finds the rates behind counts that are exactly their means', () => {
  const random = new Random(2);
  const predictors = Float64Array.from({ length: 300 }, () => random.normal());
  const exposure = Float64Array.from({ length: 100 }, () => 1000 * random.uniform());
  const counts = exposure.map(
    (years, row) => years * exp(-3 + 0.7 * predictors[3 * row]! - 0.2 * predictors[3 * row + 1]! + 0 * predictors[3 * row + 2]!),
  );
  const found = poissonRegression({ predictors, counts, exposure, weights: new Float64Array(100).fill(1) }, 3, 0);
  [0.7, -0.2, 0, -3].forEach((value, k) => {
    expect(found[k]).toBeCloseTo(value, 8);
  });
});

test('a ridge pulls coefficients to zero, but not the constant', () => {
  const data = {
    predictors: Float64Array.of(-1, 1, -1, 1),
    counts: Float64Array.of(5, 20, 5, 20),
    exposure: new Float64Array(4).fill(10),
    weights: new Float64Array(4).fill(1),
  };
  const [free, tied] = [poissonRegression(data, 1, 0), poissonRegression(data, 1, 1e6)];
  expect(free[0]).toBeCloseTo(Math.log(2), 8);
  expect(tied[0]).toBeCloseTo(0, 5);
  expect(tied[1]).toBeCloseTo(Math.log(50 / 40), 5);
});

test('the warm start recovers a law of the inputs from accounted flows', () => {
  const { problem } = syntheticWorld({ areas: 8, years: 8 });
  const native = INPUTS.indexOf('native of origin');
  const accounts = [0, 4].map((start) => ({
    start,
    end: start + 4,
    stock: problem.initialStock,
    flow: (birth: number, orig: number) => 4 * problem.initialStock[birth * 8 + orig]! * exp(-6 - (birth === orig ? 1.5 : 0)),
  }));
  const { coefficients, intercept } = linearStart({ ...problem, accounts }, new Random(1));
  expect(coefficients.length).toBe(INPUTS.length + 2);
  const leastRate = exp(intercept + coefficients[native]!);
  expect(Number.isFinite(leastRate)).toBe(true);
  expect(coefficients[native]).toBeLessThan(-0.5);
});

test('without accounts the start is a small constant rate', () => {
  const { problem } = syntheticWorld({ areas: 3, years: 4 });
  const { coefficients, intercept } = linearStart(problem, new Random(1));
  expect(coefficients.every((coefficient) => coefficient === 0)).toBe(true);
  expect(exp(intercept)).toBeCloseTo(0.001, 4);
});
