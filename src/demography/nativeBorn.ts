import { refuse } from '../diagnostics/diagnostic.ts';
import { sum } from '../numerics/statistics.ts';
import { type Rounding, scaleToTotal } from './rounding.ts';

/**
 * Puts the native-born on the diagonal: population minus foreign-born, at least 0 (docs/method.md 5.3). Where there are
 * more foreign-born than people the column keeps adding up to the foreign-born.
 * @param stocks n*n (birth, residence); its diagonal does not matter. @param population n, at the same date.
 * @returns a new table, n*n.
 */
export function withNativeBorn(stocks: Float64Array, population: Float64Array): Float64Array {
  const n = population.length;
  const result = Float64Array.from(stocks);
  for (let area = 0; area < n; area++) {
    let foreign = 0;
    for (let birth = 0; birth < n; birth++) if (birth !== area) foreign += stocks[birth * n + area]!;
    result[area * (n + 1)] = Math.max(0, population[area]! - foreign);
  }
  return result;
}

/**
 * Corrects areas with more foreign-born than people: no natives, and the foreign-born scaled to the people (docs/method.md 9.3.1).
 * @param stocks n*n. @returns a new table.
 * @throws PipelineError E505 where the foreign-born and negative natives leave fewer than 0 people.
 */
export function withoutNegativeNatives(stocks: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const result = Float64Array.from(stocks);
  for (let area = 0; area < n; area++) {
    const natives = stocks[area * n + area]!;
    if (natives >= 0) continue;
    let foreign = 0;
    for (let birth = 0; birth < n; birth++) if (birth !== area) foreign += stocks[birth * n + area]!;
    const people = foreign + natives;
    if (people < 0) refuse('E505', `the stocks of ${areas[area]} add up to ${people}`, { expected: 'a total of 0 or more residents' });
    for (let birth = 0; birth < n; birth++) result[birth * n + area] = birth === area ? 0 : (stocks[birth * n + area]! * people) / foreign;
  }
  return result;
}

/** Total of the diagonal of a table, n*n. */
export function nativeTotal(stocks: Float64Array, n: number): number {
  return sum(nativesOf(stocks, n));
}

/**
 * Natives of all areas multiplied by one factor so that their total moves by so many persons (docs/method.md 9.3.2).
 * @param stocks n*n with at least `-by` natives. @returns a new table.
 */
export function shiftNatives(stocks: Float64Array, by: number, n: number, rounding: Rounding = 'none'): Float64Array {
  const result = Float64Array.from(stocks);
  if (by === 0) return result;
  const natives = nativesOf(stocks, n);
  scaleToTotal(natives, sum(natives) + by, rounding).forEach((persons, area) => {
    result[area * (n + 1)] = persons;
  });
  return result;
}

function nativesOf(stocks: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, area) => stocks[area * (n + 1)]!);
}
