import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heavyLoss, heavyWeight } from '../../../src/model/dynamics/heavyTail.ts';

test('an error costs as a normal one up to the bend, and beyond it 2.5 for each further scale', () => {
  const costs = [0, 1, 2, 2.5, 3.5, 4.5].map((error) => heavyLoss(error, 1, 2.5));
  expect(costs).toEqual([0, 0.5, 2, 3.125, 5.625, 8.125]);
});

test('it pulls by as many scales as it is off, and by 2.5 from the bend on', () => {
  const pulls = [0, 1, 2, 2.5, 3.5, 1e6].map((error) => error * heavyWeight(error, 1, 2.5));
  expect(pulls).toEqual([0, 1, 2, 2.5, 2.5, 2.5]);
});

test('errors count by their scale, and alike in either direction', () => {
  for (const error of [-2, 2, -4, 4]) expect(heavyLoss(3 * error, 3, 2.5)).toBe(heavyLoss(Math.abs(error), 1, 2.5));
  // Pulls by one over the scale, for each scale.
  expect(-6 * heavyWeight(-6, 3, 2.5)).toBeCloseTo(-2 / 3, 12);
  expect(-60 * heavyWeight(-60, 3, 2.5)).toBeCloseTo(-2.5 / 3, 12);
});

test('weight times error is the slope of the loss', () => {
  const size = fc.double({ min: 0.1, max: 5, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), size, size, (error, scale, bend) => {
      const slope = (heavyLoss(error + 1e-6, scale, bend) - heavyLoss(error - 1e-6, scale, bend)) / 2e-6;
      expect(Math.abs(slope - error * heavyWeight(error, scale, bend))).toBeLessThan(1e-4);
    }),
    { numRuns: 300, seed: 1 },
  );
});
