import { FIT_DEFAULTS, type FitOptions, type FitReport } from './fitOptions.ts';
import { prepareFit, reportFit, requireNotNegative } from './fitProblem.ts';
import { iterate } from './iterate.ts';
import { startScaling, writeTable } from './scaling.ts';
import { sparseTable } from './sparseTable.ts';

export interface Fit extends FitReport {
  /** rows x columns, row-major; its columns are at their targets. */
  readonly table: Float64Array;
}

/**
 * Iterative proportional fitting (Deming and Stephan 1940): the table x_i seed_ij y_j with the given row and
 * column sums. Zero cells of the seed stay zero. A row or column that cannot be reached is reported, and the
 * others are fitted to what is left of the row targets.
 *
 * @param seed rows x columns, row-major, not negative.
 * @param rowTargets rows. @param columnTargets columns; both add up to the same total, see `unequalTotals`.
 * @throws PipelineError E505 for numbers that are negative or not finite, or totals that differ by more than 1e-9 of them.
 */
export function ipf(seed: Float64Array, rowTargets: Float64Array, columnTargets: Float64Array, options: FitOptions = {}): Fit {
  const [rows, columns] = [rowTargets.length, columnTargets.length];
  if (seed.length !== rows * columns) throw new RangeError(`${seed.length} cells are not ${rows} x ${columns}`);
  requireNotNegative(seed, 'cell of the seed');
  const settings = { ...FIT_DEFAULTS, ...options };
  const problem = prepareFit(sparseTable(seed, rows, columns), rowTargets, columnTargets, settings);
  const scaling = startScaling(problem.seed, problem.rowTargets, problem.columnTargets);
  const course = iterate([scaling], settings);
  const table = new Float64Array(seed.length);
  writeTable(scaling, table);
  return { table, ...reportFit(table, problem, course) };
}
