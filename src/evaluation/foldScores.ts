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
  const counted = reported.filter(positive);
  const n = reported.length;
  return [
    { group, measure: 'count', n, value: correlation(reported, predicted) },
    { group, measure: 'log_count', n, value: logCorrelation(reported, predicted) },
    {
      group,
      measure: 'median_percentage_error',
      n: counted.length,
      value: medianPercentageError(counted, predicted.filter(positive)),
    },
  ];
}

/** Share of the flows that a source leaves out as too small which it would count as so small. */
export function censoredScore(below: Float64Array, counted: Float64Array): GroupScore {
  const n = below.length;
  const small = counted.filter((persons, row) => persons < below[row]!).length;
  return { group: 'left_out', measure: 'share_below', n, value: n === 0 ? Number.NaN : small / n };
}
