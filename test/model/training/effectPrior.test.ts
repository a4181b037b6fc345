import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Weights } from '../../../src/model/problem/network.ts';
import { penalised, walkGradient, walkPrecisions } from '../../../src/model/training/effectPrior.ts';
import { PRIOR } from '../likelihood.ts';

const NORMAL_WALK = { level: 0.5, step: 0.1, unreportedStep: 0.05, degrees: null };
const WALK = { ...NORMAL_WALK, degrees: 4 };
const COUNT = 10;
/** Two walks in two years: 1 and -0.5 at first, then up by 0.2 and not at all. */
const VALUES = Float64Array.of(1, -0.5, 1.2, -0.5);
const NOWHERE = Uint8Array.of(0, 0, 0, 0);
const FIRST_STEP = Uint8Array.of(0, 0, 1, 0);

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));

test('a walk is normal in the first year and in its steps, of which those that reports tell of have a scale of their own', () => {
  // Slopes of a step of 0.2: over 0.05^2 it is 80, over 0.1^2 it is 20.
  for (const walk of [WALK, NORMAL_WALK]) expect(Array.from(walkGradient(VALUES, 2, walk))).toEqual(near([4 - 80, -2, 80, 0]));
  expect(walkGradient(VALUES, 2, WALK, NOWHERE)).toEqual(walkGradient(VALUES, 2, WALK));
  expect(Array.from(walkGradient(VALUES, 2, NORMAL_WALK, FIRST_STEP))).toEqual(near([4 - 20, -2, 20, 0]));
});

test('reported steps of a walk with degrees of freedom are those of Student: 5/4 by step at two steps, and less the further they go', () => {
  expect(Array.from(walkGradient(VALUES, 2, WALK, FIRST_STEP))).toEqual(near([4 - 12.5, -2, 12.5, 0]));
  const jump = (reported: 0 | 1) => walkGradient(Float64Array.of(0, 1), 1, WALK, Uint8Array.of(0, reported))[1];
  expect(jump(1)).toBeCloseTo(5 / 1.04, 9);
  expect(jump(0)).toBeCloseTo(400, 9);
});

test('the precisions of a walk are those of its first year and of the steps to it and from it', () => {
  const { diagonal, beside } = walkPrecisions(VALUES, 2, NORMAL_WALK, FIRST_STEP);
  expect(Array.from(diagonal)).toEqual(near([4 + 100, 4 + 400, 100, 400]));
  expect(Array.from(beside)).toEqual(near([-100, -400, 0, 0]));
  // A jump of two steps has the precision 5 / (4 + 2^2) / 0.1^2.
  expect(walkPrecisions(VALUES, 2, WALK, FIRST_STEP).beside[0]).toBeCloseTo(-62.5, 9);
});

/** Six effects side by side in one, two or three walks, or in six of one year. */
const anyWalks = fc.record({
  values: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }),
  reported: fc.array(fc.constantFrom(0, 1), { minLength: 6, maxLength: 6 }),
  walks: fc.constantFrom(1, 2, 3, 6),
  degrees: fc.option(fc.double({ min: 1, max: 30, noNaN: true })),
});

/** Minus the log of their prior, written out. */
function penaltyOf(values: readonly number[], { reported, walks, degrees }: { reported: number[]; walks: number; degrees: number | null }) {
  return values.reduce((sum, value, at) => {
    if (at < walks) return sum + value ** 2 / 0.5;
    const moved = value - values[at - walks]!;
    if (reported[at] === 0) return sum + moved ** 2 / 0.005;
    return sum + (degrees === null ? moved ** 2 / 0.02 : 0.5 * (degrees + 1) * Math.log1p((moved / 0.1) ** 2 / degrees));
  }, 0);
}

