import { log1p } from '../numerics/elementary.ts';
import { mean, median, pearson } from '../numerics/statistics.ts';

/*
 * How well estimated flows agree with reported ones. Both arrays hold persons, or shares or rates, at the same
 * positions; a measure that is not defined for them (too few values, no variance) is NaN.
 */

/** Pearson correlation of the values as they are (docs/method.md 7.1). */
export function correlation(reported: Float64Array, estimated: Float64Array): number {
  return pearson(reported, estimated);
}

/** Pearson correlation of log(1 + value), in which the largest flows do not decide alone (docs/method.md 7.3). */
export function logCorrelation(reported: Float64Array, estimated: Float64Array): number {
  return pearson(
    reported.map((value) => log1p(value)),
    estimated.map((value) => log1p(value)),
  );
}

/** |estimated - reported| / reported, in per cent (docs/method.md 7.1). @param reported above 0. */
export function percentageError(reported: number, estimated: number): number {
  return (100 * Math.abs(estimated - reported)) / reported;
}

/** Median of `percentageError`. */
export function medianPercentageError(reported: Float64Array, estimated: Float64Array): number {
  return median(reported.map((value, at) => percentageError(value, estimated[at]!)));
}

/** Whether an estimate is at least half and at most twice the reported value. */
export function isWithinFactorTwo(reported: number, estimated: number): boolean {
  return 2 * estimated >= reported && estimated <= 2 * reported;
}

/** Share of the values that are within a factor of two. */
export function shareWithinFactorTwo(reported: Float64Array, estimated: Float64Array): number {
  return mean(reported.map((value, at) => (isWithinFactorTwo(value, estimated[at]!) ? 1 : 0)));
}
