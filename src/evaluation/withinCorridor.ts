import { median } from '../numerics/statistics.ts';
import type { FlowEstimates, FlowReports } from './comparison.ts';
import { ANNUAL_METHODS, annualEstimate, groupReports } from './comparison.ts';
import { correlation } from './measures.ts';
import type { MethodScore } from './methodScores.ts';
import { ALL_COLLECTIONS } from './methodScores.ts';

/** A corridor needs so many reported years for a correlation over time. */
export const LEAST_YEARS = 5;

/**
 * How well annual methods follow the movement along a corridor (method.md 7.1): the correlation of estimates and reports
 * over years, of every corridor that a collection reports in at least five years; the median of it over the corridors.
 * Pooled correlations cannot tell, because differences between corridors are far larger than changes within them.
 * n counts the corridors whose correlation is defined.
 */
export function withinCorridorScores(reports: FlowReports, estimates: FlowEstimates): MethodScore[] {
  const series = groupReports(reports, estimates, () => 0).filter((group) => group.length >= LEAST_YEARS);
  const scores: MethodScore[] = [];
  const score = (collection: string, chosen: readonly number[][]) => {
    for (const method of ANNUAL_METHODS) {
      const flows = estimates.annual[method];
      const correlations = chosen
        .map((group) =>
          correlation(
            Float64Array.from(group, (report) => reports.persons[report]!),
            Float64Array.from(group, (report) => annualEstimate(flows, reports, report)),
          ),
        )
        .filter((value) => !Number.isNaN(value));
      const value = median(Float64Array.from(correlations));
      scores.push({ collection, measure: 'within_corridor', method, n: correlations.length, value });
    }
  };
  for (const [index, { name }] of reports.collections.entries()) {
    score(
      name,
      series.filter((group) => reports.collection[group[0]!] === index),
    );
  }
  score(ALL_COLLECTIONS, series);
  return scores;
}
