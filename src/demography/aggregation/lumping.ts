import { refuse } from '../../diagnostics/diagnostic.ts';
import { requireFlows } from '../flowTable.ts';
import { areaTotals } from './areaTotals.ts';

/** Thresholds below which origins, destinations or flows go to the residual area; without a threshold they stay. */
export interface LumpingThresholds {
  /** Least out-migration of an origin that is kept. */
  readonly origins?: number;
  /** Least in-migration of a destination that is kept. */
  readonly destinations?: number;
  /** Least flow that keeps its corridor; smaller ones lose both their ends. */
  readonly flows?: number;
}

export interface LumpedFlows {
  /** Origins kept, in their order, then the residual area. */
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
  /** origins*destinations; its sum is that of all flows, the diagonal included. */
  readonly flows: Float64Array;
}

/**
 * Small origins, destinations or flows put together (docs/method.md 10.1, `sum_lump`). The flow threshold applies to
 * single flows, not to sums.
 * @param flows n*n. @param residual label of the rest; not that of an area.
 * @throws PipelineError E505 for flows that are negative or not finite, and a label that an area has.
 */
export function lumpSmall(flows: Float64Array, areas: readonly string[], thresholds: LumpingThresholds, residual = 'other'): LumpedFlows {
  requireFlows(flows, areas);
  if (areas.includes(residual)) {
    refuse('E505', `the areas put together cannot be called "${residual}": an area has this name`, { hint: 'choose another label' });
  }
  const n = areas.length;
  const { outMigration, inMigration } = areaTotals(flows, areas);
  const rowOf = positions(outMigration, thresholds.origins ?? 0);
  const columnOf = positions(inMigration, thresholds.destinations ?? 0);
  const [rows, columns] = [kept(areas, rowOf, residual), kept(areas, columnOf, residual)];
  const lumped = new Float64Array(rows.length * columns.length);
  const rest = lumped.length - 1;
  flows.forEach((persons, cell) => {
    const [row, column] = [rowOf[Math.floor(cell / n)]!, columnOf[cell % n]!];
    const small = persons < (thresholds.flows ?? 0);
    const target = small ? rest : (row < 0 ? rows.length - 1 : row) * columns.length + (column < 0 ? columns.length - 1 : column);
    lumped[target] = lumped[target]! + persons;
  });
  return { origins: rows, destinations: columns, flows: lumped };
}

/** Position of each area among those that are kept; -1 for the others. */
function positions(totals: Float64Array, threshold: number): Int32Array {
  let next = 0;
  return Int32Array.from(totals, (total) => (total < threshold ? -1 : next++));
}

function kept(areas: readonly string[], position: Int32Array, residual: string): string[] {
  return [...areas.filter((_, area) => position[area]! >= 0), residual];
}
