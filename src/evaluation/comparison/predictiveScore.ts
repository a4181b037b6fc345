import { log1p } from '../../numerics/elementary.ts';

/** Quantiles that stand for a predictive distribution, at probabilities (k - 1/2) / QUANTILES. */
const QUANTILES = 40;
/** Bins of the errors by size of the estimate, at most, and their rows, at least. */
const MOST_BINS = 8;
const LEAST_ROWS = 50;

/** Errors of estimates of about one size: log(1 + report) - log(1 + estimate). */
interface ErrorClass {
  /** Largest estimate of the class; of the last one infinity. */
  readonly largest: number;
  readonly quantiles: Float64Array;
}

/**
 * Continuous ranked probability score of log(1 + report) for each row (Gneiting and Raftery 2007), lower is better. Every method
 * gets its predictive distribution in the same way: around its estimate lie the errors that it has on rows of other folds with
 * estimates of about the same size. So a method is not punished for giving a point only, and a bias that its errors show is taken
 * out. The score is twice the mean quantile loss over the quantiles. NaN where the method has no estimate or no other fold has rows.
 * @param reported, estimated persons, NaN where missing. @param folds fold of each row.
 */
export function logScores(reported: Float64Array, estimated: Float64Array, folds: ArrayLike<number>): Float64Array {
  const rows = Int32Array.from(reported.keys()).filter((row) => !Number.isNaN(reported[row]) && !Number.isNaN(estimated[row]));
  const numbers = [...new Set(Array.from(rows, (row) => folds[row]!))];
  const scores = new Float64Array(reported.length).fill(Number.NaN);
  for (const fold of numbers) {
    const classes = errorClasses(
      reported,
      estimated,
      rows.filter((row) => folds[row] !== fold),
    );
    if (classes.length === 0) continue;
    for (const row of rows) if (folds[row] === fold) scores[row] = scoreOf(classes, reported[row]!, estimated[row]!);
  }
  return scores;
}

/** Classes with about as many rows each, as many as hold LEAST_ROWS, at most MOST_BINS. Equal estimates fall together. */
function errorClasses(reported: Float64Array, estimated: Float64Array, rows: Int32Array): ErrorClass[] {
  const order = rows.slice().sort((a, b) => estimated[a]! - estimated[b]! || a - b);
  const count = Math.max(1, Math.min(MOST_BINS, Math.floor(order.length / LEAST_ROWS)));
  const classes: ErrorClass[] = [];
  let from = 0;
  for (let at = 1; at <= count && from < order.length; at++) {
    let to = at === count ? order.length : Math.max(from + 1, Math.round((at * order.length) / count));
    while (to < order.length && estimated[order[to]!] === estimated[order[to - 1]!]) to++;
    const errors = Float64Array.from(order.subarray(from, to), (row) => log1p(reported[row]!) - log1p(estimated[row]!)).sort();
    const largest = to === order.length ? Number.POSITIVE_INFINITY : estimated[order[to - 1]!]!;
    classes.push({ largest, quantiles: Float64Array.from({ length: QUANTILES }, (_, k) => quantileOf(errors, (k + 0.5) / QUANTILES)) });
    from = to;
  }
  return classes;
}

/** Quantile of sorted errors, in a straight line between order statistics (type 7 of Hyndman and Fan 1996). */
function quantileOf(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

function scoreOf(classes: readonly ErrorClass[], reported: number, estimated: number): number {
  const outcome = log1p(reported);
  const centre = log1p(estimated);
  const { quantiles } = classes.find(({ largest }) => estimated <= largest)!;
  let loss = 0;
  for (const [k, error] of quantiles.entries()) {
    // No flow is negative, so neither is a quantile.
    const off = outcome - Math.max(0, centre + error);
    const probability = (k + 0.5) / QUANTILES;
    loss += off >= 0 ? probability * off : (probability - 1) * off;
  }
  return (2 * loss) / QUANTILES;
}
