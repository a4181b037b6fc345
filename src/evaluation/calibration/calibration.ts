import { expm1, log1p } from '../../numerics/elementary.ts';

/** Probabilities of the published quantiles (docs/method.md 6.6): between the outer ones lie nine tenths, between the inner ones half. */
export const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
/** Intervals between two of them: share that should lie in it, and the quantiles that bound it. */
const INTERVALS = [
  { nominal: 0.5, lower: 1, upper: 3 },
  { nominal: 0.9, lower: 0, upper: 4 },
] as const;

/** Pairs of countries in a bin, at least, and bins, at most. */
const LEAST_PAIRS = 50;
const MOST_BINS = 8;

/** Calibration pairs: estimates, each beside its outcome, a report or the truth of the same flow. */
export interface CalibrationPairs {
  /** Persons. */
  readonly estimates: Float64Array;
  /** Persons. */
  readonly outcomes: Float64Array;
  /** Number of the unordered pair of countries: its calibration pairs are not independent, so they count as one together. */
  readonly countryPairs: Int32Array;
}

/** How far outcomes lie from estimates of about one size, log(1 + outcome) - log(1 + estimate). */
export interface ErrorBin {
  /** Smallest and largest estimate, persons, and the mean of log(1 + estimate). */
  readonly least: number;
  readonly largest: number;
  readonly size: number;
  readonly count: number;
  readonly pairs: number;
  /** By PROBABILITIES. */
  readonly quantiles: Float64Array;
}

/** Share of the outcomes in an interval, every pair of countries counting once. */
export interface Coverage {
  readonly nominal: number;
  readonly count: number;
  readonly pairs: number;
  readonly covered: number;
}

/**
 * Quantiles of the errors by size of the estimate: split conformal prediction in bins (Mondrian), on the log scale, where pairs
 * of countries and not single outcomes are exchangeable (Dunn, Wasserman and Ramdas 2022). Bins have the same number of pairs, which are as many bins
 * as hold 50 pairs each, eight at most.
 */
export function errorBins(calibration: CalibrationPairs): ErrorBin[] {
  const weights = pairWeights(calibration.countryPairs);
  const order = Int32Array.from(calibration.estimates.keys()).sort(
    (a, b) => calibration.estimates[a]! - calibration.estimates[b]! || a - b,
  );
  const pairs = new Set(calibration.countryPairs).size;
  const count = Math.max(1, Math.min(MOST_BINS, Math.floor(pairs / LEAST_PAIRS)));
  const bins: number[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const row of order) {
    bins[Math.min(count - 1, Math.floor((count * before) / pairs))]!.push(row);
    before += weights[row]!;
  }
  return bins.filter((rows) => rows.length > 0).map((rows) => binOf(calibration, rows));
}

function binOf({ estimates, outcomes, countryPairs }: CalibrationPairs, rows: readonly number[]): ErrorBin {
  const ofBin = Int32Array.from(rows, (row) => countryPairs[row]!);
  const weights = pairWeights(ofBin);
  const sizes = Float64Array.from(rows, (row) => log1p(estimates[row]!));
  const errors = Float64Array.from(rows, (row, at) => log1p(outcomes[row]!) - sizes[at]!);
  const count = new Set(ofBin).size;
  return {
    least: estimates[rows[0]!]!,
    largest: estimates[rows.at(-1)!]!,
    size: sizes.reduce((sum, size, at) => sum + weights[at]! * size, 0) / count,
    count: rows.length,
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
    for (const row of from) {
      before += weights[row]!;
      if (before >= mass) return errors[row]!;
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

/** How many of the outcomes lie in the intervals. @param binsOf the bins for each row, of errors that are not its own. */
export function coverage(calibration: CalibrationPairs, binsOf: (row: number) => readonly ErrorBin[]): Coverage[] {
  const weights = pairWeights(calibration.countryPairs);
  const quantiles = Array.from(calibration.estimates, (estimate, row) => flowQuantiles(binsOf(row), estimate));
  const pairs = new Set(calibration.countryPairs).size;
  return INTERVALS.map(({ nominal, lower, upper }) => {
    let covered = 0;
    for (const [row, outcome] of calibration.outcomes.entries()) {
      // Rounding must not put a flow outside the very quantile that it is.
      const error = 1e-9 * (1 + outcome);
      if (outcome >= quantiles[row]![lower]! - error && outcome <= quantiles[row]![upper]! + error) covered += weights[row]!;
    }
    return { nominal, count: calibration.outcomes.length, pairs, covered: covered / pairs };
  });
}

/** One for each pair of countries, shared by its calibration pairs. */
function pairWeights(pairs: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return Float64Array.from(pairs, (pair) => 1 / counts.get(pair)!);
}

/** Some of the calibration pairs. */
export function calibrationPairsAt({ estimates, outcomes, countryPairs }: CalibrationPairs, rows: Int32Array): CalibrationPairs {
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return { estimates: of(estimates), outcomes: of(outcomes), countryPairs: rows.map((row) => countryPairs[row]!) };
}

/** The calibration pairs of several sets, one after the other. */
export function joinedCalibrationPairs(sets: readonly CalibrationPairs[]): CalibrationPairs {
  return {
    estimates: Float64Array.from(sets.flatMap(({ estimates }) => Array.from(estimates))),
    outcomes: Float64Array.from(sets.flatMap(({ outcomes }) => Array.from(outcomes))),
    countryPairs: Int32Array.from(sets.flatMap(({ countryPairs }) => Array.from(countryPairs))),
  };
}
