import { describe, expect, test } from 'vitest';
import { reportError } from '../../../src/adapters/training/measureErrors.ts';
import { learntReporters, targetsFrom } from '../../../src/adapters/training/trainingTargets.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import {
  ERRORS,
  type GroupReport,
  groupReportsOf,
  observationsOf,
  provenance,
  type RefugeeCount,
  refugeesOf,
  tablesOf,
} from './smallTables.ts';

const AREAS = ['AAA', 'BBB', 'CCC'];
const YEARS = { first: 1995, last: 1996 };
const GIVEN = { censored: [], errors: ERRORS, level: 0.7 };

const tables = (given: Parameters<typeof tablesOf>[2]) => tablesOf(AREAS, [1995, 1996], given);
const cellsOf = (groups: readonly { readonly cells: Int32Array }[]) => groups.map(({ cells }) => [...cells]);

describe('net migration to learn from', () => {
  const netMigration = {
    area: categoryOf(['AAA', 'BBB', 'BBB', 'AAA']),
    year: Int16Array.of(1995, 1995, 1996, 1997),
    persons: Float64Array.of(10, 20, -3000, 40),
    kind: categoryOf(['model', 'reported', 'reported', 'reported']),
    ...provenance(4),
  };
  const { net } = targetsFrom(tables({ netMigration }), AREAS, YEARS, GIVEN, () => true);

  test('is what offices report in the years of the estimates, not what others estimate', () => {
    expect(cellsOf(net)).toEqual([[1], [1]]);
  });

  test('has an error of 0.3 in 1000 of the population, and of 10 persons; what is relative to it is added in the loss', () => {
    expect(net[0]!.errors[0]).toBeCloseTo(Math.sqrt(300 ** 2 + 10 ** 2), 9);
    expect(net[1]!.errors[0]).toBeCloseTo(Math.sqrt(300 ** 2 + 10 ** 2), 9);
  });
});

test('changes of stocks have the error of the accounting, and 10 persons', () => {
  const changes = {
    start: Int16Array.of(1995, 1996, 1995),
    end: Int16Array.of(1996, 1997, 1996),
    birth: categoryOf(['AAA', 'AAA', 'AAA']),
    residence: categoryOf(['BBB', 'BBB', 'CCC']),
    change: Float64Array.of(-100, 0, 7),
    sd: Float64Array.of(30, 0, 1),
    weight: Float64Array.of(1, 2, 1),
    observed: Uint8Array.of(1, 1, 0),
  };
  const { stock } = targetsFrom(tables({ changes }), AREAS, YEARS, GIVEN, () => true);
  expect(stock.map(({ start, end, cells }) => [start, end, ...cells])).toEqual([
    [0, 1, 1],
    [1, 2, 1],
  ]);
  expect(stock[0]!.errors[0]).toBeCloseTo(Math.sqrt(30 ** 2 + 10 ** 2), 9);
  expect(stock[1]!.errors[0]).toBe(10);
});

describe('rises of refugees', () => {
  const count = (origin: string, year: number, persons: number) => ({ origin, asylum: 'CCC', year, persons });
  const floorsOf = (counts: readonly RefugeeCount[], errors = ERRORS) =>
    targetsFrom(tables({ refugees: refugeesOf(counts) }), AREAS, YEARS, { ...GIVEN, errors }, () => true).floors!;

  test('say that at least so many came, from 1000 persons and a fifth of those who were there on', () => {
    const floors = floorsOf([count('AAA', 1995, 5000), count('AAA', 1996, 6000), count('BBB', 1995, 6000), count('BBB', 1996, 7100)]);
    expect(floors.map(({ cells, persons, errors }) => [[...cells], [...persons], [...errors]])).toEqual([
      [[], [], []],
      [[2], [1000], [0.5]],
    ]);
    expect(cellsOf(floorsOf([count('AAA', 1995, 10), count('AAA', 1996, 1009)]))).toEqual([[], []]);
  });

  test('say nothing where nobody was counted the year before, of refugees in their own country, or without an error', () => {
    expect(cellsOf(floorsOf([count('AAA', 1996, 6000)]))).toEqual([[], []]);
    expect(cellsOf(floorsOf([count('CCC', 1995, 1), count('CCC', 1996, 6000)]))).toEqual([[], []]);
    const { refugees: _, ...measures } = ERRORS.measures;
    expect(cellsOf(floorsOf([count('AAA', 1995, 5000), count('AAA', 1996, 9000)], { ...ERRORS, measures }))).toEqual([[], []]);
  });
});

