import { expect, test } from 'vitest';
import { categoryOf } from '../../src/tables/columns.ts';
import { pairMatrix, yearlyMatrices, yearlyVectors } from '../../src/tables/pivot.ts';

const AREAS = ['AAA', 'BBB'];
const MISSING = Number.NaN;

test('one indicator of a long table, by year and in the order of the areas', () => {
  const table = {
    area: categoryOf(['BBB', 'AAA', 'AAA', 'BBB']),
    year: Int16Array.of(2000, 2000, 2000, 2001),
    indicator: categoryOf(['births', 'births', 'deaths', 'births']),
    value: Float64Array.of(1, 2, 3, 4),
  };
  const births = yearlyVectors(table, 'births', AREAS);
  expect([...births.keys()]).toEqual([2000, 2001]);
  expect(births.get(2000)).toEqual(Float64Array.of(2, 1));
  expect(births.get(2001)).toEqual(Float64Array.of(MISSING, 4));
  expect(yearlyVectors(table, 'population', AREAS).size).toBe(0);
  expect(() => yearlyVectors(table, 'births', ['AAA'])).toThrow(RangeError);
});

test('pairs by year, and without a year', () => {
  const keys = { from: categoryOf(['BBB', 'AAA']), to: categoryOf(['AAA', 'BBB']) };
  const values = Float64Array.of(5, 6);
  const matrices = yearlyMatrices({ ...keys, year: [1990, 1995] }, values, AREAS);
  expect(matrices.get(1990)).toEqual(Float64Array.of(MISSING, MISSING, 5, MISSING));
  expect(matrices.get(1995)).toEqual(Float64Array.of(MISSING, 6, MISSING, MISSING));
  expect(pairMatrix(keys, values, AREAS)).toEqual(Float64Array.of(MISSING, 6, 5, MISSING));
});
