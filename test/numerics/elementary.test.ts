import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, expm1, log, log1p, pow } from '../../src/numerics/elementary.ts';

/** Distance in units in the last place of the expected value. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected)) return 0;
  const bits = new BigInt64Array(2);
  new Float64Array(bits.buffer).set([Math.abs(actual), Math.abs(expected)]);
  return Math.sign(actual) === Math.sign(expected) ? Math.abs(Number(bits[0]! - bits[1]!)) : Number.POSITIVE_INFINITY;
}

const functions = { exp, expm1, log, log1p };
type Name = keyof typeof functions;
const names = Object.keys(functions) as Name[];

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 5e-324, -5e-324, 1e-310, -1e-310, 1e-20, -1e-20, 1.7976931348623157e308];
const edges = [709.782712893384, 709.7827128933841, -708.5, -740, -745.1332191019411, -745.1332191019412, -38, -39.5, 2, -0.5, 36.7];

test.each(names)('%s has the special values of the Math function', (name) => {
  for (const x of [...special, ...edges]) {
    expect(ulps(functions[name](x), Math[name](x)), `${name}(${x})`).toBeLessThanOrEqual(2);
  }
});

/** 60-digit values rounded to double, from an arbitrary-precision library. */
test('known values', () => {
  expect(exp(2)).toBe(7.38905609893065);
  expect(exp(-20)).toBe(2.061153622438558e-9);
  expect(exp(700)).toBe(1.0142320547350045e304);
  expect(expm1(1e-10)).toBe(1.00000000005e-10);
  expect(log(20)).toBe(2.995732273553991);
  expect(log(5e-324)).toBe(-744.4400719213812);
  expect(log1p(1e-10)).toBe(9.999999999500001e-11);
  expect(pow(10, -3)).toBe(0.001);
});

describe('against the Math functions, which are good to about one unit', () => {
  const cases: readonly [Name, number, number, number][] = [
    ['exp', -745, 709, 2],
    ['expm1', -2, 2, 3],
    ['expm1', -36, 709, 3],
    ['log', 0, 1e6, 2],
    ['log', 0.5, 2, 2],
    ['log1p', -0.999, 3, 3],
  ];
  test.each(cases)('%s on [%d, %d] within %d units', (name, min, max, units) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (x) => ulps(functions[name](x), Math[name](x)) <= units),
      { numRuns: 3000, seed: 1 },
    );
  });

  test('pow', () => {
    const base = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(base, fc.double({ min: -1, max: 1, noNaN: true }), (x, y) => ulps(pow(x, y), x ** y) <= 2),
      { numRuns: 3000, seed: 1 },
    );
  });
});

test('pow has the special cases of Math.pow', () => {
  const values = [...special, 0.5, -0.5, 2, -2, 3, -3, 2 ** 53, 2 ** 53 + 2, 1e308, -1e308];
  for (const x of values) for (const y of values) expect(ulps(pow(x, y), x ** y), `pow(${x}, ${y})`).toBeLessThanOrEqual(1);
});

test('pow is exact where the result is a whole number', () => {
  for (let base = 2; base < 60; base++) {
    for (let power = 1; base ** power < 2 ** 53; power++) {
      expect(pow(base, power)).toBe(Number(BigInt(base) ** BigInt(power)));
    }
  }
});

test('inverse pairs', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => Math.abs(log(exp(x)) - x) <= 4e-16 * Math.max(1, Math.abs(x))),
    { numRuns: 1000, seed: 1 },
  );
  fc.assert(
    fc.property(fc.double({ min: -0.9, max: 5, noNaN: true }), (x) => Math.abs(expm1(log1p(x)) - x) <= 4e-15 * Math.abs(x)),
    { numRuns: 1000, seed: 1 },
  );
});
