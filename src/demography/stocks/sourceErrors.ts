import { median, quantile } from '../../numerics/statistics.ts';
import { combineErrors } from './stockWeights.ts';

/** Published stocks of one date and what their publisher says about them, n*n each. */
export interface PublishedStocks {
  /** Foreign-born, NaN where not known. */
  readonly persons: Float64Array;
  /** The same by another revision, NaN where it says nothing. */
  readonly alternative: Float64Array;
  /** 1 where the publisher imputed the value. */
  readonly imputed: Uint8Array;
}

/**
 * Errors of stocks that their sources show, in persons, beside those of accounting:
 * - Where two revisions were published: their distance.
 * - Where the value is not observed (the publisher imputed it, or it was completed): its persons times the typical relative
 *   distance of two revisions, the median over all cells of all dates where both are positive and differ.
 * The two are added as independent errors.
 * @param stocks complete tables of the same dates, n*n, natives on the diagonal. @returns n*n each; 0 for natives.
 */
export function sourceErrors(published: readonly PublishedStocks[], stocks: readonly Float64Array[]): Float64Array[] {
  const typical = typicalDistance(published);
  return published.map((date, index) => combineErrors(revisionErrors(date), unobservedErrors(date, stocks[index]!, typical)));
}

/** Distance of two revisions; 0 where there is but one. */
function revisionErrors({ persons, alternative }: PublishedStocks): Float64Array {
  return persons.map((value, cell) => {
    const distance = Math.abs(value - alternative[cell]!);
    return Number.isNaN(distance) ? 0 : distance;
  });
}

function unobservedErrors({ persons, imputed }: PublishedStocks, stocks: Float64Array, typical: number): Float64Array {
  const n = Math.sqrt(stocks.length);
  return stocks.map((value, cell) => {
    const observed = cell % (n + 1) === 0 || (imputed[cell] === 0 && !Number.isNaN(persons[cell]!));
    return observed ? 0 : typical * value;
  });
}

/** Stocks of which the typical error of a change is taken: two revisions list most smaller ones alike, to the person. */
const LARGE_STOCK = 1000;
/** Share of the distances of two revisions that one standard deviation holds. */
const ONE_SD = 0.6827;
/** Least error of a change, relative to the stock: no census counts the foreign-born more exactly than this. */
const LEAST_CHANGE_ERROR = 0.02;

/**
 * Errors of the changes between adjacent dates, in persons (docs/method.md 5.5). What is wrong with a stock at both dates is not
 * wrong with its change, so that it is the changes of two revisions that are compared:
 * - their distance, where both dates are in both;
 * - the mean stock times the distance that two thirds of the changes of large stocks do not exceed, relative to these;
 * - the errors of values that are not observed, at either date.
 * The three are added as independent errors.
 * @param stocks complete tables of the same dates, n*n, natives on the diagonal. @returns n*n for each interval.
 */
export function changeErrors(published: readonly PublishedStocks[], stocks: readonly Float64Array[]): Float64Array[] {
  const typicalStock = typicalDistance(published);
  const intervals = published.slice(1).map((end, index) => changeDistances(published[index]!, end));
  const large = intervals.flatMap(({ distances, means }) =>
    Array.from(distances, (distance, cell) => (means[cell]! >= LARGE_STOCK ? distance / means[cell]! : Number.NaN)).filter(
      (distance) => !Number.isNaN(distance),
    ),
  );
  const typical = Math.max(LEAST_CHANGE_ERROR, large.length === 0 ? 0 : quantile(large, ONE_SD));
  return intervals.map(({ distances }, index) => {
    const [before, after] = [stocks[index]!, stocks[index + 1]!];
    const unobserved = combineErrors(
      unobservedErrors(published[index]!, before, typicalStock),
      unobservedErrors(published[index + 1]!, after, typicalStock),
    );
    const known = distances.map((distance) => (Number.isNaN(distance) ? 0 : distance));
    const counted = before.map((persons, cell) => (typical * (persons + after[cell]!)) / 2);
    return combineErrors(combineErrors(known, counted), unobserved);
  });
}

/** Distance of the changes of two revisions, NaN where one has not both dates, and the mean of the two stocks. */
function changeDistances(start: PublishedStocks, end: PublishedStocks): { distances: Float64Array; means: Float64Array } {
  const distances = end.persons.map((persons, cell) =>
    Math.abs(persons - start.persons[cell]! - (end.alternative[cell]! - start.alternative[cell]!)),
  );
  return { distances, means: end.persons.map((persons, cell) => (persons + start.persons[cell]!) / 2) };
}

/** Median of |a - b| / a where both revisions are positive and differ; 0 where there is no such cell. */
function typicalDistance(published: readonly PublishedStocks[]): number {
  const distances = published.flatMap(({ persons, alternative }) =>
    Array.from(persons, (value, cell) => (value > 0 && alternative[cell]! > 0 ? Math.abs(value - alternative[cell]!) / value : 0)).filter(
      (distance) => distance > 0,
    ),
  );
  return distances.length === 0 ? 0 : median(distances);
}
