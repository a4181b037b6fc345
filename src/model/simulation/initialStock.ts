import type { Random } from '../../numerics/random.ts';
import type { Problem } from '../problem/problem.ts';

/** Stocks of the first 1 January drawn cell by cell from max(0, Normal(stock, error)) (docs/method.md 6.2). */
export function sampledInitialStock({ initialStock, initialError }: Problem, random: Random): Float64Array {
  return initialStock.map((persons, cell) => Math.max(0, persons + initialError[cell]! * random.normal()));
}
