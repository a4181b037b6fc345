import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean, median, pearson, quantile, standardDeviation, sum, weightedMean } from '../../src/numerics/statistics.ts';

const numbers = fc.float64Array({ min: -1e6, max: 1e6, noNaN: true, minLength: 2, maxLength: 40 });

test('known values', () => {
  const values = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);
  expect(mean(values)).toBe(5);
  expect(standardDeviation(values, 'population')).toBe(2);
  expect(standardDeviation(values, 'sample')).toBeCloseTo(Math.sqrt(32 / 7), 14);
  expect(median(values)).toBe(4.5);
  expect(median(Float64Array.of(9, 1, 5))).toBe(5);
  expect(quantile(Float64Array.of(1, 2, 3, 4), 0.1)).toBeCloseTo(1.3, 14);
  expect(quantile(values, 1)).toBe(9);
  expect(weightedMean(Float64Array.of(1, 3), Float64Array.of(3, 1))).toBe(1.5);
  expect(pearson(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4))).toBeCloseTo(0.8, 14);
});

test('nothing gives NaN, and so does a side without variation', () => {
  expect(mean([])).toBeNaN();
  expect(median([])).toBeNaN();
  expect(standardDeviation([1], 'sample')).toBeNaN();
  expect(weightedMean([1, 2], [0, 0])).toBeNaN();
  expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('a sum keeps small terms beside large ones', () => {
  expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  expect(sum(new Float64Array(1_000_000).fill(0.1))).toBe(100000.00000000001 - 1.4551915228366852e-11);
  expect(sum([1, Infinity])).toBe(Infinity);
});

test('lengths that differ and impossible probabilities are refused', () => {
  expect(() => pearson([1, 2], [1])).toThrow(RangeError);
  expect(() => weightedMean([1, 2], [1])).toThrow(RangeError);
  expect(() => quantile([1, 2], 1.1)).toThrow(RangeError);
});

test('moving and stretching the values', () => {
  fc.assert(
    fc.property(numbers, fc.double({ min: -100, max: 100, noNaN: true }), (values, shift) => {
      const moved = values.map((value) => 2 * value + shift);
      expect(mean(moved)).toBeCloseTo(2 * mean(values) + shift, 6);
      const [before, after] = [standardDeviation(values, 'sample'), standardDeviation(moved, 'sample')];
      expect(Math.abs(after * after - 4 * before * before)).toBeLessThan(1e-9 * before * before + 1e-3);
    }),
    { seed: 1 },
  );
});

test('quantiles lie inside the values and rise with the probability', () => {
  fc.assert(
    fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
      const value = quantile(values, p);
      expect(value).toBeGreaterThanOrEqual(Math.min(...values));
      expect(value).toBeLessThanOrEqual(Math.max(...values));
      expect(quantile(values, p / 2)).toBeLessThanOrEqual(value);
    }),
    { seed: 1 },
  );
});
