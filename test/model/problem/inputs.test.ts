import { expect, test } from 'vitest';
import {
  COVARIATE_NAMES,
  COVARIATES,
  type CovariateName,
  type RawCovariates,
  standardiseCovariates,
} from '../../../src/model/problem/covariates.ts';
import { INPUTS, inputsOf } from '../../../src/model/problem/inputs.ts';
import { countAllTargets, countReporters, groupTargets, pairOfCorridor } from '../../../src/model/problem/targets.ts';
import { NO_TARGETS, targetsAt } from '../likelihood.ts';

/** Areas and years of which no covariate says anything. */
function flat(areas: number, years: number): RawCovariates {
  const lengths = { area: years * areas, pair: areas * areas, yearlyPair: years * areas * areas };
  return Object.fromEntries(COVARIATE_NAMES.map((name) => [name, new Float64Array(lengths[COVARIATES[name].of])])) as Record<
    CovariateName,
    Float64Array
  >;
}

/** Two areas, one year. */
function raw(change: Partial<RawCovariates> = {}): RawCovariates {
  return {
    ...flat(2, 1),
    gdp_per_capita: Float64Array.of(Math.E - 1, Math.E ** 3 - 1),
    gdp_growth: Float64Array.of(3, -3),
    life_expectancy: Float64Array.of(60, 80),
    birth_rate: Float64Array.of(0.01, 0.03),
    death_rate: Float64Array.of(0.02, 0.01),
    distance: Float64Array.of(Number.NaN, 99, 9999, Number.NaN),
    refugees: Float64Array.of(0, 0, 500, 0),
    trade: Float64Array.of(0, 10, 1000, 0),
    language: Float64Array.of(1, 0.25, 0.25, 1),
    ...change,
  };
}
const PRESENT = Uint8Array.of(0, 1, 1, 0);

test('covariates are transformed and standardised, and stand where their names say', () => {
  const covariates = standardiseCovariates(raw(), 2, PRESENT, Float64Array.of(Math.E - 1, Math.E ** 5 - 1));
  expect([covariates.missing, covariates.cut]).toEqual([0, 0]);
  expect(covariates.stock.mean).toBeCloseTo(3, 12);
  expect(covariates.stock.sd).toBeCloseTo(2, 12);
  const inputs = inputsOf(covariates, { birth: Int32Array.of(0), orig: Int32Array.of(1), dest: Int32Array.of(0) }, 0);
  expect(inputs.length).toBe(INPUTS.length);
  const of = (name: string) => inputs[INPUTS.indexOf(name)];
  expect(of('gdp_per_capita of birth')).toBeCloseTo(-1, 6);
  expect(of('gdp_per_capita of origin')).toBeCloseTo(1, 6);
  expect(of('gdp_growth of destination')).toBeCloseTo(1, 6);
  expect(of('population of birth')).toBe(0);
  expect(of('life_expectancy of origin')).toBeCloseTo(1, 6);
  expect(of('death_rate of origin')).toBeCloseTo(-1, 6);
  expect(of('distance of origin and destination')).toBeCloseTo(1, 6);
  expect(of('distance of birth and destination')).toBe(0);
  expect(of('refugees of birth and origin')).toBeCloseTo(-1, 6);
  expect(of('trade of origin and destination')).toBeCloseTo(1, 6);
  expect(of('trade of destination and origin')).toBeCloseTo(-1, 6);
  expect(of('language of origin and destination')).toBe(0.25);
  expect(of('language of birth and destination')).toBe(1);
  expect(of('native of origin')).toBe(0);
  expect(of('return')).toBe(1);
});

test('missing values are the mean and are counted', () => {
  const covariates = standardiseCovariates(raw({ gdp_growth: Float64Array.of(Number.NaN, 2) }), 2, PRESENT, Float64Array.of(1, 2));
  expect(covariates.missing).toBe(1);
  expect(covariates.tables.gdp_growth[0]).toBe(0);
});

test('inputs beyond ten standard deviations are cut and counted', () => {
  const years = 200;
  const spread = (of: number) => Float64Array.from({ length: years }, (_, year) => (year === 0 ? of : 0));
  const covariates = standardiseCovariates({ ...flat(1, years), life_expectancy: spread(1) }, 1, Uint8Array.of(0), new Float64Array());
  expect(covariates.cut).toBe(1);
  expect(Math.max(...covariates.tables.life_expectancy)).toBe(10);
});

test('targets are grouped in order, with their errors, and with levels and reporters where they have any', () => {
  const rows = {
    group: Int32Array.of(1, 0, 1),
    cell: Int32Array.of(7, 8, 9),
    persons: Float64Array.of(0, 3, 8),
    errors: Float64Array.of(0.1, 0.2, 0.3),
    weights: Float64Array.of(1, 2, 3),
  };
  const groups = groupTargets(rows, 3);
  expect(groups.map(({ cells }) => Array.from(cells))).toEqual([[8], [7, 9], []]);
  expect(Array.from(groups[1]!.weights)).toEqual([1, 3]);
  expect(Array.from(groups[1]!.errors)).toEqual([0.1, 0.3]);
  expect(Object.keys(groups[1]!)).toEqual(['cells', 'persons', 'errors', 'weights']);
  const counted = groupTargets({ ...rows, levels: Float64Array.of(4, 5, 6), reporter: Int32Array.of(2, 0, 1) }, 3);
  expect(Array.from(counted[1]!.levels!)).toEqual([4, 6]);
  expect(Array.from(counted[1]!.reporters!)).toEqual([2, 1]);
  expect([countReporters(groups), countReporters(counted)]).toEqual([0, 3]);
});

test('the loss is a mean over the targets of all kinds but censored reports', () => {
  const group = targetsAt([1, 2], [3, 4], 1);
  const kinds = { stock: [{ ...group, start: 0, end: 1 }], flow: [group, group], arrivals: [group], departures: [group], net: [group] };
  expect(countAllTargets({ ...kinds, censored: [group] })).toBe(12);
  expect(countAllTargets({ ...NO_TARGETS, censored: [group] })).toBe(1);
});

test('a pair of areas has one number in both directions', () => {
  expect([pairOfCorridor(7, 4), pairOfCorridor(13, 4)]).toEqual([7, 7]);
});
