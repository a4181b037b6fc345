import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Weights } from '../../../src/model/problem/network.ts';
import { penalised, walkPenalty } from '../../../src/model/training/effectPrior.ts';
import { PRIOR } from '../likelihood.ts';

const WALK = { level: 0.5, step: 0.1 };
const SCALE = { count: 10, degrees: 4 };

test('a walk is normal in the first year, and its steps are errors of Student', () => {
  // Two walks in two years: 1 and -0.5 at first, then by two steps up and not at all.
  const { penalty, gradient } = walkPenalty(Float64Array.of(1, -0.5, 1.2, -0.5), 2, WALK, 4);
  expect(penalty).toBeCloseTo(2 + 0.5 + 2.5 * Math.LN2, 12);
  // Of the first year value / 0.25; of the step 5/4 by step / 0.1, on either side of it.
  expect(Array.from(gradient)).toEqual([expect.closeTo(4 - 12.5, 9), expect.closeTo(-2, 9), expect.closeTo(12.5, 9), 0]);
});

test('one jump costs less than as much in small steps of normal ones would', () => {
  const penaltyOf = (walk: readonly number[], degrees: number) => walkPenalty(Float64Array.from(walk), 1, WALK, degrees).penalty;
  const jump = [0, 0, 0, 1, 1, 1];
  const slope = [0, 0.2, 0.4, 0.6, 0.8, 1];
  expect(penaltyOf(jump, 4)).toBeCloseTo(2.5 * Math.log(26), 12);
  expect(penaltyOf(slope, 4)).toBeCloseTo(5 * 2.5 * Math.LN2, 12);
  expect(penaltyOf(jump, 4)).toBeLessThan(penaltyOf(slope, 4));
  // With normal steps it is the other way round: 1 / (2 * 0.01) and five times 0.04 / 0.02.
  expect(penaltyOf(jump, 1e9)).toBeCloseTo(50, 4);
  expect(penaltyOf(slope, 1e9)).toBeCloseTo(10, 4);
});

test('the gradient of a walk is its finite difference', () => {
  const walks = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(walks, fc.constantFrom(1, 2, 3, 6), fc.double({ min: 1, max: 30, noNaN: true }), (values, side, degrees) => {
      const at = (moved: readonly number[]) => walkPenalty(Float64Array.from(moved), side, WALK, degrees);
      const { gradient } = at(values);
      values.forEach((value, effect) => {
        const by = (step: number) => at(values.map((other, of) => (of === effect ? value + step : other))).penalty;
        expect((by(1e-5) - by(-1e-5)) / 2e-5).toBeCloseTo(gradient[effect]!, 4);
      });
    }),
    { numRuns: 40, seed: 1 },
  );
});

/** Two years of one area, two reporters, and a part of the network. */
const LEARNED: Weights = [
  { name: 'output kernel', shape: [1, 1], values: Float32Array.of(7) },
  { name: 'area effect', shape: [4, 1], values: Float32Array.of(0.5, 0, 0.75, 0) },
  { name: 'observer factor', shape: [1, 2], values: Float32Array.of(0.5, -1) },
];
const GRADIENTS = [Float32Array.of(3), Float32Array.of(1, 1, 1, 1), Float32Array.of(5, 5)];

test('the penalty is minus the log of the prior over the number of targets: walks of areas, and factors around 1', () => {
  const prior = { ...PRIOR, area: { level: 0.5, step: 0.125 }, reportingFactor: 0.5 };
  const { penalty, gradients } = penalised(LEARNED, GRADIENTS, prior, SCALE);
  // Leaving: 0.5 at first, then two steps up; coming: nothing. Factors: 1/2 and 2.
  expect(penalty).toBeCloseTo((0.5 + 2.5 * Math.LN2 + 0.5 + 2) / 10, 9);
  expect(gradients[0]).toBe(GRADIENTS[0]);
  expect(Array.from(gradients[1]!)).toEqual([expect.closeTo(1 + (2 - 10) / 10, 6), 1, expect.closeTo(1 + 1, 6), 1]);
  expect(Array.from(gradients[2]!)).toEqual([expect.closeTo(5.2, 6), expect.closeTo(4.6, 6)]);
});

test.each([
  ['areas', 1, { ...PRIOR, area: { level: 0, step: 0.1 } }],
  ['reporters', 2, { ...PRIOR, reportingFactor: 0 }],
] as const)('effects of %s without a prior stay where they are', (_, layer, prior) => {
  const { gradients } = penalised(LEARNED, GRADIENTS, prior, SCALE);
  expect(Array.from(gradients[layer]!)).toEqual(Array.from(GRADIENTS[layer]!, () => 0));
  expect(Array.from(gradients[3 - layer]!)).not.toEqual(Array.from(GRADIENTS[3 - layer]!, () => 0));
});
