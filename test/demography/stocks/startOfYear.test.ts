import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withNativeBorn } from '../../../src/demography/nativeBorn.ts';
import { type MidYearStocks, startOfYearStocks } from '../../../src/demography/stocks/startOfYear.ts';
import { columnTotals } from '../../../src/demography/tableTotals.ts';
import { areaNames, distance, table } from '../tables.ts';

test('natives are the population without the foreign-born, at least 0', () => {
  const stocks = withNativeBorn(table('7 20 3; 10 7 5; 1 2 7'), table('100 22 7'));
  expect([...stocks]).toEqual([...table('89 20 3; 10 0 5; 1 2 0')]);
});

test('half a year back: the dead return, and the natives are the rest of the population', () => {
  const midYear: MidYearStocks = {
    areas: areaNames(2),
    stocks: table('1005 40; 60 2010'),
    deathRate: table('0 0'),
    population: table('1060 2040'),
  };
  expect([...startOfYearStocks(midYear)]).toEqual([...table('1000 40; 60 2000')]);

  // 19 in 100 die by year, so half a year before there were 1 / 0.9 times as many.
  const dying = startOfYearStocks({ ...midYear, stocks: table('0 36; 45 0'), deathRate: table('0.19 0.19') });
  expect(distance(dying, table('1010 40; 50 2000'))).toBeLessThan(1e-9);
});

test('more foreign-born than people are scaled down to the population', () => {
  const stocks = startOfYearStocks({
    areas: areaNames(3),
    stocks: table('0 30 0; 0 0 0; 0 10 0'),
    deathRate: table('0 0 0'),
    population: table('100 20 50'),
  });
  expect(distance(stocks, table('100 15 0; 0 0 0; 0 5 50'))).toBeLessThan(1e-9);
});

test('columns are the population, and nobody abroad moves by more than the deaths', () => {
  const n = 4;
  const foreign = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: n * n, maxLength: n * n });
  const rates = fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { minLength: n, maxLength: n });
  fc.assert(
    fc.property(foreign, rates, (cells, deathRate) => {
      const population = new Float64Array(n).fill(100_000);
      const stocks = Float64Array.from(cells);
      const started = startOfYearStocks({ areas: areaNames(n), stocks, deathRate: Float64Array.from(deathRate), population });
      expect(distance(columnTotals(started, n), population)).toBeLessThan(1e-6);
      started.forEach((persons, cell) => {
        if (cell % (n + 1) === 0) return;
        expect(persons / stocks[cell]!).toBeGreaterThanOrEqual(1);
        expect(persons / stocks[cell]!).toBeLessThan(1.06);
      });
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('bad input is refused with the area', () => {
  const midYear: MidYearStocks = {
    areas: ['AAA', 'BBB'],
    stocks: table('10 1; 1 10'),
    deathRate: table('0 0'),
    population: table('11 11'),
  };
  expect(() => startOfYearStocks({ ...midYear, deathRate: table('0 1') })).toThrow('the death rate of BBB is 1');
  expect(() => startOfYearStocks({ ...midYear, population: table('-1 11') })).toThrow('populations of AAA are -1');
  expect(() => startOfYearStocks({ ...midYear, stocks: table('10 1; NaN 10') })).toThrow('persons born in BBB and living in AAA are NaN');
});
