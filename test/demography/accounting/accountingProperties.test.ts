import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountedFlows, flowsOfBirth, netMigration, pseudoBayesFlows } from '../../../src/demography/accounting/accountedFlows.ts';
import { type AccountedStocks, type AccountingOptions, accountStocks } from '../../../src/demography/accounting/accountedStocks.ts';
import { birthplaceFlows, mixBirthplaceFlows, totalFlows } from '../../../src/demography/accounting/birthplaceFlows.ts';
import { migrationAccount } from '../../../src/demography/accounting/migrationAccount.ts';
import { moveTypes } from '../../../src/demography/accounting/moveTypes.ts';
import { columnTotals, rowTotals } from '../../../src/demography/tableTotals.ts';
import { sum } from '../../../src/numerics/statistics.ts';
import { areaNames, distance, scaledDistance } from '../tables.ts';

const n = 5;
const cells = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: n * n, maxLength: n * n });
const stocks = cells.map((values) => Float64Array.from(values, (value, cell) => (cell % (n + 1) === 0 ? value + 20_000 : value)));
const events = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: n, maxLength: n }).map((values) => Float64Array.from(values));
const inputs = fc.record({ areas: fc.constant(areaNames(n)), start: stocks, end: stocks, births: events, deaths: events });
const options: fc.Arbitrary<AccountingOptions> = fc.record({
  match: fc.constantFrom('rescale', 'open-dr'),
  balance: fc.constantFrom('before', 'after'),
  rounding: fc.constantFrom('none', 'whole'),
  births: fc.constantFrom('native', 'proportion'),
  largestGap: fc.constant(1),
});
const models = fc.constantFrom('minimum' as const, 'independence' as const);
const seeds = cells.map((values) => Float64Array.from(values));
const RUNS = { numRuns: 60, seed: 1 };

function change(from: Float64Array, to: Float64Array): Float64Array {
  return to.map((value, index) => value - from[index]!);
}

