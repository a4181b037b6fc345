import { correlation, logCorrelation, medianPercentageError } from './measures.ts';

/** One measure of one group of flows; NaN where it is not defined for the n values that there are. */
export interface GroupScore {
  readonly group: string;
  readonly measure: string;
  readonly n: number;
  readonly value: number;
}

/** Scores of a fold on reports, pooled over corridors and years, in persons (docs/method.md 7.1). Zeros have no relative error. */
export function foldScores(group: 'heldout' | 'counted' | 'training', reported: Float64Array, predicted: Float64Array): GroupScore[] {
  const positive = (_: number, row: number) => reported[row]! > 0;
  const reportedPositive = reported.filter(positive);
  const n = reported.length;
  return [
    { group, measure: 'count', n, value: correlation(reported, predicted) },
    { group, measure: 'log_count', n, value: logCorrelation(reported, predicted) },
    {
      group,
      measure: 'median_percentage_error',
      n: reportedPositive.length,
      value: medianPercentageError(reportedPositive, predicted.filter(positive)),
    },
  ];
}

/** Share of the censored flows whose estimates, on the scale of the reporter, are below the limit of its list. */
export function censoredScore(below: Float64Array, onReportersScale: Float64Array): GroupScore {
  const n = below.length;
  const small = onReportersScale.filter((persons, row) => persons < below[row]!).length;
  return { group: 'left_out', measure: 'share_below', n, value: n === 0 ? Number.NaN : small / n };
}
