import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stockErrors } from '../../../src/demography/stocks/stockErrors.ts';
import { combineErrors, errorWeights, relativeErrors } from '../../../src/demography/stocks/stockWeights.ts';
import { mean } from '../../../src/numerics/statistics.ts';
import { areaNames, distance, table } from '../tables.ts';

const AREAS = areaNames(2);
const NOTHING = { births: table('0 0'), deaths: table('0 0') };

test('tables that differ by births and deaths alone have no error', () => {
  const start = table('1000 50; 100 2000');
  // 10 % die everywhere, and natives are born.
  const deaths = table('110 205');
  const births = table('30 40');
  const end = table('930 45; 90 1840');
  const { errors, fits } = stockErrors(AREAS, [start, end], [{ births, deaths }]);
  expect(fits.map(({ interval, of, to }) => `${interval} ${of} ${to}`)).toEqual([
    '0 start endpoint',
    '0 start midpoint',
    '0 end endpoint',
    '0 end midpoint',
  ]);
  expect(fits.every(({ converged }) => converged)).toBe(true);
  for (const error of errors) expect(distance(error, table('0 0; 0 0'))).toBeLessThan(1e-6);
});

test('tables of independent rows and columns: the alternatives are products of margins', () => {
  // Fitting a product table to other margins gives their product, so every deviation is known.
  const start = table('60 40; 60 40');
  const end = table('90 10; 90 10');
  const { errors } = stockErrors(AREAS, [start, end], [NOTHING]);
  // Endpoint 90, midpoint 75: deviations of 30 and 15 for the first column, on either side.
  expect(distance(errors[0]!, table('22.5 22.5; 22.5 22.5'))).toBeLessThan(1e-6);
  expect(distance(errors[1]!, table('22.5 22.5; 22.5 22.5'))).toBeLessThan(1e-6);
});

test('a date between two others has four alternatives', () => {
  const first = table('60 40; 60 40');
  const middle = table('70 30; 70 30');
  const last = table('90 10; 90 10');
  const { errors, fits } = stockErrors(AREAS, [first, middle, last], [NOTHING, NOTHING]);
  expect(fits.length).toBe(8);
  // Back to 60 and 65, on to 90 and 80.
  expect(errors[1]![0]).toBeCloseTo((10 + 5 + 20 + 10) / 4, 6);
});

test('more deaths than residents are refused with the area', () => {
  const stocks = table('60 40; 60 40');
  const change = { births: table('0 0'), deaths: table('0 81') };
  expect(() => stockErrors(AREAS, [stocks, stocks], [change])).toThrow('81 deaths in A1, which has 80 residents');
});

test('weights fall with the error, average about 1 and keep their limits', () => {
  const errors = Float64Array.from({ length: 1000 }, (_, index) => index / 500);
  const counted = new Uint8Array(1000).fill(1);
  counted[0] = 0;
  const [weights] = errorWeights([errors], [counted], { minimum: 0.5, maximum: 2 });
  expect(weights![0]).toBe(0);
  // Typical is 1, so exp(-e) with the mean (1 - exp(-2)) / 2.
  const average = (1 - Math.exp(-2)) / 2;
  expect(weights![1]).toBe(2);
  expect(weights![400]).toBeCloseTo(Math.exp(-0.8) / average, 2);
  expect(weights![999]).toBe(0.5);
});

test('where no weight reaches the maximum, their mean is 1 or more: the minimum only adds', () => {
  const errors = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(errors, (values) => {
      const [weights] = errorWeights([Float64Array.from(values)], [new Uint8Array(values.length).fill(1)], { minimum: 0.5, maximum: 2 });
      const sorted = weights!.toSorted();
      expect(sorted[0]).toBeGreaterThanOrEqual(0.5);
      if (sorted.at(-1)! < 2) expect(mean(sorted)).toBeGreaterThanOrEqual(1 - 1e-12);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('weights are 1 without any error', () => {
  const [weights] = errorWeights([new Float64Array(3)], [Uint8Array.of(1, 0, 1)], { minimum: 0.5, maximum: 2 });
  expect([...weights!]).toEqual([1, 0, 1]);
});

test('relative errors count one person at least, and independent errors add in squares', () => {
  expect([...relativeErrors(table('100 0.2 -50'), table('10 3 5'))]).toEqual([0.1, 3, 0.1]);
  expect([...combineErrors(table('3 0'), table('4 2'))]).toEqual([5, 2]);
});
