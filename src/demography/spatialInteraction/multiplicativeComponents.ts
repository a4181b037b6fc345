import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { requireFlows } from '../flowTable.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';

/** n_ij = total x origin_i x destination_j x interaction_ij. */
export interface MultiplicativeComponents {
  readonly total: number;
  /** Shares of the origins in all flows. */
  readonly origins: Float64Array;
  readonly destinations: Float64Array;
  /** n*n: flow over the one expected from its margins alone; 1 where nothing is expected. */
  readonly interactions: Float64Array;
}

/**
 * Multiplicative components of a flow table, total as reference (Willekens 1983; Raymer and Rogers 2007; docs/method.md 10.3,
 * `multi_comp`). A table for each type of migrant is taken apart by itself (`multi_comp2`).
 * @param flows n*n; the diagonal counts as observed.
 * @throws PipelineError E505 for flows that are negative or not finite, or all zero.
 */
export function multiplicativeComponents(flows: Float64Array, areas: readonly string[]): MultiplicativeComponents {
  requireFlows(flows, areas);
  const n = areas.length;
  const total = sum(flows);
  if (total === 0) refuse('E505', `multiplicative components: nobody moves between ${areas.join(', ')}`, { expected: 'some flows' });
  const origins = rowTotals(flows, n).map((persons) => persons / total);
  const destinations = columnTotals(flows, n).map((persons) => persons / total);
  const interactions = flows.map((persons, cell) => {
    const expected = total * origins[Math.floor(cell / n)]! * destinations[cell % n]!;
    return expected === 0 ? 1 : persons / expected;
  });
  return { total, origins, destinations, interactions };
}