describe('whatever the stocks', () => {
  test('places of birth have one total, flows are not negative, their diagonal is 0, and places of birth add up', () => {
    fc.assert(
      fc.property(inputs, options, models, (input, given, model) => {
        const accounted = accountStocks(input, given);
        expect(scaledDistance(rowTotals(accounted.start, n), rowTotals(accounted.end, n))).toBeLessThan(1e-9);
        const flows = accountedFlows(accounted, model);
        const parts = areaNames(n).map((_, birth) => flowsOfBirth(accounted, birth, model));
        expect(
          scaledDistance(
            flows,
            flows.map((_persons, cell) => sum(parts.map((part) => part[cell]!))),
          ),
        ).toBeLessThan(1e-12);
        expect(Math.min(...flows)).toBeGreaterThanOrEqual(0);
        for (let area = 0; area < n; area++) expect(flows[area * (n + 1)]).toBe(0);
      }),
      RUNS,
    );
  });

  test('closed: net migration is population change minus natural change, and nobody is lost', () => {
    fc.assert(
      fc.property(inputs, options, models, fc.option(seeds), (input, given, model, seed) => {
        const accounted = accountStocks(input, { ...given, match: 'rescale' });
        const flows = totalFlows(birthplaceFlows(accounted, model, seed === null ? undefined : { seed }));
        const net = netMigration(flows, n);
        const people = columnTotals(input.start, n);
        expect(Math.abs(sum(net))).toBeLessThan(1e-9 * sum(people));
        expect(distance(net, change(columnTotals(accounted.start, n), columnTotals(accounted.end, n)))).toBeLessThan(1e-8 * sum(people));
        // Births and deaths that were taken out are those given: what is left of the change is the world gap, on natives.
        const gaps = change(people, columnTotals(input.end, n)).map(
          (grown, area) => input.births[area]! - input.deaths[area]! + net[area]! - grown,
        );
        expect(sum(gaps) - accounted.gap).toBeCloseTo(0, 4);
      }),
      RUNS,
    );
  });

  test('balanced natives: with a gap of 0 net migration is exactly what stocks, births and deaths imply', () => {
    fc.assert(
      fc.property(inputs, options, models, (input, given, model) => {
        const births = Float64Array.from(input.births);
        births[0] = births[0]! - (sum(births) - sum(input.deaths) - (sum(input.end) - sum(input.start)));
        fc.pre(births[0]! >= 0 && births[0]! < columnTotals(input.end, n)[0]!);
        const accounted = accountStocks({ ...input, births }, { ...given, match: 'rescale' });
        expect(Math.abs(accounted.gap)).toBeLessThan(1e-6);
        const grown = change(columnTotals(input.start, n), columnTotals(input.end, n));
        const implied = grown.map((persons, area) => persons - births[area]! + input.deaths[area]!);
        expect(distance(netMigration(accountedFlows(accounted, model), n), implied)).toBeLessThan(1e-3);
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  test('outward, return and transit add up to all flows, also of a mixture', () => {
    fc.assert(
      fc.property(inputs, options, (input, given) => {
        const accounted = accountStocks(input, given);
        const mixed = mixBirthplaceFlows(birthplaceFlows(accounted, 'minimum'), birthplaceFlows(accounted, 'independence'));
        const types = moveTypes(mixed);
        const total = pseudoBayesFlows(accounted);
        const parts = total.map((_, cell) => types.outward[cell]! + types.return[cell]! + types.transit[cell]!);
        expect(scaledDistance(parts, total)).toBeLessThan(1e-12);
        expect(scaledDistance(totalFlows(mixed), total)).toBeLessThan(1e-12);
      }),
      RUNS,
    );
  });

  test('ten times the people are ten times the flows', () => {
    fc.assert(
      fc.property(inputs, options, models, (input, given, model) => {
        const times = (values: Float64Array): Float64Array => values.map((value) => 10 * value);
        const larger = {
          ...input,
          start: times(input.start),
          end: times(input.end),
          births: times(input.births),
          deaths: times(input.deaths),
        };
        const exact = { ...given, rounding: 'none' } as const;
        const flows = accountedFlows(accountStocks(input, exact), model);
        expect(scaledDistance(accountedFlows(accountStocks(larger, exact), model), times(flows))).toBeLessThan(1e-6);
      }),
      RUNS,
    );
  });

  test('areas in another order have the same flows', () => {
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: n, maxLength: n });
    fc.assert(
      fc.property(inputs, options, models, orders, (input, given, model, order) => {
        const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (area) => values[area]!);
        const pickBoth = (cells: Float64Array): Float64Array =>
          Float64Array.from(order.flatMap((row) => order.map((column) => cells[row * n + column]!)));
        const areas = order.map((area) => input.areas[area]!);
        const renamed = {
          areas,
          start: pickBoth(input.start),
          end: pickBoth(input.end),
          births: pick(input.births),
          deaths: pick(input.deaths),
        };
        const exact = { ...given, rounding: 'none' } as const;
        const flows = accountedFlows(accountStocks(input, exact), model);
        expect(scaledDistance(accountedFlows(accountStocks(renamed, exact), model), pickBoth(flows))).toBeLessThan(1e-6);
      }),
      RUNS,
    );
  });

  test('accounts of all places of birth hold the people of start and end', () => {
    fc.assert(
      fc.property(inputs, options, models, (input, given, model) => {
        const accounted = accountStocks(input, given);
        const flows = birthplaceFlows(accounted, model);
        for (let birth = 0; birth < n; birth++) {
          const account = migrationAccount(accounted, flows, birth);
          const [left, joined] = [rowTotals(account, n + 2), columnTotals(account, n + 2)];
          expect(distance(left.subarray(0, n), atStart(accounted, birth))).toBeLessThan(1e-4);
          expect(distance(joined.subarray(0, n), atEnd(accounted, birth))).toBeLessThan(1e-4);
        }
      }),
      RUNS,
    );
  });
});

/** People born in one area at the start: those left, dead and gone. */
function atStart({ start, deaths, exits }: AccountedStocks, birth: number): Float64Array {
  return Float64Array.from({ length: n }, (_, area) => start[birth * n + area]! + deaths[birth * n + area]! + exits[birth * n + area]!);
}

function atEnd({ end, births, entries }: AccountedStocks, birth: number): Float64Array {
  return Float64Array.from({ length: n }, (_, area) => end[birth * n + area]! + births[birth * n + area]! + entries[birth * n + area]!);
}
