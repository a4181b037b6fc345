import { expect, test } from 'vitest';
import { type COVARIATE_NAMES, LARGEST_INPUT } from '../../../src/model/problem/covariates.ts';
import { autoregressiveErrors } from '../../../src/model/simulation/autoregressiveErrors.ts';
import { sampledCovariates } from '../../../src/model/simulation/covariateErrors.ts';
import { Random } from '../../../src/numerics/random.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const SETTINGS = { reportedSd: 0.05, imputedSd: 0.2, autocorrelation: 0.8 };

/** Mean over the series of e(t) e(t + lag). */
function covariance(errors: Float64Array, series: number, year: number, lag: number): number {
  let sum = 0;
  for (let one = 0; one < series; one++) sum += errors[year * series + one]! * errors[(year + lag) * series + one]!;
  return sum / series;
}

test('errors have the autocovariance of a stationary AR(1) process, in the first year as in the last', () => {
  const series = 40_000;
  const errors = autoregressiveErrors(6, series, 0.8, new Random(11));
  // Of 40,000 products of mean 0.8^k, the standard error of the mean is below 1.5 / 200.
  for (const year of [0, 2]) {
    for (const [lag, expected] of [1, 0.8, 0.64, 0.512].entries()) {
      expect(Math.abs(covariance(errors, series, year, lag) - expected)).toBeLessThan(0.03);
    }
  }
  expect(Math.abs(covariance(errors, series, 5, 0) - 1)).toBeLessThan(0.03);
  expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.02);
});

test('series do not depend on each other', () => {
  const errors = autoregressiveErrors(1, 40_001, 0.8, new Random(3));
  let sum = 0;
  for (let at = 1; at < errors.length; at++) sum += errors[at]! * errors[at - 1]!;
  expect(Math.abs(sum / 40_000)).toBeLessThan(0.03);
});

test('an autocorrelation of 1 keeps one error, 0 draws afresh each year', () => {
  const kept = autoregressiveErrors(3, 2, 1, new Random(1));
  expect(Array.from(kept.subarray(2, 4))).toEqual(Array.from(kept.subarray(0, 2)));
  const random = new Random(1);
  expect(Array.from(autoregressiveErrors(3, 2, 0, new Random(1)))).toEqual(Array.from({ length: 6 }, () => random.normal()));
});

const FACTS = ['distance', 'language', 'religion', 'colony', 'border', 'free_movement', 'eu_member'] as const;

test('estimated covariates get errors of their size, facts none', () => {
  const { problem } = syntheticWorld({ areas: 40, years: 10 });
  const imputed = { life_expectancy: new Uint8Array(400).fill(1) };
  const { tables } = sampledCovariates(problem.covariates, imputed, SETTINGS, new Random(5));
  const deviation = (name: (typeof COVARIATE_NAMES)[number]) => {
    const differences = tables[name].map((value, at) => value - problem.covariates.tables[name][at]!);
    return Math.sqrt(differences.reduce((sum, difference) => sum + difference * difference, 0) / differences.length);
  };
  // 40 series whose years go together: the standard error of the deviation is near a tenth of it.
  expect(deviation('gdp_per_capita')).toBeGreaterThan(0.035);
  expect(deviation('gdp_per_capita')).toBeLessThan(0.065);
  expect(deviation('life_expectancy')).toBeGreaterThan(0.14);
  expect(deviation('life_expectancy')).toBeLessThan(0.26);
  for (const name of FACTS) {
    expect(tables[name]).toBe(problem.covariates.tables[name]);
  }
});

test('a count of zero is a fact, no error leads below it, and no input leaves the range', () => {
  const { covariates } = syntheticWorld({ areas: 3, years: 2 }).problem;
  const trade = new Float32Array(18).fill(-1);
  trade.fill(-0.99, 5, 14);
  trade[17] = LARGEST_INPUT;
  const own = { ...covariates, tables: { ...covariates.tables, trade } };
  const settings = { ...SETTINGS, reportedSd: 1 };
  const sampled = sampledCovariates(own, {}, settings, new Random(2)).tables.trade;
  expect(Array.from(sampled.subarray(0, 5))).toEqual([-1, -1, -1, -1, -1]);
  expect(sampled.subarray(5, 14).some((value) => value > 0)).toBe(true);
  expect(sampled.subarray(5, 14).some((value) => value === -1)).toBe(true);
  expect(Math.min(...sampled)).toBe(-1);
  expect(Math.max(...sampled)).toBeLessThanOrEqual(LARGEST_INPUT);
});

test('the same stream gives the same covariates, another one others, and each covariate has a stream of its own', () => {
  const { covariates } = syntheticWorld({ areas: 5, years: 4 }).problem;
  const drawn = (seed: string, imputedSd = 0.2) =>
    sampledCovariates(covariates, { gdp_per_capita: new Uint8Array(20).fill(1) }, { ...SETTINGS, imputedSd }, new Random(seed)).tables;
  expect(drawn('7/member 1/run 0')).toEqual(drawn('7/member 1/run 0'));
  expect(drawn('7/member 1/run 1').gdp_growth).not.toEqual(drawn('7/member 1/run 0').gdp_growth);
  expect(drawn('7/member 1/run 0', 0.9).gdp_growth).toEqual(drawn('7/member 1/run 0').gdp_growth);
  expect(drawn('7/member 1/run 0', 0).gdp_per_capita).toEqual(covariates.tables.gdp_per_capita);
});
