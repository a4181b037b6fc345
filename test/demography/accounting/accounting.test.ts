import { describe, expect, test } from 'vitest';
import {
  accountedFlows,
  flowsOfBirth,
  movesOf,
  netMigration,
  pseudoBayesFlows,
} from '../../../src/demography/accounting/accountedFlows.ts';
import { type AccountingInput, accountStocks } from '../../../src/demography/accounting/accountedStocks.ts';
import { birthplaceFlows, totalFlows } from '../../../src/demography/accounting/birthplaceFlows.ts';
import { columnTotals } from '../../../src/demography/tableTotals.ts';
import { sum } from '../../../src/numerics/statistics.ts';
import { E5 } from '../publishedCases.ts';
import { areaNames, distance, table } from '../tables.ts';

const E3: AccountingInput = { ...E5, births: table('80 20 40 60') };

/** Table of docs/method.md 9.7. */
describe('published examples', () => {
  const minimum = (input: AccountingInput) => accountedFlows(accountStocks(input), 'minimum');
  const nothing = table('0 0 0 0');

  test('E0: natural change of zero', () => {
    const end = table('950 100 60 0; 80 505 75 5; 90 30 800 40; 40 45 0 180');
    const flows = minimum({ areas: areaNames(4), start: E5.start, end, births: nothing, deaths: nothing });
    expect(distance(flows, table('0 0 50 0; 35 0 25 0; 10 10 0 0; 10 10 0 0'))).toBeLessThan(1e-9);
  });

  test('E3 and E4: open, in both variants', () => {
    const first = accountedFlows(accountStocks(E3, { match: 'open-dr' }), 'minimum');
    const expectedFirst = '0 8.5029 0 3.6953; 26.4230 0 0.4235 9.8553; 0 34.1834 0 25.0779; 11.4676 10.9332 1.3929 0';
    expect(distance(first, table(expectedFirst))).toBeLessThan(5.1e-5);
    const second = accountedFlows(accountStocks(E3, { match: 'open' }), 'minimum');
    const expectedSecond = '0 8.8977 0 3.8527; 26.8110 0 0.4297 10.0; 0 35.6775 0 26.1459; 11.6257 11.2512 1.4121 0';
    expect(distance(second, table(expectedSecond))).toBeLessThan(5.1e-5);
  });

  test('E5: births and deaths', () => {
    const flows = minimum(E5);
    const expected = table('0 3.329 0 3.243; 34.121 0 0.584 9.809; 0.004 27.128 0 25.711; 12.446 9.058 2.260 0');
    expect(distance(flows, expected)).toBeLessThan(1e-3);
    expect(sum(flows)).toBeCloseTo(127.69, 2);
  });

  test('E5i and E5p: independence and pseudo-Bayes', () => {
    const stocks = accountStocks(E5);
    const independence = accountedFlows(stocks, 'independence');
    const expected = table('0 99.82 72.65 26.98; 140.66 0 70.81 20.73; 72.12 98.41 0 69.41; 26.66 28.97 46.48 0');
    expect(distance(independence, expected)).toBeLessThan(5.1e-3);
    expect(sum(independence)).toBeCloseTo(773.7, 2);

    const mixed = pseudoBayesFlows(stocks);
    const expectedMixed = table('0 15.872 9.444 6.329; 47.972 0 9.713 11.229; 9.379 36.394 0 31.392; 14.295 11.647 8.009 0');
    expect(distance(mixed, expectedMixed)).toBeLessThan(1e-3);
    expect(sum(mixed)).toBeCloseTo(211.67, 2);
  });

  test('E6: births that outnumber the native-born', () => {
    const flows = minimum({
      areas: areaNames(4),
      start: table('100 10 10 0; 20 55 25 10; 10 40 140 65; 20 25 20 200'),
      end: table('75 25 5 0; 20 45 30 15; 30 40 150 60; 30 30 20 230'),
      births: table('10 50 25 60'),
      deaths: table('30 10 40 10'),
    });
    const expected = table('0 8.125 0 0; 15.455 0 18.082 5.713; 0 1.125 0 0; 17.669 0 8.043 0');
    expect(distance(flows, expected)).toBeLessThan(1e-3);
  });

  test('E7: row totals that differ', () => {
    const flows = minimum({
      areas: areaNames(4),
      start: table('100 10 10 0; 80 180 10 90; 30 10 140 40; 60 70 10 160'),
      end: table('95 5 15 5; 75 225 5 55; 55 0 115 50; 35 25 25 215'),
      births: nothing,
      deaths: nothing,
    });
    const expected = table('0 5 7.857 22.143; 7.143 0 12.143 40.714; 17.857 5 0 7.143; 0 35 0 0');
    expect(distance(flows, expected)).toBeLessThan(1e-3);
  });
});

test('nobody both joins and leaves an area at the minimum', () => {
  const accounted = accountStocks(E5);
  for (let birth = 0; birth < 4; birth++) {
    const { leavers, joiners, total } = movesOf(accounted, birth, 'minimum');
    expect(leavers.every((persons, area) => persons * joiners[area]! === 0)).toBe(true);
    expect(sum(joiners)).toBeCloseTo(total, 9);
    expect(total).toBeGreaterThan(0);
  }
});

test('a seed directs the movers of both models, and does not change who moves', () => {
  const accounted = accountStocks(E5);
  const seed = table('1 9 1 1; 1 1 9 1; 1 1 1 9; 9 1 1 1');
  for (const model of ['minimum', 'independence'] as const) {
    const plain = birthplaceFlows(accounted, model);
    const seeded = birthplaceFlows(accounted, model, { seed });
    expect(seeded.fit?.converged).toBe(true);
    expect(distance(totalFlows(seeded), totalFlows(plain))).toBeGreaterThan(1);
    expect(distance(netMigration(totalFlows(seeded), 4), netMigration(totalFlows(plain), 4))).toBeLessThan(1e-6);
    const ones = birthplaceFlows(accounted, model, { seed: new Float64Array(16).fill(1) });
    expect(distance(totalFlows(ones), totalFlows(plain))).toBeLessThan(1e-7);
  }
  const perBirthplace = new Float64Array(64).fill(1);
  perBirthplace.set(seed, 16);
  const one = birthplaceFlows(accounted, 'minimum', { seed: perBirthplace });
  expect(distance(one.flowsOf(0), flowsOfBirth(accounted, 0, 'minimum'))).toBeLessThan(1e-8);
  expect(distance(one.flowsOf(1), birthplaceFlows(accounted, 'minimum', { seed }).flowsOf(1))).toBe(0);
});

test('more foreign-born than people: no natives, and the foreign-born become the people', () => {
  const start = table('-50 100 10; 200 555 50; 150 40 800');
  const accounted = accountStocks({ ...E5, areas: areaNames(3), start, end: start, births: table('0 0 0'), deaths: table('0 0 0') });
  expect(distance(columnTotals(accounted.start, 3), [300, 695, 860])).toBeLessThan(1e-9);
  expect(accounted.start[0]).toBe(0);
});
