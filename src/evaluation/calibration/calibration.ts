import { expm1, log1p } from '../../numerics/elementary.ts';

/** Probabilities of the published quantiles (docs/method.md 6.6): between the outer ones lie nine tenths, between the inner ones half. */
export const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
/** Intervals between two of them: share that should lie in it, and the quantiles that bound it. */
export const INTERVALS = [
  { nominal: 0.5, lower: 1, upper: 3 },
  { nominal: 0.9, lower: 0, upper: 4 },
] as const;

/** Pairs of countries in a bin, at least, and bins, at most. */
const LEAST_PAIRS = 50;
const MOST_BINS = 8;

/** Estimates beside what was then seen of the same flow. */
export interface CalibrationPairs {
  /** Persons. */
  readonly estimates: Float64Array;
  /** Persons. */
  readonly seen: Float64Array;
  /** Number of the unordered pair of countries: its trials are not independent, so they count as one together. */
  readonly pairs: Int32Array;
}

/** How far what was seen lies from estimates of about one size, log(1 + seen) - log(1 + estimate). */
export interface ErrorBin {
  /** Smallest and largest estimate, persons, and the mean of log(1 + estimate). */
  readonly least: number;
  readonly largest: number;
  readonly size: number;
  readonly trials: number;
  readonly pairs: number;
  /** By PROBABILITIES. */
  readonly quantiles: Float64Array;
}

/** Share of trials in the intervals, every pair counting once. */
export interface Coverage {
  readonly nominal: number;
  readonly trials: number;
  readonly pairs: number;
  readonly covered: number;
}

/**
 * Quantiles of the errors by size of the estimate: split conformal prediction in bins (Mondrian), on the log scale, where pairs
 * and not trials are exchangeable (Dunn, Wasserman and Ramdas 2022). Bins have the same number of pairs, which are as many bins
 * as hold 50 pairs each, eight at most.
 */
export function errorBins(trials: CalibrationPairs): ErrorBin[] {
  const weights = pairWeights(trials.pairs);
  const order = Int32Array.from(trials.estimates.keys()).sort((a, b) => trials.estimates[a]! - trials.estimates[b]! || a - b);
  const pairs = new Set(trials.pairs).size;
  const count = Math.max(1, Math.min(MOST_BINS, Math.floor(pairs / LEAST_PAIRS)));
  const bins: number[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const trial of order) {
    bins[Math.min(count - 1, Math.floor((count * before) / pairs))]!.push(trial);
    before += weights[trial]!;
  }
  return bins.filter((rows) => rows.length > 0).map((rows) => binOf(trials, rows));
}

function binOf({ estimates, seen, pairs }: CalibrationPairs, rows: readonly number[]): ErrorBin {
  const ofBin = Int32Array.from(rows, (row) => pairs[row]!);
  const weights = pairWeights(ofBin);
  const sizes = Float64Array.from(rows, (row) => log1p(estimates[row]!));
  const errors = Float64Array.from(rows, (row, at) => log1p(seen[row]!) - sizes[at]!);
  const count = new Set(ofBin).size;
  return {
    least: estimates[rows[0]!]!,
    largest: estimates[rows.at(-1)!]!,
    size: sizes.reduce((sum, size, at) => sum + weights[at]! * size, 0) / count,
    trials: rows.length,
    pairs: count,
    quantiles: conformalQuantiles(errors, weights, count),
  };
}

/**
 * Quantiles of weighted errors. Beyond the outermost there is room for one pair more, the one that is yet to be seen: with few
 * pairs the outer quantiles are the extremes.
 */
function conformalQuantiles(errors: Float64Array, weights: Float64Array, total: number): Float64Array {
  const order = Int32Array.from(errors.keys()).sort((a, b) => errors[a]! - errors[b]! || a - b);
  const atLeast = (from: Int32Array, mass: number): number => {
    let before = 0;
    for (const trial of from) {
      before += weights[trial]!;
      if (before >= mass) return errors[trial]!;
    }
    return errors[from.at(-1)!]!;
  };
  const descending = order.slice().reverse();
  return Float64Array.from(PROBABILITIES, (probability) =>
    probability < 0.5
      ? atLeast(descending, (1 - probability) * (total + 1))
      : atLeast(order, probability === 0.5 ? total / 2 : probability * (total + 1)),
  );
}

/**
 * Quantiles of what a flow is, persons, around its estimate: errors change in a straight line from the size of one bin to the
 * next. NaN without bins.
 */
export function flowQuantiles(bins: readonly ErrorBin[], estimate: number): Float64Array {
  if (bins.length === 0) return new Float64Array(PROBABILITIES.length).fill(Number.NaN);
  const size = log1p(estimate);
  return errorsAt(bins, size).map((error) => Math.max(0, expm1(size + error)));
}

function errorsAt(bins: readonly ErrorBin[], size: number): Float64Array {
  const above = bins.findIndex((bin) => bin.size > size);
  if (above === 0) return bins[0]!.quantiles;
  if (above < 0) return bins.at(-1)!.quantiles;
  const [lower, upper] = [bins[above - 1]!, bins[above]!];
  const share = (size - lower.size) / (upper.size - lower.size);
  return lower.quantiles.map((error, at) => error + share * (upper.quantiles[at]! - error));
}

/** How much of what was seen lies in the intervals. @param binsOf the bins for each trial, of errors that are not its own. */
export function coverage(trials: CalibrationPairs, binsOf: (trial: number) => readonly ErrorBin[]): Coverage[] {
  const weights = pairWeights(trials.pairs);
  const quantiles = Array.from(trials.estimates, (estimate, trial) => flowQuantiles(binsOf(trial), estimate));
  const pairs = new Set(trials.pairs).size;
  return INTERVALS.map(({ nominal, lower, upper }) => {
    let covered = 0;
    for (const [trial, seen] of trials.seen.entries()) {
      // Rounding must not put a flow outside the very quantile that it is.
      const error = 1e-9 * (1 + seen);
      if (seen >= quantiles[trial]![lower]! - error && seen <= quantiles[trial]![upper]! + error) covered += weights[trial]!;
    }
    return { nominal, trials: trials.seen.length, pairs, covered: covered / pairs };
  });
}

/** One for each pair, shared by its trials. */
function pairWeights(pairs: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return Float64Array.from(pairs, (pair) => 1 / counts.get(pair)!);
}

/** Some of the trials. */
export function calibrationPairsAt({ estimates, seen, pairs }: CalibrationPairs, rows: Int32Array): CalibrationPairs {
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return { estimates: of(estimates), seen: of(seen), pairs: rows.map((row) => pairs[row]!) };
}

/** The trials of several sets, one after the other. */
export function joinedCalibrationPairs(sets: readonly CalibrationPairs[]): CalibrationPairs {
  return {
    estimates: Float64Array.from(sets.flatMap(({ estimates }) => Array.from(estimates))),
    seen: Float64Array.from(sets.flatMap(({ seen }) => Array.from(seen))),
    pairs: Int32Array.from(sets.flatMap(({ pairs }) => Array.from(pairs))),
  };
}
