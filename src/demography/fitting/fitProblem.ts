import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { columnTotals, rowTotals } from '../tableTotals.ts';
import { type FitOptions, type FitReport, relativeError, TOTALS_TOLERANCE, UNMET } from './fitOptions.ts';
import type { Course } from './iterate.ts';
import type { SparseTable } from './sparseTable.ts';

/** Seed and targets of a two-way fit, ready to be scaled. */
export interface FitProblem {
  readonly seed: SparseTable;
  /** What the margins are scaled to: without those that cannot be reached, and of one total. */
  readonly rowTargets: Float64Array;
  readonly columnTargets: Float64Array;
  /** What the result is measured against: the targets that were asked for, as shares where the fit is one of shares. */
  readonly rowGoals: Float64Array;
  readonly columnGoals: Float64Array;
  readonly unreachableRows: readonly number[];
  readonly unreachableColumns: readonly number[];
}

/**
 * Finds the margins that cannot be reached and makes the totals equal as the options say.
 * @throws PipelineError E505 for targets that are negative or not finite, or whose totals differ where that is refused.
 */
export function prepareFit(
  seed: SparseTable,
  rows: Float64Array,
  columns: Float64Array,
  { unequalTotals }: Required<FitOptions>,
): FitProblem {
  requireNotNegative(rows, 'row target');
  requireNotNegative(columns, 'column target');
  const [rowTotal, columnTotal] = [sum(rows), sum(columns)];
  const unequal = Math.abs(rowTotal - columnTotal) > TOTALS_TOLERANCE * Math.max(rowTotal, columnTotal);
  if (unequal && unequalTotals === 'refuse') {
    refuse('E505', `proportional fitting: row targets add up to ${rowTotal}, column targets to ${columnTotal}`, { expected: 'one total' });
  }
  const asShares = unequal && unequalTotals === 'shares';
  const rowGoals = asShares ? times(rows, 1 / rowTotal) : rows;
  const columnGoals = asShares ? times(columns, 1 / columnTotal) : columns;
  const { unreachableRows, unreachableColumns } = unreachable(seed, rows, columns);
  const rowTargets = without(rowGoals, unreachableRows);
  const columnTargets = without(columnGoals, unreachableColumns);
  const reachable = sum(rowTargets);
  const share = reachable === 0 ? 0 : sum(columnTargets) / reachable;
  return {
    seed: asShares ? { ...seed, values: times(seed.values, 1 / sum(seed.values)) } : seed,
    rowTargets: unequal && !asShares ? rowTargets : times(rowTargets, share),
    columnTargets,
    rowGoals,
    columnGoals,
    unreachableRows,
    unreachableColumns,
  };
}

/** How far the table that a fit ended with is from what was asked for. @param table rows x columns. */
export function reportFit(table: Float64Array, problem: FitProblem, course: Course): FitReport {
  const { unreachableRows, unreachableColumns } = problem;
  const rowErrors = rowTotals(table, problem.seed.columns).map((total, i) => relativeError(total, problem.rowGoals[i]!));
  const columnErrors = columnTotals(table, problem.seed.columns).map((total, j) => relativeError(total, problem.columnGoals[j]!));
  const converged = course.converged && unreachableRows.length === 0 && unreachableColumns.length === 0;
  const unmet = (errors: Float64Array): number[] => [...errors.keys()].filter((margin) => !converged && errors[margin]! > UNMET);
  return {
    cycles: course.cycles,
    newtonSteps: course.newtonSteps,
    residual: Math.max(0, ...rowErrors, ...columnErrors),
    converged,
    unreachableRows,
    unreachableColumns,
    unmetRows: unmet(rowErrors),
    unmetColumns: unmet(columnErrors),
  };
}

/** @throws PipelineError E505 that names the position of the first number which is negative or not finite. */
export function requireNotNegative(values: Float64Array, what: string): void {
  const position = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (position < 0) return;
  refuse('E505', `proportional fitting: ${what} ${position + 1} is ${values[position]}`, { expected: 'finite numbers, 0 or more' });
}

/** Margins with a positive target whose cells are all zero where the other margin is not. */
function unreachable(seed: SparseTable, rows: Float64Array, columns: Float64Array) {
  const rowReached = new Uint8Array(rows.length);
  const columnReached = new Uint8Array(columns.length);
  for (let i = 0; i < rows.length; i++) {
    for (let cell = seed.rowStart[i]!; cell < seed.rowStart[i + 1]!; cell++) {
      const j = seed.columnOf[cell]!;
      if (columns[j]! > 0) rowReached[i] = 1;
      if (rows[i]! > 0) columnReached[j] = 1;
    }
  }
  return {
    unreachableRows: [...rows.keys()].filter((i) => rows[i]! > 0 && rowReached[i] === 0),
    unreachableColumns: [...columns.keys()].filter((j) => columns[j]! > 0 && columnReached[j] === 0),
  };
}

function without(targets: Float64Array, indices: readonly number[]): Float64Array {
  const rest = Float64Array.from(targets);
  for (const index of indices) rest[index] = 0;
  return rest;
}

function times(values: Float64Array, by: number): Float64Array {
  return values.map((value) => value * by);
}
