import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Weights } from '../../../src/model/problem/network.ts';
import { penalised, walkGradient } from '../../../src/model/training/effectPrior.ts';
import { PRIOR } from '../likelihood.ts';

const WALK = { level: 0.5, step: 0.1, degrees: 4 };
const COUNT = 10;

test('a walk is normal in the first year and in its steps', () => {
  // Two walks in two years: 1 and -0.5 at first, then by two steps up and not at all.
  const values = Float64Array.of(1, -0.5, 1.2, -0.5);
  const expected = [4 - 20, -2, 20, 0].map((slope) => expect.closeTo(slope, 9));
  expect(Array.from(walkGradient(values, 2, WALK))).toEqual(expected);
  expect(Array.from(walkGradient(values, 2, { ...WALK, degrees: null }, Uint8Array.of(1, 1, 1, 1)))).toEqual(expected);
});

test('steps that may be jumps are errors of Student: 5/4 by step at two steps, and less the further they go', () => {
  const values = Float64Array.of(1, -0.5, 1.2, -0.5);
  const slopes = walkGradient(values, 2, WALK, Uint8Array.of(0, 0, 1, 0));
  expect(Array.from(slopes)).toEqual([4 - 12.5, -2, 12.5, 0].map((slope) => expect.closeTo(slope, 9)));
  const jump = (mayBe: 0 | 1) => walkGradient(Float64Array.of(0, 1), 1, WALK, Uint8Array.of(0, mayBe))[1];
  expect(jump(1)).toBeCloseTo(5 / 1.04, 9);
  expect(jump(0)).toBeCloseTo(100, 9);
});

test('the gradient of a walk is the finite difference of minus the log of its prior', () => {
  const walks = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 });
  const jumps = fc.array(fc.constantFrom(0, 1), { minLength: 6, maxLength: 6 });
  const side = fc.constantFrom(1, 2, 3, 6);
  fc.assert(
    fc.property(walks, jumps, side, fc.double({ min: 1, max: 30, noNaN: true }), (values, mayJump, count, degrees) => {
      const penalty = (moved: readonly number[]) =>
        moved.reduce((sum, value, at) => {
          if (at < count) return sum + value ** 2 / 0.5;
          const step = (value - moved[at - count]!) / 0.1;
          return sum + (mayJump[at] === 1 ? 0.5 * (degrees + 1) * Math.log1p(step ** 2 / degrees) : step ** 2 / 2);
        }, 0);
      const gradient = walkGradient(Float64Array.from(values), count, { ...WALK, degrees }, Uint8Array.from(mayJump));
      values.forEach((value, effect) => {
        const by = (step: number) => penalty(values.map((other, of) => (of === effect ? value + step : other)));
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
  const prior = { ...PRIOR, area: { level: 0.5, step: 0.125, degrees: null }, reportingFactor: 0.5 };
  const { penalty, gradients } = penalised(LEARNED, GRADIENTS, prior, COUNT);
  // Leaving: 0.5 at first, then two steps up; coming: nothing. Factors: 1/2 and 2.
  expect(penalty).toBeCloseTo((0.5 + 2 + 0.5 + 2) / 10, 9);
  expect(gradients[0]).toBe(GRADIENTS[0]);
  expect(Array.from(gradients[1]!)).toEqual([expect.closeTo(1 + (2 - 16) / 10, 6), 1, expect.closeTo(1 + 1.6, 6), 1]);
  expect(Array.from(gradients[2]!)).toEqual([expect.closeTo(5.2, 6), expect.closeTo(4.6, 6)]);
});

test.each([
  ['areas', 1, { ...PRIOR, area: { level: 0, step: 0.1, degrees: null } }],
  ['reporters', 2, { ...PRIOR, reportingFactor: 0 }],
] as const)('effects of %s without a prior stay where they are', (_, layer, prior) => {
  const { gradients } = penalised(LEARNED, GRADIENTS, prior, COUNT);
  expect(Array.from(gradients[layer]!)).toEqual(Array.from(GRADIENTS[layer]!, () => 0));
  expect(Array.from(gradients[3 - layer]!)).not.toEqual(Array.from(GRADIENTS[3 - layer]!, () => 0));
});
