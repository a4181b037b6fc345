/** Predicted stocks beside the published ones. A cell is (birth, residence) of areas x areas. */
export interface StockFit {
  readonly areas: number;
  /** Years x areas x areas, persons on 1 January. */
  readonly prediction: Float64Array;
  /** Indices of the years of the published stocks, ascending. */
  readonly publishedYears: readonly number[];
  /** Published years x areas x areas; NaN where missing. */
  readonly published: Float64Array;
  readonly weight: Float64Array;
  /** Years x areas: share of the people of the first year still alive, by residence (docs/method.md 1.1). */
  readonly survival: Float64Array;
}

/**
 * The constant shift of each cell that fits predicted stocks to published ones and leaves the accounts as they are:
 * gamma_j(t) c with c = sum w gamma (published - prediction) / sum w gamma^2 (docs/method.md 6.4). A missing stock drops
 * out of the numerator only, as published, and 0 / 0 is 0. Where a corrected stock were negative in a published year, c is
 * raised until the lowest is zero.
 * @returns years of `survival` x areas x areas, persons.
 */
export function stockOffset(fit: StockFit): Float64Array {
  const { areas, survival } = fit;
  const size = areas * areas;
  const shifts = Float64Array.from({ length: size }, (_, cell) => shiftOf(fit, cell));
  return Float64Array.from({ length: (survival.length / areas) * size }, (_, at) => {
    const cell = at % size;
    return survival[Math.floor(at / size) * areas + (cell % areas)]! * shifts[cell]!;
  });
}

function shiftOf({ areas, prediction, publishedYears, published, weight, survival }: StockFit, cell: number): number {
  const size = areas * areas;
  let [numerator, denominator, least] = [0, 0, -Infinity];
  publishedYears.forEach((year, at) => {
    const gamma = survival[year * areas + (cell % areas)]!;
    const predicted = prediction[year * size + cell]!;
    const w = weight[at * size + cell]!;
    const error = published[at * size + cell]! - predicted;
    if (!Number.isNaN(error)) numerator += w * gamma * error;
    denominator += w * gamma * gamma;
    // Where nobody of the first year is left, no shift can help.
    if (gamma > 0) least = Math.max(least, -predicted / gamma);
  });
  return Math.max(denominator > 0 ? numerator / denominator : 0, least);
}
