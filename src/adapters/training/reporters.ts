import type { Observations } from '../../../schemas/generated/types.ts';
import { reportingFactors } from '../../model/problem/effects.ts';
import type { Weights } from '../../model/problem/network.ts';
import { exp } from '../../numerics/elementary.ts';
import { recode } from '../../tables/recode.ts';

/** Who stands behind reports: a source and, where it passes on the counts of offices, the area that counts and on which side. */
export interface Reporter {
  readonly source: string;
  readonly reporter: string;
  /** Null where the source itself estimates. */
  readonly area: string | null;
}

/** Observers of the given rows, numbered as they first appear. @returns the number of each row's observer, and the observers. */
export function reportersOf(
  observations: Observations,
  rows: Int32Array,
  areas: readonly string[],
): { numbers: Int32Array; observers: Reporter[] } {
  const { source, reporter } = observations;
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const known = new Map<string, number>();
  const observers: Reporter[] = [];
  const numbers = rows.map((row) => {
    const side = reporter.levels[reporter.codes[row]!]!;
    const code = side === 'origin' ? orig[row]! : side === 'destination' ? dest[row]! : null;
    const observer = { source: source.levels[source.codes[row]!]!, reporter: side, area: code === null ? null : areas[code]! };
    const key = `${observer.source} ${side} ${observer.area}`;
    const number = known.get(key) ?? observers.push(observer) - 1;
    known.set(key, number);
    return number;
  });
  return { numbers, observers };
}

/**
 * What the observer of each row counts of the true flow, as a factor: 1 where nothing was learnt of that observer.
 * @param learnt rows that the weights were learnt from.
 */
export function reportingFactorsOfRows(
  observations: Observations,
  rows: Int32Array,
  learnt: Int32Array,
  weights: Weights,
  areas: readonly string[],
): Float64Array {
  const factors = reportingFactors(weights);
  // Observers of the learnt rows come first, so that theirs are the numbers that they have in the weights.
  const { numbers } = reportersOf(observations, Int32Array.from([...learnt, ...rows]), areas);
  return Float64Array.from(numbers.subarray(learnt.length), (number) => exp(factors[number] ?? 0));
}
