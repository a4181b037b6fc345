import { refuse } from '../diagnostics/diagnostic.ts';
import { sum } from '../numerics/statistics.ts';

/**
 * Flows in proportion to the foreign-born stock at the start (Dennett 2016; method.md 9.2).
 * @param start n*n (birth, residence). @param total persons who move in all, for example the sum of |net migration|.
 * @returns n*n, origin x destination, zero on the diagonal.
 * @throws PipelineError E505 where nobody lives outside the area of birth.
 */
export function rateFlows(start: Float64Array, total: number, n: number): Float64Array {
  const foreign = start.map((persons, cell) => (cell % (n + 1) === 0 ? 0 : persons));
  const all = sum(foreign);
  if (!(all > 0)) refuse('E505', 'migration rates: the stocks at the start have no foreign-born', { expected: 'some foreign-born' });
  return foreign.map((persons) => (total * persons) / all);
}
