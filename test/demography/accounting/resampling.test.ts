import { expect, test } from 'vitest';
import { accountedFlows } from '../../../src/demography/accounting/accountedFlows.ts';
import { accountStocks } from '../../../src/demography/accounting/accountedStocks.ts';
import { resampledFlows } from '../../../src/demography/accounting/resampling.ts';
import { mergeMoments } from '../../../src/numerics/moments.ts';
import { Random } from '../../../src/numerics/random.ts';
import { areaNames, distance, table } from '../tables.ts';

// Case E0 of docs/method.md 9.7, in thousands.
const start = table('1000 100 10 0; 55 555 50 5; 80 40 800 40; 20 25 20 200').map((persons) => persons * 1000);
const end = table('950 100 60 0; 80 505 75 5; 90 30 800 40; 40 45 0 180').map((persons) => persons * 1000);
const none = new Float64Array(16);
const exact = {
  areas: areaNames(4),
  start,
  end,
  births: new Float64Array(4),
  deaths: new Float64Array(4),
  startErrors: none,
  endErrors: none,
};

test('stocks without error give the flows of accounting and no variance', () => {
  const { count, mean, variance } = resampledFlows(exact, { first: 0, count: 3 }, new Random(1));
  expect(count).toBe(3);
  expect(distance(mean, accountedFlows(accountStocks(exact), 'minimum'))).toBeLessThan(1e-6);
  expect(Math.max(...variance)).toBeLessThan(1e-9);
});

test('an error of one stock reaches the flows that it is accounted in', () => {
  const startErrors = none.slice();
  startErrors[1] = 2000; // born in the first area, living in the second: 100,000 at both ends
  const { mean, variance } = resampledFlows({ ...exact, startErrors }, { first: 0, count: 400 }, new Random(1));
  // Where fewer are drawn at the start, the rest must have come from the first area: half of the runs.
  expect(mean[1]!).toBeGreaterThan(300);
  expect(mean[1]!).toBeLessThan(1000);
  expect(Math.sqrt(variance[1]!)).toBeGreaterThan(500);
  // Others feel it through the totals by residence only: born in the fourth area, from there to the third.
  expect(Math.sqrt(variance[3 * 4 + 2]!)).toBeLessThan(20);
});

test('runs in parts, merged in order, are the same runs', () => {
  const stocks = { ...exact, startErrors: start.map((persons, cell) => (cell % 5 === 0 ? 0 : persons / 20)) };
  const whole = resampledFlows(stocks, { first: 0, count: 6 }, new Random('seed'));
  const parts = [
    { first: 0, count: 2 },
    { first: 2, count: 4 },
  ].map((range) => resampledFlows(stocks, range, new Random('seed')));
  const merged = mergeMoments(parts);
  expect(merged.count).toBe(6);
  expect(distance(merged.mean, whole.mean)).toBeLessThan(1e-6);
  expect(distance(merged.variance.map(Math.sqrt), whole.variance.map(Math.sqrt))).toBeLessThan(1e-6);
  expect(Math.max(...whole.variance)).toBeGreaterThan(1000);
});
