import { refuse } from '../diagnostics/diagnostic.ts';
import { SingularError, solveLinear } from '../numerics/linearSystem.ts';
import { sum } from '../numerics/statistics.ts';
import { withoutDiagonal } from './flowTable.ts';
import { requireStocks } from './stockTable.ts';
import { columnTotals } from './tableTotals.ts';

/**
 * Flows in proportion to the foreign-born stock at the start (Dennett 2016; docs/method.md 9.2).
 * @param start n*n (birth, residence); natives do not matter.
 * @param total persons who move in all, for example the sum of |net migration|. @param areas n codes.
 * @returns n*n, origin x destination, zero on the diagonal.
 * @throws PipelineError E505 for negative or infinite numbers, or where nobody lives outside the area of birth.
 */
export function rateFlows(start: Float64Array, total: number, areas: readonly string[]): Float64Array {
  const n = areas.length;
  requireStocks(start, { what: 'stocks at the start', areas, withoutNatives: true });
  if (!(total >= 0 && total < Number.POSITIVE_INFINITY)) {
    refuse('E505', `migration rates: ${total} people move`, { expected: 'a finite number of persons, 0 or more' });
  }
  const foreign = withoutDiagonal(start, n);
  const all = sum(foreign);
  if (!(all > 0)) refuse('E505', 'migration rates: the stocks at the start have no foreign-born', { expected: 'some foreign-born' });
  return foreign.map((persons) => (total * persons) / all);
}

/**
 * Flows from the matrix G of transitions that turns the lifetime migrants of the start into those of the end,
 * start G = end, times the residents of each origin at the start (Rogers and von Rabenau 1971; docs/method.md 9.2; migest `ffs_rates`).
 * Nothing keeps G from being negative, and no births or deaths are in it: negative flows mean that the stocks did
 * not change by moves alone.
 * @param start n*n (birth, residence). @param end n*n. @param areas n codes.
 * @returns n*n, origin x destination, zero on the diagonal, possibly negative.
 * @throws PipelineError E505 for negative or infinite numbers, or where the stocks at the start have no inverse.
 */
export function transitionFlows(start: Float64Array, end: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  requireStocks(start, { what: 'stocks at the start', areas });
  requireStocks(end, { what: 'stocks at the end', areas });
  const residents = columnTotals(start, n);
  return transitions(start, end, areas).map((rate, cell) => (cell % (n + 1) === 0 ? 0 : rate * residents[Math.floor(cell / n)]!));
}

function transitions(start: Float64Array, end: Float64Array, areas: readonly string[]): Float64Array {
  try {
    return solveLinear(start, end, areas.length);
  } catch (error) {
    if (!(error instanceof SingularError)) throw error;
    return refuse('E505', `migration rates: the stocks at the start have no inverse, residents of ${areas[error.column]} mix others`, {
      expected: 'residents of each area whose places of birth are not a mixture of those of other areas',
    });
  }
}
