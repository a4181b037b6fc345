import { median } from '../../numerics/statistics.ts';
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

/** Median of |a - b| / a where both revisions are positive and differ; 0 where there is no such cell. */
function typicalDistance(published: readonly PublishedStocks[]): number {
  const distances = published.flatMap(({ persons, alternative }) =>
    Array.from(persons, (value, cell) => (value > 0 && alternative[cell]! > 0 ? Math.abs(value - alternative[cell]!) / value : 0)).filter(
      (distance) => distance > 0,
    ),
  );
  return distances.length === 0 ? 0 : median(distances);
}
