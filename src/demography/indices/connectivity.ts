import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { offDiagonal, requireFlows } from '../flowTable.ts';

/**
 * Flows between different areas, row by row; at least one of them is positive.
 * @param flows n*n; the diagonal does not matter.
 * @throws PipelineError E505 for flows that are negative or not finite, fewer than two areas, or no flows at all.
 */
export function requireMigration(flows: Float64Array, areas: readonly string[]): Float64Array {
  requireFlows(flows, areas);
  const between = offDiagonal(flows, areas.length);
  if (!(sum(between) > 0)) {
    refuse('E505', `migration indices: nobody moves between ${areas.join(', ')}`, { expected: 'two areas or more and some flows' });
  }
  return between;
}

/** Share of the corridors in use: 0 to 1 (Bell et al. 2002; docs/method.md 10.5). @param flows n*n. @throws as `requireMigration`. */
export function migrationConnectivity(flows: Float64Array, areas: readonly string[]): number {
  const between = requireMigration(flows, areas);
  return between.filter((persons) => persons > 0).length / between.length;
}
