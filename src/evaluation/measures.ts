import { log1p } from '../numerics/elementary.ts';
import { median, pearson } from '../numerics/statistics.ts';

/**
 * How well estimated flows agree with reported ones. Both arrays hold persons, or shares or rates, at the same
 * positions; a measure that is not defined for them (too few values, no variance) is NaN.
 */
export type Measure = (reported: Float64Array, estimated: Float64Array) => number;

/** Pearson correlation of the values as they are (method.md 7.1). */
export function correlation(reported: Float64Array, estimated: Float64Array): number {
  return pearson(reported, estimated);
}

/** Pearson correlation of log(1 + value), in which the largest flows do not decide alone (method.md 7.3). */
export function logCorrelation(reported: Float64Array, estimated: Float64Array): number {
  return pearson(
    reported.map((value) => log1p(value)),
    estimated.map((value) => log1p(value)),
  );
}

/** Median of |estimated - reported| / reported, in per cent (method.md 7.1). Reported values must be positive. */
export function medianPercentageError(reported: Float64Array, estimated: Float64Array): number {
  return median(reported.map((value, at) => (100 * Math.abs(estimated[at]! - value)) / value));
}

/** Share of the values that are at least half and at most twice the reported value. */
export function shareWithinFactorTwo(reported: Float64Array, estimated: Float64Array): number {
  if (reported.length === 0) return Number.NaN;
  let within = 0;
  for (let at = 0; at < reported.length; at++) {
    const report = reported[at]!;
    const estimate = estimated[at]!;
    if (2 * estimate >= report && estimate <= 2 * report) within += 1;
  }
  return within / reported.length;
}

/** Root mean square of log((1 + estimated) / (1 + reported)): the typical relative error, finite where one of them is zero. */
export function logRatioError(reported: Float64Array, estimated: Float64Array): number {
  if (reported.length === 0) return Number.NaN;
  let squares = 0;
  for (let at = 0; at < reported.length; at++) {
    const ratio = log1p(estimated[at]!) - log1p(reported[at]!);
    squares += ratio * ratio;
  }
  return Math.sqrt(squares / reported.length);
}