test('the gradient of a walk is the finite difference of minus the log of its prior', () => {
  fc.assert(
    fc.property(anyWalks, ({ values, ...walk }) => {
      const { reported, walks, degrees } = walk;
      const gradient = walkGradient(Float64Array.from(values), walks, { ...WALK, degrees }, Uint8Array.from(reported));
      values.forEach((value, effect) => {
        const by = (step: number) =>
          penaltyOf(
            values.map((other, of) => (of === effect ? value + step : other)),
            walk,
          );
        expect((by(1e-5) - by(-1e-5)) / 2e-5).toBeCloseTo(gradient[effect]!, 4);
      });
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('precisions times effects are the gradient, and the parabola with both is nowhere below the prior', () => {
  fc.assert(
    fc.property(anyWalks, anyWalks, ({ values, ...walk }, { values: others }) => {
      const { reported, walks, degrees } = walk;
      const [prior, marks] = [{ ...WALK, degrees }, Uint8Array.from(reported)];
      const { diagonal, beside } = walkPrecisions(Float64Array.from(values), walks, prior, marks);
      const times = (effects: readonly number[]) =>
        effects.map(
          (effect, at) =>
            diagonal[at]! * effect + beside[at]! * (effects[at + walks] ?? 0) + (beside[at - walks] ?? 0) * (effects[at - walks] ?? 0),
        );
      const gradient = Array.from(walkGradient(Float64Array.from(values), walks, prior, marks));
      expect(times(values)).toEqual(near(gradient));
      const moved = others.map((other, at) => other - values[at]!);
      const curved = times(moved);
      const parabola = moved.reduce((sum, step, at) => sum + step * (gradient[at]! + curved[at]! / 2), penaltyOf(values, walk));
      expect(penaltyOf(others, walk)).toBeLessThan(parabola + 1e-9);
    }),
    { numRuns: 100, seed: 1 },
  );
});

/** Two years of one area, two reporters, and a part of the network. */
const LEARNED: Weights = [
  { name: 'output kernel', shape: [1, 1], values: Float32Array.of(7) },
  { name: 'area effect', shape: [4, 1], values: Float32Array.of(0.5, 0, 0.75, 0) },
  { name: 'observer factor', shape: [1, 2], values: Float32Array.of(0.5, -1) },
];
/** Reports tell of those who leave in both years. */
const LEAVING = Uint8Array.of(0, 0, 1, 0);
const GRADIENTS = [Float32Array.of(3), Float32Array.of(1, 1, 1, 1), Float32Array.of(5, 5)];

test('the penalty is minus the log of the prior over the number of targets: walks of areas, and factors around 1', () => {
  const prior = { ...PRIOR, area: { level: 0.5, step: 0.125, unreportedStep: 0.25, degrees: null }, reportingFactor: 0.5 };
  const { penalty, gradients } = penalised(LEARNED, GRADIENTS, prior, LEAVING, COUNT);
  // Leaving: 0.5 at first, then two steps up; coming: nothing. Factors: 1/2 and 2.
  expect(penalty).toBeCloseTo((0.5 + 2 + 0.5 + 2) / 10, 9);
  expect(gradients[0]).toBe(GRADIENTS[0]);
  expect(Array.from(gradients[1]!)).toEqual([expect.closeTo(1 + (2 - 16) / 10, 6), 1, expect.closeTo(1 + 1.6, 6), 1]);
  expect(Array.from(gradients[2]!)).toEqual([expect.closeTo(5.2, 6), expect.closeTo(4.6, 6)]);
  // Without reports a step of the same length is one of the scale 0.25.
  const unreported = penalised(LEARNED, GRADIENTS, prior, new Uint8Array(4), COUNT);
  expect(unreported.penalty).toBeCloseTo((0.5 + 0.5 + 0.5 + 2) / 10, 9);
  expect(unreported.gradients[1]![2]).toBeCloseTo(1 + 0.4, 6);
});

test.each([
  ['areas', 1, { ...PRIOR, area: { ...PRIOR.area, level: 0 } }],
  ['reporters', 2, { ...PRIOR, reportingFactor: 0 }],
] as const)('effects of %s without a prior stay where they are', (_, layer, prior) => {
  const { gradients } = penalised(LEARNED, GRADIENTS, prior, LEAVING, COUNT);
  expect(Array.from(gradients[layer]!)).toEqual(Array.from(GRADIENTS[layer]!, () => 0));
  expect(Array.from(gradients[3 - layer]!)).not.toEqual(Array.from(GRADIENTS[3 - layer]!, () => 0));
});
