import { exp } from '../../numerics/elementary.ts';
import { pearson } from '../../numerics/statistics.ts';

export interface CompletionOptions {
  /** n*n, kilometres between areas; the diagonal does not matter. */
  readonly distanceKm: Float64Array;
  /** Distance at which the weight of a donor falls to 1/e. */
  readonly scaleKm: number;
  /** Growth between adjacent dates is held within these shares: -0.9 loses nine in ten, 5 gives six times as many. */
  readonly growthMinimum: number;
  readonly growthMaximum: number;
}

/** Correlations of fewer joint dates than this say nothing: two points always lie on a line. */
const LEAST_JOINT_DATES = 3;

/**
 * Fills the missing foreign-born stocks (docs/method.md 5.2), each place of birth for itself:
 * - between two known dates on a straight line;
 * - before the first and after the last known date with the mean growth of the same place of birth in other
 *   residences k ("donors"), weighted by max(C_jk, 0) exp(-d_jk / scale) for the correlation C and the distance d;
 * - where never observed, 0.
 *
 * What the published account leaves open is decided so: donors are observed at both dates and not 0 at the first;
 * the weight is exp(-d / scale) alone for fewer than three joint dates or a series that does not vary, and for all
 * donors if none correlates positively; growth is bounded for each donor; without a donor the stock stays as it is.
 *
 * @param dates years of the tables, ascending.
 * @param stocks one table for each date, n*n (birth, residence), NaN where missing; the diagonal is left out.
 * @returns new tables without NaN; the diagonal is 0.
 */
export function completeStocks(
  dates: readonly number[],
  stocks: readonly Float64Array[],
  n: number,
  options: CompletionOptions,
): Float64Array[] {
  const closeness = options.distanceKm.map((kilometres) => exp(-kilometres / options.scaleKm));
  const completed = stocks.map(() => new Float64Array(n * n));
  for (let birth = 0; birth < n; birth++) {
    const observed = Array.from({ length: n }, (_, residence) =>
      Float64Array.from(stocks, (table) => (residence === birth ? Number.NaN : table[birth * n + residence]!)),
    );
    for (let residence = 0; residence < n; residence++) {
      const growth = new DonorGrowth(observed, residence, closeness.subarray(residence * n, (residence + 1) * n), options);
      const series = completeSeries(dates, observed[residence]!, growth);
      series.forEach((persons, date) => {
        completed[date]![birth * n + residence] = persons;
      });
    }
  }
  return completed;
}

/** One series without gaps: as observed, on straight lines between, and with the growth of the donors outside. */
function completeSeries(dates: readonly number[], observed: Float64Array, growth: DonorGrowth): Float64Array {
  const known = dates.map((_, date) => date).filter((date) => !Number.isNaN(observed[date]!));
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return new Float64Array(dates.length);
  const series = Float64Array.from(observed);
  known.slice(1).forEach((end, index) => {
    const start = known[index]!;
    for (let date = start + 1; date < end; date++) {
      const share = (dates[date]! - dates[start]!) / (dates[end]! - dates[start]!);
      series[date] = observed[start]! + share * (observed[end]! - observed[start]!);
    }
  });
  for (let date = first - 1; date >= 0; date--) series[date] = series[date + 1]! / (1 + growth.until(date + 1));
  for (let date = last + 1; date < dates.length; date++) series[date] = series[date - 1]! * (1 + growth.until(date));
  return series;
}

/** Growth of one place of birth in all residences but one. */
class DonorGrowth {
  /** By residence, then by date; NaN where missing. */
  readonly #observed: readonly Float64Array[];
  readonly #residence: number;
  readonly #closeness: Float64Array;
  readonly #options: CompletionOptions;
  #correlations: Float64Array | undefined;

  constructor(observed: readonly Float64Array[], residence: number, closeness: Float64Array, options: CompletionOptions) {
    this.#observed = observed;
    this.#residence = residence;
    this.#closeness = closeness;
    this.#options = options;
  }

  /** Mean growth of the donors from the date before to `date`; 0 without donors. */
  until(date: number): number {
    this.#correlations ??= Float64Array.from(this.#observed, (donor) => positiveCorrelation(this.#observed[this.#residence]!, donor));
    const correlated = this.#weightedGrowth(date, this.#correlations);
    const growth = Number.isNaN(correlated) ? this.#weightedGrowth(date, undefined) : correlated;
    return Number.isNaN(growth) ? 0 : growth;
  }

  /** Weighted mean over donors; NaN where no donor has weight. */
  #weightedGrowth(date: number, correlations: Float64Array | undefined): number {
    const { growthMinimum, growthMaximum } = this.#options;
    let total = 0;
    let weights = 0;
    this.#observed.forEach((donor, residence) => {
      const before = donor[date - 1]!;
      const after = donor[date]!;
      if (residence === this.#residence || !(before > 0) || Number.isNaN(after)) return;
      const weight = this.#closeness[residence]! * (correlations?.[residence] ?? 1);
      total += weight * Math.max(growthMinimum, Math.min(growthMaximum, after / before - 1));
      weights += weight;
    });
    return weights > 0 ? total / weights : Number.NaN;
  }
}

/** max(correlation, 0) over the dates that both have; 1 where these are too few or one series does not vary. */
function positiveCorrelation(a: Float64Array, b: Float64Array): number {
  const joint = (_: number, date: number) => !Number.isNaN(a[date]!) && !Number.isNaN(b[date]!);
  const jointA = a.filter(joint);
  if (jointA.length < LEAST_JOINT_DATES) return 1;
  const correlation = pearson(jointA, b.filter(joint));
  return Number.isNaN(correlation) ? 1 : Math.max(0, correlation);
}
