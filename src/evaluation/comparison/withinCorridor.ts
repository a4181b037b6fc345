import { correlation } from '../measures.ts';
import type { MeasuredValues } from './comparedValues.ts';
import type { FlowEstimates, ReportTable } from './comparison.ts';
import { annualEstimate, groupReports } from './comparison.ts';
import type { ScoredSet } from './methodScores.ts';
import { pairOf, splitByCollection } from './methodScores.ts';

/** A corridor needs so many reported years for a correlation over time. */
const LEAST_YEARS = 5;

/**
 * How well annual methods follow the movement along a corridor (docs/method.md 7.1): the correlation of estimates and reports
 * over years, of every corridor that a collection reports in at least five years; the median of it over the corridors.
 * Pooled correlations cannot tell, because differences between corridors are far larger than changes within them.
 */
export function withinCorridorSets(reports: ReportTable, estimates: FlowEstimates): ScoredSet[] {
  const series = groupReports(reports, estimates, () => 0).filter((group) => group.length >= LEAST_YEARS);
  const movements = (estimateOf: (report: number) => number) =>
    Float64Array.from(series, (group) =>
      movement(
        Float64Array.from(group, (report) => reports.persons[report]!),
        Float64Array.from(group, estimateOf),
      ),
    );
  const values: MeasuredValues = {
    measure: 'within_corridor',
    statistic: 'median',
    reported: new Float64Array(series.length),
    estimated: new Map(
      [...estimates.annual].map(([method, flows]) => [method, movements((report) => annualEstimate(flows, reports, report))]),
    ),
  };
  const first = series.map((group) => group[0]!);
  const clusters = Int32Array.from(first, (report) => pairOf(reports.orig[report]!, reports.dest[report]!));
  const collectionOf = Int32Array.from(first, (report) => reports.collection[report]!);
  return splitByCollection({ measures: [values], clusters }, collectionOf, reports.collections);
}

/** Correlation over the years; NaN for an estimate that stays the same, whose mean can miss it by a rounding error. */
function movement(reported: Float64Array, estimated: Float64Array): number {
  return estimated.every((persons) => persons === estimated[0]) ? Number.NaN : correlation(reported, estimated);
}
