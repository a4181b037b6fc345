import { describe, expect, test } from 'vitest';
import { yeoJohnson, yeoJohnsonSlope } from '../../../src/model/problem/yeoJohnson.ts';
import { haveVectors, vectorsOf } from '../sharedVectors.ts';

interface TransformCase {
  readonly lambda: number;
  readonly symmetric: boolean;
  readonly mean?: number;
  readonly inverse_only?: boolean;
  readonly x: readonly number[];
  readonly float64: { readonly forward: readonly number[]; readonly derivative: readonly number[] };
}

test.each([
  [3, 0.5, 2],
  [-3, 0.5, -2],
  [0, 0.5, 0],
  [Math.E - 1, 0, 1],
  [-7.5, 1, -7.5],
  [2, 2, 4],
])('psi(%f) with lambda %f is %f', (x, lambda, expected) => {
  expect(yeoJohnson(x, lambda)).toBeCloseTo(expected, 12);
});

test('keeps the digits of small arguments', () => {
  expect(yeoJohnson(1e-12, 0.5)).toBeCloseTo(1e-12, 24);
});

test.each([
  [3, 0, 0.25],
  [-3, 0.5, 0.5],
  [3, 1, 1],
  [3, 2, 4],
  [0, 0.5, 1],
])('the slope at %f with lambda %f is %f', (x, lambda, expected) => {
  expect(yeoJohnsonSlope(x, lambda)).toBeCloseTo(expected, 12);
});

test.each([0, 0.5])('what is written out for lambda %f is the limit of the general formula', (lambda) => {
  for (const x of [-2e6, -0.3, 1e-9, 40, 7e8]) {
    expect(yeoJohnson(x, lambda) / yeoJohnson(x, lambda + 1e-9)).toBeCloseTo(1, 6);
    expect(yeoJohnsonSlope(x, lambda) / yeoJohnsonSlope(x, lambda + 1e-9)).toBeCloseTo(1, 6);
  }
});

describe.skipIf(!haveVectors)('reference vectors', () => {
  const all = haveVectors ? vectorsOf<{ cases: TransformCase[] }>('transforms.json').cases : [];
  const cases = all.filter((one) => one.symmetric && one.mean === undefined && !one.inverse_only);

  test('cover four exponents', () => {
    expect(cases.map(({ lambda }) => lambda)).toEqual([0, 0.5, 1, 2]);
  });

  test.each(cases)('lambda $lambda, with derivative', ({ lambda, x, float64 }) => {
    x.forEach((value, at) => {
      const [expected, slope] = [float64.forward[at]!, float64.derivative[at]!];
      expect(Math.abs(yeoJohnson(value, lambda) - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-15);
      expect(Math.abs(yeoJohnsonSlope(value, lambda) - slope)).toBeLessThanOrEqual(1e-12 * Math.abs(slope));
    });
  });
});
