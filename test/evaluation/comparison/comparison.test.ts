import { describe, expect, test } from 'vitest';
import { annualFlowsOf, positionOf, sumOfYears } from '../../../src/evaluation/annualFlows.ts';
import type { FlowEstimates, ReportTable } from '../../../src/evaluation/comparison/comparison.ts';
import { compareFlows } from '../../../src/evaluation/comparison/comparison.ts';
import { scoresOf } from '../../../src/evaluation/comparison/methodScores.ts';
import { withinCorridorSets } from '../../../src/evaluation/comparison/withinCorridor.ts';

type Report = readonly [collection: number, orig: number, dest: number, year: number, persons: number];

const AREAS = 2;

function reportsOf(rows: readonly Report[]): ReportTable {
  return {
    collections: [
      { name: 'office destination', reporter: 'destination' },
      { name: 'office origin', reporter: 'origin' },
    ],
    collection: Int32Array.from(rows, (row) => row[0]),
    orig: Int32Array.from(rows, (row) => row[1]),
    dest: Int32Array.from(rows, (row) => row[2]),
    year: Int16Array.from(rows, (row) => row[3]),
    persons: Float64Array.from(rows, (row) => row[4]),
  };
}

/** Two areas; only the flow from 0 to 1 is set: 100 in 1990, 101 in 1991 and so on; held-out predictions are half of it. */
function estimatesOf(): FlowEstimates {
  const calendar = { first: 1990, last: 1998 };
  const ensemble = annualFlowsOf(calendar, AREAS, 0);
  const heldout = annualFlowsOf(calendar, AREAS, Number.NaN);
  for (let year = 1990; year <= 1998; year++) {
    ensemble.values[positionOf(ensemble, year, 0, 1)] = 100 + year - 1990;
    if (year !== 1997) heldout.values[positionOf(heldout, year, 0, 1)] = (100 + year - 1990) / 2;
  }
  const flat = (persons: number) => Float64Array.of(0, persons, 0, 0);
  return {
    areas: AREAS,
    intervals: [
      { start: 1990, end: 1995 },
      { start: 1995, end: 1999 },
    ],
    ofIntervals: new Map([
      ['closed', [flat(50), flat(80)]],
      ['abel_cohen_2020_closed', [flat(200), flat(Number.NaN)]],
    ]),
    annual: new Map([
      ['ensemble', ensemble],
      ['heldout', heldout],
    ]),
  };
}

describe('compareFlows', () => {
  test('gives annual means of the reported years, and interval flows by the length of the interval', () => {
    const reports = reportsOf([
      [0, 0, 1, 1990, 7],
      [0, 0, 1, 1994, 9],
      [1, 0, 1, 1990, 5],
      [0, 0, 1, 1995, 30],
    ]);
    const compared = compareFlows(reports, estimatesOf());
    expect([...compared.collection]).toEqual([0, 1, 0]);
    expect([...compared.interval]).toEqual([0, 0, 1]);
    expect([...compared.reported]).toEqual([8, 5, 30]);
    expect([...compared.estimated.get('ensemble')!]).toEqual([102, 100, 105]);
    expect([...compared.estimated.get('heldout')!]).toEqual([51, 50, 52.5]);
    expect([...compared.estimated.get('closed')!]).toEqual([10, 10, 20]);
    expect([...compared.estimated.get('abel_cohen_2020_closed')!]).toEqual([40, 40, Number.NaN]);
  });

  test('leaves out a corridor that lacks a year of which its reporting country has other reports', () => {
    const pairs = { first: 1990, last: 1998 };
    const heldout = annualFlowsOf(pairs, 3, 1);
    const ensemble = annualFlowsOf(pairs, 3, 1);
    const estimates: FlowEstimates = {
      areas: 3,
      intervals: [{ start: 1990, end: 1995 }],
      ofIntervals: new Map(),
      annual: new Map([
        ['ensemble', ensemble],
        ['heldout', heldout],
      ]),
    };
    // Area 1 reports its arrivals from 0 in two years, from 2 in one; area 0 reports those from 1 in one year only.
    const reports = reportsOf([
      [0, 0, 1, 1990, 7],
      [0, 0, 1, 1991, 9],
      [0, 2, 1, 1991, 3],
      [0, 1, 0, 1994, 5],
    ]);
    const compared = compareFlows(reports, estimates);
    expect([...compared.orig]).toEqual([0, 1]);
    expect([...compared.reported]).toEqual([8, 5]);
  });

  test('leaves out reports outside the intervals and those without a held-out prediction', () => {
    const reports = reportsOf([
      [0, 0, 1, 1989, 1],
      [0, 0, 1, 1997, 2],
      [0, 0, 1, 1998, 4],
      [0, 0, 1, 1999, 8],
      [0, 1, 0, 1998, 16],
    ]);
    const compared = compareFlows(reports, estimatesOf());
    expect([...compared.reported]).toEqual([4]);
    expect([...compared.estimated.get('ensemble')!]).toEqual([108]);
  });
});

