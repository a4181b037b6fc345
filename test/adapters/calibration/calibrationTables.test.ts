import { expect, test } from 'vitest';
import { flowErrorColumns, reportedFlows, supportBins, supportColumn } from '../../../src/adapters/calibration/calibrationTables.ts';
import { errorBins } from '../../../src/evaluation/calibration/calibration.ts';
import { categoryAt, categoryOf } from '../../../src/tables/columns.ts';
import { AREAS, observations, YEARS } from '../training/smallObservations.ts';

test('a flow is reported in the years of its reports alone', () => {
  const reported = reportedFlows(observations, AREAS, YEARS);
  expect([...reported.keys()].filter((at) => reported[at] === 1)).toEqual([1, 12, 15]);
  const rows = { year: Int16Array.of(2000, 2001, 2001), orig: categoryOf(['AAA', 'AAA', 'BBB']), dest: categoryOf(['BBB', 'BBB', 'AAA']) };
  const support = supportColumn(rows, reported, AREAS, YEARS);
  expect([0, 1, 2].map((row) => categoryAt(support, row))).toEqual(['reported', 'unreported', 'reported']);
});

test('bins come out of their table as they went in', () => {
  const bins = {
    reported: errorBins({ estimates: Float64Array.of(5), outcomes: Float64Array.of(6), countryPairs: Int32Array.of(1) }),
    unreported: errorBins({ estimates: Float64Array.of(7, 8), outcomes: Float64Array.of(1, 100), countryPairs: Int32Array.of(1, 2) }),
  };
  expect(supportBins(flowErrorColumns(bins))).toEqual(bins);
});
