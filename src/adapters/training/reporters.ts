import type { Observations } from '../../../schemas/generated/types.ts';
import { reportingFactors } from '../../model/problem/effects.ts';
import type { Weights } from '../../model/problem/network.ts';
import { exp } from '../../numerics/elementary.ts';
import { categoryAt } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';

/** Who reports: a source and, where it passes on the numbers of statistical offices, the area of the office and its side of the corridor. */
export interface Reporter {
  readonly source: string;
  /** Column `reporter` of the observations: origin, destination or model. */
  readonly side: string;
  /** Null where the source itself estimates. */
  readonly area: string | null;
  /** What is counted (docs/data.md). */
  readonly measure: string;
}

/** Reporters of the given rows, numbered as they first appear. @returns the number of each row's reporter, and the reporters. */
export function reportersOf(
  observations: Observations,
  rows: Int32Array,
  areas: readonly string[],
): { numbers: Int32Array; reporters: Reporter[] } {
  const { source, reporter, measure } = observations;
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const known = new Map<string, number>();
  const found: Reporter[] = [];
  const numbers = rows.map((row) => {
    const side = reporter.levels[reporter.codes[row]!]!;
    const code = side === 'origin' ? orig[row]! : side === 'destination' ? dest[row]! : null;
    const who = { source: categoryAt(source, row)!, side, area: code === null ? null : areas[code]!, measure: categoryAt(measure, row)! };
    const key = `${who.source} ${side} ${who.area}`;
    const number = known.get(key) ?? found.push(who) - 1;
    known.set(key, number);
    return number;
  });
  return { numbers, reporters: found };
}

/**
 * Reporting factor of the reporter of each row: 1 where nothing was learnt of that reporter.
 * @param learnt rows that the weights were learnt from.
 */
export function reportingFactorsOfRows(
  observations: Observations,
  rows: Int32Array,
  learnt: Int32Array,
  weights: Weights,
  areas: readonly string[],
): Float64Array {
  // Reporters of the learnt rows come first, so that theirs are the numbers that they have in the weights; after them the weights have
  // those of groups of people.
  const { numbers } = reportersOf(observations, Int32Array.from([...learnt, ...rows]), areas);
  const known = numbers.subarray(0, learnt.length).reduce((most, number) => Math.max(most, number + 1), 0);
  const factors = reportingFactors(weights).subarray(0, known);
  return Float64Array.from(numbers.subarray(learnt.length), (number) => exp(factors[number] ?? 0));
}
