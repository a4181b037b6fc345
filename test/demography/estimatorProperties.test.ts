import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StockBasedInput, stockBasedFlows } from '../../src/adapters/comparison/stockBasedFlows.ts';
import { STOCK_METHODS, type StockMethod } from '../../src/evaluation/comparison/comparison.ts';
import { areaNames, scaledDistance } from './tables.ts';

/** Properties of each of the six estimators of docs/method.md 9, whatever the stocks. */

const n = 4;
const MAXIMUM = 400;
const cells = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: n * n, maxLength: n * n });
const stocks = cells.map((values) => Float64Array.from(values, (value, cell) => (cell % (n + 1) === 0 ? 30_000 + value : 1 + value)));
const events = fc.array(fc.integer({ min: 0, max: MAXIMUM }), { minLength: n, maxLength: n }).map((values) => Float64Array.from(values));
/** Arrivals in the first two areas, departures from the others. */
const nets = events.map((values) => values.map((persons, area) => (area < 2 ? 1 + persons : -1 - persons)));
const inputs: fc.Arbitrary<StockBasedInput> = fc.record({
  areas: fc.constant(areaNames(n)),
  start: stocks,
  end: stocks,
  births: events,
  deaths: events,
  netMigration: nets,
});
const RUNS = { numRuns: 40, seed: 1 };

/** Flows by every estimator; stocks drawn at random are further from births minus deaths than published ones. */
function flowsOf(input: StockBasedInput): Readonly<Record<StockMethod, Float64Array>> | undefined {
  const people = (table: Float64Array) => table.reduce((total, persons) => total + persons, 0);
  const gap = Math.abs(people(input.end) - people(input.start));
  return gap < people(input.start) / 20 ? stockBasedFlows(input).flows : undefined;
}

function mapped(input: StockBasedInput, change: (values: Float64Array) => Float64Array): StockBasedInput {
  const { areas, start, end, births, deaths, netMigration } = input;
  return {
    areas,
    start: change(start),
    end: change(end),
    births: change(births),
    deaths: change(deaths),
    netMigration: change(netMigration),
  };
}

test.each(STOCK_METHODS)('%s: no flow is negative and the diagonal is 0', (method) => {
  fc.assert(
    fc.property(inputs, (input) => {
      const flows = flowsOf(input)?.[method];
      fc.pre(flows !== undefined);
      expect(flows!.every((persons) => persons >= 0 && persons < Number.POSITIVE_INFINITY)).toBe(true);
      for (let area = 0; area < n; area++) expect(flows![area * (n + 1)]).toBe(0);
    }),
    RUNS,
  );
});

test.each(STOCK_METHODS)('%s: ten times the people are ten times the flows', (method) => {
  const times = (values: Float64Array) => values.map((value) => 10 * value);
  fc.assert(
    fc.property(inputs, (input) => {
      const flows = flowsOf(input)?.[method];
      fc.pre(flows !== undefined);
      expect(scaledDistance(flowsOf(mapped(input, times))![method], times(flows!))).toBeLessThan(1e-7);
    }),
    RUNS,
  );
});

test.each(STOCK_METHODS)('%s: areas in another order have the same flows', (method) => {
  const order = [2, 0, 3, 1];
  const reordered = (values: Float64Array) =>
    values.length === n
      ? Float64Array.from(order, (area) => values[area]!)
      : Float64Array.from(order.flatMap((row) => order.map((column) => values[row * n + column]!)));
  fc.assert(
    fc.property(inputs, (input) => {
      const flows = flowsOf(input)?.[method];
      fc.pre(flows !== undefined);
      const renamed = { ...mapped(input, reordered), areas: order.map((area) => input.areas[area]!) };
      expect(scaledDistance(flowsOf(renamed)![method], reordered(flows!))).toBeLessThan(1e-7);
    }),
    RUNS,
  );
});
