import { describe, expect, test } from 'vitest';
import { featuresOf, featureTable, GRAVITY_FEATURES, type Known } from '../../../src/adapters/competitors/features.ts';
import { COVARIATE_NAMES, COVARIATES, type RawCovariates } from '../../../src/model/problem/covariates.ts';
import { log1p } from '../../../src/numerics/elementary.ts';

const YEARS = { first: 2000, last: 2003 };
const SIZES = { area: 4 * 2, pair: 4, yearlyPair: 4 * 4 };

/** Two areas, four years. Every covariate counts up from 1 at its positions. */
function known(changes: Partial<RawCovariates> = {}): Known {
  const covariates = Object.fromEntries(
    COVARIATE_NAMES.map((name) => [name, Float64Array.from({ length: SIZES[COVARIATES[name].of] }, (_, at) => 1 + at)]),
  ) as RawCovariates;
  const stocks = new Map([
    [2000, Float64Array.of(900, 40, 10, 800)],
    [2004, Float64Array.of(900, 80, 2, 800)],
  ]);
  return { areas: 2, years: YEARS, covariates: { ...covariates, ...changes }, stocks };
}

/** The features of a corridor in a year from the first. */
function at(orig: number, dest: number, year: number, changes: Partial<RawCovariates> = {}): Record<string, number> {
  const features = featuresOf(known(changes));
  const [values] = [featureTable(features, [orig], [dest], [year])];
  return Object.fromEntries([...features.keys()].map((name, column) => [name, values[column]!]));
}

describe('featuresOf', () => {
  test('takes stocks between two dates in a straight line, both ways, and their yearly change', () => {
    const there = at(0, 1, 1);
    expect(there['stock_there']).toBeCloseTo(log1p(50), 12);
    expect(there['stock_here']).toBeCloseTo(log1p(8), 12);
    expect(there['change_there']).toBeCloseTo(log1p(10), 12);
    expect(there['change_here']).toBeCloseTo(-log1p(2), 12);
    const back = at(1, 0, 1);
    expect([back['stock_there'], back['change_here']]).toEqual([there['stock_here'], there['change_there']]);
  });

  test('leaves natives out of immigrants and emigrants', () => {
    const { emigrants_of_origin: emigrants, immigrants_of_origin: immigrants } = at(0, 1, 0);
    expect([emigrants, immigrants]).toEqual([log1p(40), log1p(10)]);
  });

  test('takes flows, trade and refugees of the year in both directions', () => {
    const { accounted, accounted_back: back, trade, accounted_leaving: leaving, accounted_coming: coming } = at(0, 1, 2);
    // The table of year 2 is 9 10 / 11 12.
    expect([accounted, back, trade]).toEqual([log1p(10), log1p(11), log1p(10)]);
    expect([leaving, coming]).toEqual([log1p(10), log1p(10)]);
  });

  test('keeps the sign of what falls, and a missing value missing', () => {
    const falls = at(0, 1, 0, { refugee_change: new Float64Array(16).fill(-20), trade: new Float64Array(16).fill(Number.NaN) });
    expect(falls['refugee_change']).toBeCloseTo(-log1p(20), 12);
    expect(falls['trade']).toBeNaN();
  });

  test('has all features of a gravity model, and the colony both ways', () => {
    const names = [...featuresOf(known()).keys()];
    expect(GRAVITY_FEATURES.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    const colony = Float64Array.of(0, 1, 0, 0);
    expect([at(0, 1, 0, { colony })['colony'], at(0, 1, 0, { colony })['ruled']]).toEqual([1, 0]);
    expect([at(1, 0, 0, { colony })['colony'], at(1, 0, 0, { colony })['ruled']]).toEqual([0, 1]);
  });
});
