import type { Random } from '../numerics/random.ts';

/**
 * Fold of every unordered pair that has any report, 1 to `folds`: the pairs are shuffled and dealt out in turn. Both
 * directions of a pair and all reports of it fall together, so no held-out flow has its mirror in training (docs/method.md 7.1).
 * @param pairs pair number of each report, in any order.
 */
export function foldOfPairs(pairs: Int32Array, folds: number, random: Random): ReadonlyMap<number, number> {
  const distinct = Int32Array.from(new Set(pairs)).sort();
  random.shuffle(distinct);
  return new Map(Array.from(distinct, (pair, position) => [pair, 1 + (position % folds)]));
}