describe('withinCorridorScores', () => {
  test('correlates over years, and needs five of them', () => {
    const rising = [1990, 1991, 1992, 1993, 1994].map((year): Report => [0, 0, 1, year, 10 * year]);
    const falling = [1990, 1991, 1992, 1993].map((year): Report => [1, 0, 1, year, -year]);
    const scores = scoresOf(withinCorridorSets(reportsOf([...rising, ...falling]), estimatesOf()));
    const nothing = { n: 0, value: Number.NaN };
    expect(scores.map(({ collection, method, n, value }) => ({ collection, method, n, value }))).toEqual([
      { collection: 'office destination', method: 'ensemble', n: 1, value: 1 },
      { collection: 'office destination', method: 'heldout', n: 1, value: 1 },
      { collection: 'office origin', method: 'ensemble', ...nothing },
      { collection: 'office origin', method: 'heldout', ...nothing },
      { collection: 'all', method: 'ensemble', n: 1, value: 1 },
      { collection: 'all', method: 'heldout', n: 1, value: 1 },
    ]);
  });

  test('takes the median over corridors, and does not count a series that never changes', () => {
    const series = (collection: number, persons: readonly number[]) =>
      persons.map((value, index): Report => [collection, 0, 1, 1990 + index, value]);
    const scores = scoresOf(withinCorridorSets(reportsOf([...series(0, [5, 4, 3, 2, 1]), ...series(1, [6, 6, 6, 6, 6])]), estimatesOf()));
    expect(scores.filter(({ method }) => method === 'heldout').map(({ n, value }) => [n, Number(value.toFixed(12))])).toEqual([
      [1, -1],
      [0, Number.NaN],
      [1, -1],
    ]);
  });
});

test('an estimate that stays the same has no movement, although its mean may miss it by a rounding error', () => {
  const rising = [1990, 1991, 1992, 1993, 1994, 1995].map((year): Report => [0, 0, 1, year, year]);
  const estimates = estimatesOf();
  const flat = { ...estimates.annual.get('ensemble')!, values: estimates.annual.get('ensemble')!.values.map(() => 0.1) };
  const sets = withinCorridorSets(reportsOf(rising), { ...estimates, annual: new Map([['flat', flat]]) });
  expect(scoresOf(sets)[0]).toMatchObject({ method: 'flat', n: 0, value: Number.NaN });
});

describe('a method that lists no small flows', () => {
  /** What it makes of reports of 1990 and 1991 where it lists 80 in 1990 and nothing in 1991. */
  const compared = (persons: readonly [number, number], listedFrom?: number) => {
    const estimates = estimatesOf();
    const flows = annualFlowsOf({ first: 1990, last: 1998 }, AREAS, 0);
    flows.values[positionOf(flows, 1990, 0, 1)] = 80;
    const method = listedFrom === undefined ? flows : { ...flows, listedFrom };
    const reports = reportsOf(persons.map((value, step): Report => [0, 0, 1, 1990 + step, value]));
    return compareFlows(reports, { ...estimates, annual: new Map([['method', method]]) }).estimated.get('method')![0];
  };

  test('is right beside a report that is small too, and takes its limit beside a larger one', () => {
    expect(compared([100, 30], 50)).toBe((80 + 30) / 2);
    expect(compared([100, 400], 50)).toBe((80 + 50) / 2);
  });

  test('means nobody by 0 where it lists all flows', () => {
    expect(compared([100, 400])).toBe(80 / 2);
  });
});

describe('annual flows', () => {
  test('sums calendar years from start to end - 1', () => {
    const { annual } = estimatesOf();
    expect([...sumOfYears(annual.get('ensemble')!, 1995, 1999)]).toEqual([0, 105 + 106 + 107 + 108, 0, 0]);
  });

  test('has no position outside its years', () => {
    const { annual } = estimatesOf();
    expect(positionOf(annual.get('ensemble')!, 1989, 0, 1)).toBe(-1);
    expect(positionOf(annual.get('ensemble')!, 1999, 0, 1)).toBe(-1);
    expect(positionOf(annual.get('ensemble')!, 1991, 1, 0)).toBe(4 + 2);
  });
});
