/** Numbers by position: a typed array, or an ordinary one. */
export type Numbers = ArrayLike<number>;

/** Divide by n, or by n - 1. */
export type Divisor = 'population' | 'sample';

/** Sum from the first value to the last with the running correction of Neumaier (1974), so length hardly matters. */
export function sum(values: Numbers): number {
  let total = 0;
  let correction = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    correction += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(correction) ? total + correction : total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: Numbers): number {
  return sum(values) / values.length;
}

/** Root of the mean squared deviation from the mean, in two passes; NaN where the divisor is not positive. */
export function standardDeviation(values: Numbers, divisor: Divisor): number {
  const count = divisor === 'sample' ? values.length - 1 : values.length;
  if (count <= 0) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) * (values[i]! - centre);
  return Math.sqrt(squares / count);
}

/** Sum of w x over sum of w; NaN where the weights add up to 0. */
export function weightedMean(values: Numbers, weights: Numbers): number {
  sameLength(values, weights);
  let total = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i]! * values[i]!;
    weight += weights[i]!;
  }
  return weight === 0 ? Number.NaN : total / weight;
}

/**
 * Quantile with straight lines between order statistics (type 7 of Hyndman and Fan 1996); NaN of nothing.
 * @param probability from 0 to 1.
 */
export function quantile(values: Numbers, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`probability ${probability} is not in [0, 1]`);
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const share = position - below;
  return share === 0 ? low : low + share * (sorted[below + 1]! - low);
}

/** Middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: Numbers): number {
  return quantile(values, 0.5);
}

/**
 * Mean of what is left without the smallest and the largest values, `share` of the number on either side; NaN of nothing.
 * @param share from 0 to less than 0.5.
 */
export function trimmedMean(values: Numbers, share: number): number {
  if (!(share >= 0 && share < 0.5)) throw new RangeError(`share ${share} is not in [0, 0.5)`);
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(share * sorted.length);
  return mean(sorted.subarray(cut, sorted.length - cut));
}

/** Pearson correlation, from -1 to 1; NaN where one side does not vary. */
export function pearson(x: Numbers, y: Numbers): number {
  sameLength(x, y);
  const xMean = mean(x);
  const yMean = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - xMean;
    const dy = y[i]! - yMean;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
}

function sameLength(a: Numbers, b: Numbers): void {
  if (a.length !== b.length) throw new RangeError(`lengths ${a.length} and ${b.length} differ`);
}
