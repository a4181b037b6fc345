import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withNativeBorn } from '../../src/demography/diagonal.ts';
import { columnTotals, rowTotals } from '../../src/demography/ipf.ts';
import { type MidYearStocks, startOfYearStocks } from '../../src/demography/startOfYear.ts';
import { sum } from '../../src/numerics/statistics.ts';
import { areaNames, distance, table } from './tables.ts';

test('natives are the population without the foreign-born, at least 0', () => {
  const stocks = withNativeBorn(table('7 20 3; 10 7 5; 1 2 7'), table('100 22 7'));
  expect([...stocks]).toEqual([...table('89 20 3; 10 0 5; 1 2 0')]);
});

test('half a year back: births leave the natives, the dead return', () => {
  // Nobody moves and all survive: stocks of 1 January differ by half of the births only.
  const midYear: MidYearStocks = {
    areas: areaNames(2),
    stocks: table('1005 40; 60 2010'),
    births: table('10 20'),
    deathRate: table('0 0'),
    population: table('1060 2040'),
  };
  const { stocks, fit } = startOfYearStocks(midYear);
  expect(fit.converged).toBe(true);
  expect(distance(stocks, table('1000 40; 60 2000'))).toBeLessThan(1e-6);

  // One in 100 dies by year, so there were 1 / sqrt(0.99) as many half a year before.
  const dying = { ...midYear, births: table('0 0'), deathRate: table('0.01 0.01') };
  const before = dying.stocks.map((persons) => persons / Math.sqrt(0.99));
  expect(distance(startOfYearStocks({ ...dying, population: columnTotals(before, 2) }).stocks, before)).toBeLessThan(1e-6);
});

test('columns are the population, and places of birth keep their proportions', () => {
  const n = 4;
  const foreign = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: n * n, maxLength: n * n });
  const share = fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: n, maxLength: n });
  fc.assert(
    fc.property(foreign, share, (cells, shares) => {
      const stocks = Float64Array.from(cells, (persons, cell) => (cell % (n + 1) === 0 ? persons + 50_000 : persons));
      const population = columnTotals(stocks, n).map((total, area) => total * shares[area]!);
      const none = new Float64Array(n);
      const { stocks: started, fit } = startOfYearStocks({ areas: areaNames(n), stocks, births: none, deathRate: none, population });
      expect(fit.converged).toBe(true);
      expect(distance(columnTotals(started, n), population)).toBeLessThan(1e-6);
      const growth = sum(population) / sum(stocks);
      const totals = rowTotals(stocks, n).map((total) => total * growth);
      expect(distance(rowTotals(started, n), totals)).toBeLessThan(1e-4);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('bad input is refused with the area', () => {
  const midYear: MidYearStocks = {
    areas: ['AAA', 'BBB'],
    stocks: table('10 1; 1 10'),
    births: table('0 0'),
    deathRate: table('0 0'),
    population: table('11 11'),
  };
  expect(() => startOfYearStocks({ ...midYear, deathRate: table('0 1') })).toThrow('the death rate of BBB is 1');
  expect(() => startOfYearStocks({ ...midYear, population: table('-1 11') })).toThrow('populations of AAA are -1');
  expect(() => startOfYearStocks({ ...midYear, stocks: table('10 1; NaN 10') })).toThrow('persons born in BBB and living in AAA are NaN');
});