describe('reports of flows', () => {
  const report = { orig: 'AAA', dest: 'BBB', source: 'office' };

  test('have the error of their measure, and that of chance in few persons', () => {
    const observations = observationsOf([
      { ...report, year: 1995, persons: 99 },
      { ...report, year: 1995, persons: 0, source: 'model', reporter: 'model', measure: 'estimates' },
    ]);
    const { flow } = targetsFrom(tables({ observations }), AREAS, YEARS, GIVEN, () => true);
    expect([...flow[0]!.errors]).toEqual([expect.closeTo(Math.sqrt(0.04 + 0.01), 12), expect.closeTo(Math.sqrt(0.25 + 1), 12)]);
    expect([...flow[0]!.weights]).toEqual([1, 1]);
    expect([...flow[0]!.reporters!]).toEqual([0, 1]);
    expect(flow[0]!.levels).toBeUndefined();
    expect(reportError(0.2, 1e9)).toBeCloseTo(0.2, 6);
  });

  test('by a measure without an error are refused', () => {
    const observations = observationsOf([{ ...report, year: 1995, persons: 99, measure: 'border_crossings' }]);
    expect(() => targetsFrom(tables({ observations }), AREAS, YEARS, GIVEN, () => true)).toThrow(
      'model.errors.measures has no error for "border_crossings"',
    );
  });
});

describe('reports of arrivals and departures by birth or citizenship', () => {
  const rows: GroupReport[] = [
    // Those of A who come to B, in both years, as citizens and by birth.
    { year: 1995, area: 'BBB', side: 'arrivals', group: 'AAA', persons: 24 },
    { year: 1996, area: 'BBB', side: 'arrivals', group: 'AAA', persons: 99 },
    { year: 1995, area: 'BBB', side: 'arrivals', group: 'AAA', persons: 50, definition: 'birth', measure: 'status_grants' },
    // Those of C who leave B.
    { year: 1996, area: 'BBB', side: 'departures', group: 'CCC', persons: 8 },
    // What is not learnt: by previous residence, of another measure, of natives of the area itself, of another year.
    { year: 1995, area: 'BBB', side: 'arrivals', group: 'AAA', persons: 1, definition: 'residence' },
    { year: 1995, area: 'BBB', side: 'arrivals', group: 'CCC', persons: 2, measure: 'work_visas' },
    { year: 1995, area: 'BBB', side: 'arrivals', group: 'BBB', persons: 3 },
    { year: 1997, area: 'BBB', side: 'arrivals', group: 'AAA', persons: 4 },
  ];
  const groupReports = groupReportsOf(rows);
  const observations = observationsOf([
    { orig: 'AAA', dest: 'CCC', year: 1995, source: 'office', persons: 10 },
    { orig: 'BBB', dest: 'AAA', year: 1997, source: 'office', persons: 10 },
    { orig: 'CCC', dest: 'BBB', year: 1996, source: 'office', persons: 10 },
  ]);
  const all = tables({ groupReports, observations });
  const { arrivals, departures } = targetsFrom(all, AREAS, YEARS, GIVEN, () => true);

  test('stand at birth and residence, by year', () => {
    expect(cellsOf(arrivals)).toEqual([[1, 1], [1]]);
    expect(arrivals.map(({ persons }) => [...persons])).toEqual([[24, 50], [99]]);
    expect(cellsOf(departures)).toEqual([[], [7]]);
    expect(departures[1]!.persons[0]).toBe(8);
  });

  test('have the errors of their measure, and levels of their own', () => {
    expect([...arrivals[0]!.errors]).toEqual([expect.closeTo(Math.sqrt(0.04 + 1 / 25), 12), expect.closeTo(Math.sqrt(0.16 + 1 / 51), 12)]);
    expect([...arrivals[0]!.levels!]).toEqual([0.3, 0.7]);
    expect([...departures[1]!.levels!]).toEqual([0.3]);
  });

  test('have reporters of their own, after those of flows, one for each definition, measure and side', () => {
    expect(arrivals.map(({ reporters }) => [...reporters!])).toEqual([[2, 3], [2]]);
    expect([...departures[1]!.reporters!]).toEqual([4]);
    const reporters = learntReporters(all, AREAS, YEARS, ERRORS.measures);
    const ofB = { source: 'groups', area: 'BBB' };
    expect(reporters).toEqual([
      { source: 'office', side: 'destination', area: 'CCC', measure: 'moves' },
      { source: 'office', side: 'destination', area: 'BBB', measure: 'moves' },
      { ...ofB, side: 'destination', measure: 'moves' },
      { ...ofB, side: 'destination', measure: 'status_grants' },
      { ...ofB, side: 'origin', measure: 'moves' },
    ]);
  });

  test.each([
    ['A and C, of whom none speaks', 0, [[1, 1], [1]], [[], [7]]],
    ['B and A, from the other side and in another year', 1, [[], []], [[], [7]]],
    ['C and B', 2, [[1, 1], [1]], [[], []]],
  ] as const)('are not learnt between two areas with a report that is held out: %s', (_, heldout, ofArrivals, ofDepartures) => {
    const fold = targetsFrom(all, AREAS, YEARS, GIVEN, (row) => row !== heldout);
    expect(cellsOf(fold.arrivals)).toEqual(ofArrivals);
    expect(cellsOf(fold.departures)).toEqual(ofDepartures);
  });
});
