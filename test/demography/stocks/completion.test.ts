import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompletionOptions, completeStocks } from '../../../src/demography/stocks/completion.ts';

const DATES = [1990, 1995, 2000, 2005];
const MISSING = Number.NaN;

function options(n: number, change: Partial<CompletionOptions> = {}): CompletionOptions {
  return { distanceKm: new Float64Array(n * n).fill(1000), scaleKm: 1000, growthMinimum: -0.9, growthMaximum: 5, ...change };
}

/** Tables of people born in area 0 by residence (areas 1, 2, ...); everything else is missing. */
function bornInFirst(series: readonly (readonly number[])[], n: number): Float64Array[] {
  return DATES.map((_, date) => {
    const table = new Float64Array(n * n).fill(MISSING);
    series.forEach((values, index) => {
      table[index + 1] = values[date]!;
    });
    return table;
  });
}

/** Completed series of people born in area 0 and living in area 1. */
function completeFirst(series: readonly (readonly number[])[], change: Partial<CompletionOptions> = {}): number[] {
  const n = series.length + 1;
  return completeStocks(DATES, bornInFirst(series, n), n, options(n, change)).map((table) => table[1]!);
}

describe('a series that is observed once or more', () => {
  test('is a straight line between known dates, in years and not in dates', () => {
    const series = completeStocks(
      [1990, 1995, 2005],
      [
        [MISSING, 10],
        [MISSING, MISSING],
        [MISSING, 40],
      ].map(withRow),
      2,
      options(2),
    );
    expect(series.map((table) => table[1])).toEqual([10, 20, 40]);
  });

  test('grows with its donor after the last date and shrinks with it before the first', () => {
    expect(
      completeFirst([
        [MISSING, 100, MISSING, MISSING],
        [10, 20, 30, 15],
      ]),
    ).toEqual([50, 100, 150, 75]);
  });

  test('stays as it is without a donor', () => {
    expect(completeFirst([[MISSING, 100, MISSING, MISSING]])).toEqual([100, 100, 100, 100]);
    expect(
      completeFirst([
        [MISSING, 100, MISSING, MISSING],
        [0, 0, 0, 0],
      ]),
    ).toEqual([100, 100, 100, 100]);
  });
});

test('a series that is never observed is 0, and so is the diagonal', () => {
  expect(
    completeFirst([
      [MISSING, MISSING, MISSING, MISSING],
      [10, 20, 30, 40],
    ]),
  ).toEqual([0, 0, 0, 0]);
  const tables = completeStocks(DATES, bornInFirst([[1, 2, 3, 4]], 2), 2, options(2));
  expect(tables.map((table) => table[0])).toEqual([0, 0, 0, 0]);
});

test('near donors weigh more: by exp(-1) for each scale of distance', () => {
  // From residence 1, donor 2 (twice as many) is at once the scale and donor 3 (unchanged) at twice.
  const distanceKm = new Float64Array(16).fill(1000);
  distanceKm[1 * 4 + 3] = 2000;
  const [, , , last] = completeFirst(
    [
      [MISSING, MISSING, 100, MISSING],
      [MISSING, MISSING, 10, 20],
      [MISSING, MISSING, 10, 10],
    ],
    { distanceKm },
  );
  expect(last).toBeCloseTo(100 * (1 + Math.E / (Math.E + 1)), 9);
});

test('donors that correlate negatively do not count, unless there is no other', () => {
  const rising = [10, 20, 30, 60];
  const falling = [40, 30, 20, 10];
  expect(completeFirst([[100, 200, 300, MISSING], rising, falling])[3]).toBeCloseTo(600, 9);
  expect(completeFirst([[100, 200, 300, MISSING], falling])[3]).toBeCloseTo(150, 9);
});

test('growth is held within its limits', () => {
  expect(
    completeFirst([
      [MISSING, MISSING, 10, MISSING],
      [MISSING, MISSING, 1, 1000],
    ])[3],
  ).toBe(60);
  expect(
    completeFirst([
      [MISSING, MISSING, 10, MISSING],
      [MISSING, MISSING, 1000, 1],
    ])[3],
  ).toBeCloseTo(1, 12);
});

test('observed cells stay, and nothing is missing, negative or infinite', () => {
  const n = 4;
  const cell = fc.oneof(fc.constant(MISSING), fc.integer({ min: 0, max: 100_000 }));
  const tables = fc.array(fc.array(cell, { minLength: n * n, maxLength: n * n }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(tables, (cells) => {
      const stocks = cells.map((values) => Float64Array.from(values));
      completeStocks(DATES, stocks, n, options(n)).forEach((table, date) => {
        table.forEach((persons, position) => {
          expect(persons >= 0 && persons < Number.POSITIVE_INFINITY).toBe(true);
          const observed = stocks[date]![position]!;
          if (position % (n + 1) !== 0 && !Number.isNaN(observed)) expect(persons).toBe(observed);
        });
      });
    }),
    { numRuns: 100, seed: 1 },
  );
});

/** Table of two areas from its first row. */
function withRow(row: readonly number[]): Float64Array {
  return Float64Array.of(...row, MISSING, MISSING);
}
