import { expect, test } from 'vitest';
import { accountedCovariates } from '../../../src/adapters/training/covariates/accountedCovariates.ts';
import type { AccountedInterval } from '../../../src/model/problem/problem.ts';

/** Of two areas: people born in 0 move from 0 to 1, and some of them back. */
function interval(start: number, end: number, out: number, back: number): AccountedInterval {
  return {
    start,
    end,
    stock: new Float64Array(4),
    flow: (birth, orig, dest) => (birth === 0 ? (orig === 0 && dest === 1 ? out : orig === 1 && dest === 0 ? back : 0) : 0),
  };
}
const table = (values: Float64Array, year: number) => Array.from(values.subarray(4 * year, 4 * year + 4));

test('departures by birth and origin, arrivals by birth and destination, flows by both ends, a year', () => {
  const covariates = accountedCovariates([interval(0, 5, 100, 10)], 2, 5);
  for (const year of [0, 2, 4]) {
    expect(table(covariates.accounted_departures, year)).toEqual([20, 2, 0, 0]);
    expect(table(covariates.accounted_arrivals, year)).toEqual([2, 20, 0, 0]);
    expect(table(covariates.accounted_flow, year)).toEqual([0, 20, 2, 0]);
  }
});

test('between the middles of two intervals they change in a straight line, outside not at all', () => {
  const { accounted_flow } = accountedCovariates([interval(0, 5, 100, 0), interval(5, 9, 240, 0)], 2, 10);
  const moving = Array.from({ length: 10 }, (_, year) => accounted_flow[4 * year + 1]!);
  // The middles are 2 and 6.5: from 20 persons a year to 60.
  const between = [3, 4, 5, 6].map((year) => 20 + (40 * (year - 2)) / 4.5);
  [20, 20, 20, ...between, 60, 60, 60].forEach((persons, year) => {
    expect(moving[year]).toBeCloseTo(persons, 10);
  });
});

test('without accounts they are missing', () => {
  const { accounted_departures } = accountedCovariates([], 2, 1);
  expect(Array.from(accounted_departures)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});
