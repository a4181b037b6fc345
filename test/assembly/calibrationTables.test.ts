import { expect, test } from 'vitest';
import type { Heldout, Observations, ObserverFactors } from '../../schemas/types.ts';
import {
  clearRows,
  fittedTrials,
  flowErrorColumns,
  heldoutTrials,
  leastEstimates,
  reportedFlows,
  supportBins,
  supportColumn,
  truthTrials,
} from '../../src/assembly/calibrationTables.ts';
import { errorBins } from '../../src/evaluation/calibration.ts';
import { categoryAt, categoryOf } from '../../src/tables/columns.ts';
import { gathered } from '../evaluation/tableContext.ts';

const AREAS = ['AAA', 'BBB', 'CCC'];
const YEARS = { first: 2000, last: 2001 };
/** As many persons as the position of the flow. */
const ENSEMBLE = { first: 2000, years: 2, areas: 3, values: Float64Array.from({ length: 18 }, (_, at) => at) };

/** Reports of 2000 and 2001, and of 1999, which is not estimated, a zero of each collection. */
const observations: Observations = {
  orig: categoryOf(['AAA', 'BBB', 'CCC', 'AAA', 'BBB', 'CCC']),
  dest: categoryOf(['BBB', 'AAA', 'AAA', 'CCC', 'AAA', 'AAA']),
  year: Int16Array.of(2000, 2001, 2001, 1999, 1999, 1999),
  source: categoryOf(['office', 'office', 'model', 'office', 'office', 'model']),
  reporter: categoryOf(['origin', 'destination', 'model', 'origin', 'destination', 'model']),
  persons: Float64Array.of(10, 20, 30, 0, 0, 0),
  definition: categoryOf(Array.from({ length: 6 }, () => 'usual')),
  quality: categoryOf(Array.from({ length: 6 }, () => null)),
  pair: Int32Array.of(0, 0, 1, 1, 0, 1),
  mirror: new Int32Array(6).fill(-1),
  file: categoryOf(Array.from({ length: 6 }, () => 'f')),
  row: Int32Array.of(1, 2, 3, 4, 5, 6),
  operation: categoryOf(Array.from({ length: 6 }, () => '')),
};

test('reports of held-out pairs are divided by what their observer counts, and both directions are one pair', () => {
  const heldout: Heldout = {
    orig: categoryOf(['AAA', 'BBB', 'CCC']),
    dest: categoryOf(['BBB', 'AAA', 'AAA']),
    year: Int16Array.of(2000, 2000, 2000),
    source: categoryOf(['office', 'office', 'office']),
    reporter: categoryOf(['origin', 'origin', 'origin']),
    reported: Float64Array.of(50, 60, 7),
    predicted: Float64Array.of(200, 30, 0),
    counted: Float64Array.of(100, 60, 0),
  };
  const { estimates, seen, pairs } = heldoutTrials(heldout, AREAS);
  expect([...estimates]).toEqual([200, 30, 0]);
  // Factors 1/2 and 2; of nothing none is known.
  expect([...seen]).toEqual([100, 30, 7]);
  expect(pairs[0]).toBe(pairs[1]);
  expect(pairs[2]).not.toBe(pairs[0]);
});

test('reports that were learnt from stand beside the ensemble, divided by the geometric mean of the factors of the members', async () => {
  const factors = (ofOffice: number): ObserverFactors => ({
    source: categoryOf(['office', 'model']),
    reporter: categoryOf(['origin', 'model']),
    area: categoryOf(['AAA', null]),
    factor: Float64Array.of(ofOffice, 2),
  });
  const { estimates, seen } = await fittedTrials(observations, AREAS, ENSEMBLE, gathered([factors(0.25), factors(4 / 9)]));
  // The office of AAA counts a third, sqrt(1/4 * 4/9); nothing was learnt of that of AAA as a destination; 1999 is not estimated.
  expect([...estimates]).toEqual([1, 12, 15]);
  expect([...seen]).toEqual([expect.closeTo(30, 9), 20, expect.closeTo(15, 9)]);
});

test('a collection that reports no small flows says nothing of small estimates', () => {
  const least = leastEstimates({ ...observations, persons: Float64Array.of(10, 20, 5, 0, 0, 7) });
  expect([...least]).toEqual([
    ['office origin', 0],
    ['office destination', 0],
    ['model model', 50],
  ]);
  const heldout = {
    source: categoryOf(['model', 'model', 'office']),
    reporter: categoryOf(['model', 'model', 'origin']),
    predicted: Float64Array.of(49, 50, 1),
  } as Heldout;
  expect([...clearRows(heldout, least)]).toEqual([1, 2]);
});

test('a flow is reported in the years of its reports alone', () => {
  const reported = reportedFlows(observations, AREAS, YEARS);
  expect([...reported.keys()].filter((at) => reported[at] === 1)).toEqual([1, 12, 15]);
  const rows = { year: Int16Array.of(2000, 2001, 2001), orig: categoryOf(['AAA', 'AAA', 'BBB']), dest: categoryOf(['BBB', 'BBB', 'AAA']) };
  const support = supportColumn(rows, reported, AREAS, YEARS);
  expect([0, 1, 2].map((row) => categoryAt(support, row))).toEqual(['reported', 'unreported', 'reported']);
});

test('true flows of the chosen corridors and years, but not of those who stay', () => {
  const truth = { ...ENSEMBLE, values: ENSEMBLE.values.map((value) => 2 * value) };
  const { estimates, seen, pairs } = truthTrials(truth, ENSEMBLE, (position) => position < 4);
  expect([...estimates]).toEqual([1, 2, 3]);
  expect([...seen]).toEqual([2, 4, 6]);
  expect([...pairs]).toEqual([1, 2, 1]);
});

test('bins come out of their table as they went in', () => {
  const bins = {
    reported: errorBins({ estimates: Float64Array.of(5), seen: Float64Array.of(6), pairs: Int32Array.of(1) }),
    unreported: errorBins({ estimates: Float64Array.of(7, 8), seen: Float64Array.of(1, 100), pairs: Int32Array.of(1, 2) }),
  };
  expect(supportBins(flowErrorColumns(bins))).toEqual(bins);
});
