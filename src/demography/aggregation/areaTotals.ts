import { requireFlows, withoutDiagonal } from '../flowTable.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';

/** Persons by area. */
export interface AreaTotals {
  readonly outMigration: Float64Array;
  readonly inMigration: Float64Array;
  /** Out plus in. */
  readonly turnover: Float64Array;
  /** In minus out. */
  readonly net: Float64Array;
}

/**
 * Out-migration, in-migration, turnover and net migration of every area (docs/method.md 10.1, `sum_region`, `sum_country`, `sum_net`).
 * @param flows n*n. @param diagonal whether moves inside an area count; net migration is the same. Default 'drop'.
 * @throws PipelineError E505 that names a pair of areas with a flow that is negative or not finite.
 */
export function areaTotals(flows: Float64Array, areas: readonly string[], diagonal: 'drop' | 'keep' = 'drop'): AreaTotals {
  requireFlows(flows, areas);
  const n = areas.length;
  const counted = diagonal === 'keep' ? flows : withoutDiagonal(flows, n);
  const outMigration = rowTotals(counted, n);
  const inMigration = columnTotals(counted, n);
  const turnover = outMigration.map((out, area) => out + inMigration[area]!);
  const net = inMigration.map((into, area) => into - outMigration[area]!);
  return { outMigration, inMigration, turnover, net };
}
