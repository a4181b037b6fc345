import { refuse } from '../diagnostics/diagnostic.ts';
import { sum } from '../numerics/statistics.ts';
import { newtonStep } from './newton.ts';
import { columnStep, measureRows, relativeError, rowStep, type Scaling, startScaling, writeTable } from './scaling.ts';

export interface FitOptions {
  /** Stop when no margin is further from its target than this share of it. Default 1e-10. */
  readonly tolerance?: number;
  /** Stop also when no cell changes by more than this within a cycle, the only rule of mipfp. Default: not used. */
  readonly change?: number;
  /** Default 100,000. */
  readonly maximumCycles?: number;
  /** Newton steps where plain cycles are slow; the result is the same. Default true. */
  readonly accelerate?: boolean;
}

/** How a fit ended. */
export interface FitReport {
  /** Plain cycles: rows, then columns. */
  readonly cycles: number;
  readonly newtonSteps: number;
  /** Largest relative distance of a margin to its target. */
  readonly residual: number;
  /** One of the stopping rules was met and no margin is unreachable. */
  readonly converged: boolean;
  /** Rows and columns with a positive target and nothing in the seed; they stay 0. */
  readonly unreachableRows: readonly number[];
  readonly unreachableColumns: readonly number[];
}

export interface Fit extends FitReport {
  /** rows x columns, row-major; its columns are at their targets. */
  readonly table: Float64Array;
}

const DEFAULTS = { tolerance: 1e-10, change: 0, maximumCycles: 100_000, accelerate: true };
/** Cycles before the first Newton step: most fits that are fast at all end within them. */
const PLAIN_CYCLES = 25;
const MAXIMUM_NEWTON_STEPS = 60;
/** Cycles within which the residual must fall by at least the share below, or the fit is given up: the zeros forbid it. */
const PATIENCE = 100;
const LEAST_PROGRESS = 1e-6;
/** Totals of the two margins may differ by this share, by rounding. */
const TOTALS_TOLERANCE = 1e-9;

/**
 * Iterative proportional fitting (Deming and Stephan 1940): the table x_i seed_ij y_j with the given row and
 * column sums. Zero cells of the seed stay zero. A row or column that cannot be reached is reported, and the
 * others are fitted to what is left of the row targets.
 *
 * @param seed rows x columns, row-major, not negative.
 * @param rowTargets rows. @param columnTargets columns; both add up to the same total.
 * @throws PipelineError E505 for numbers that are negative or not finite, or totals that differ by more than 1e-9 of them.
 */
export function ipf(seed: Float64Array, rowTargets: Float64Array, columnTargets: Float64Array, options: FitOptions = {}): Fit {
  requireMargins(seed, rowTargets, columnTargets);
  const unreachableRows = unreachable(rowTargets, (i, j) => seed[i * columnTargets.length + j]!, columnTargets);
  const unreachableColumns = unreachable(columnTargets, (j, i) => seed[i * columnTargets.length + j]!, rowTargets);
  const reachableRows = without(rowTargets, unreachableRows);
  const reachableColumns = without(columnTargets, unreachableColumns);
  const total = sum(reachableRows);
  const share = total === 0 ? 0 : sum(reachableColumns) / total;

  const scaling = startScaling(
    seed,
    reachableRows.map((target) => target * share),
    reachableColumns,
  );
  const table = Float64Array.from(seed);
  const course = iterate(scaling, table, { ...DEFAULTS, ...options });
  writeTable(scaling, table);
  return {
    table,
    cycles: course.cycles,
    newtonSteps: course.newtonSteps,
    residual: marginResidual(table, rowTargets, columnTargets),
    converged: course.converged && unreachableRows.length === 0 && unreachableColumns.length === 0,
    unreachableRows,
    unreachableColumns,
  };
}

function iterate(scaling: Scaling, table: Float64Array, options: Required<FitOptions>) {
  let newtonSteps = 0;
  let accelerate = options.accelerate;
  let best = Number.POSITIVE_INFINITY;
  let bestBefore = Number.POSITIVE_INFINITY;
  for (let cycles = 0; ; cycles++) {
    const residual = measureRows(scaling);
    // Before the first cycle the columns are not at their targets yet.
    if (cycles > 0 && residual <= options.tolerance) return { cycles, newtonSteps, converged: true };
    if (cycles === options.maximumCycles) return { cycles, newtonSteps, converged: false };
    if (cycles > 0) best = Math.min(best, residual);
    if (cycles > 0 && cycles % PATIENCE === 0) {
      if (best > (1 - LEAST_PROGRESS) * bestBefore) return { cycles, newtonSteps, converged: false };
      bestBefore = best;
    }
    rowStep(scaling);
    columnStep(scaling);
    if (options.change > 0 && writeTable(scaling, table) < options.change) return { cycles: cycles + 1, newtonSteps, converged: true };
    if (!accelerate || cycles < PLAIN_CYCLES) continue;
    if (newtonSteps === MAXIMUM_NEWTON_STEPS || !newtonStep(scaling)) accelerate = false;
    else newtonSteps++;
  }
}

/** Column j of a table (rows x columns) multiplied so that it adds up to target j; an empty column stays empty. */
export function scaleColumns(table: Float64Array, targets: Float64Array): Float64Array {
  const columns = targets.length;
  const totals = columnTotals(table, columns);
  return table.map((value, cell) => {
    const total = totals[cell % columns]!;
    return total === 0 ? 0 : (value * targets[cell % columns]!) / total;
  });
}

/** Sums over the rows of a table (rows x columns): columns. */
export function columnTotals(table: Float64Array, columns: number): Float64Array {
  const totals = new Float64Array(columns);
  for (let cell = 0; cell < table.length; cell++) totals[cell % columns] = totals[cell % columns]! + table[cell]!;
  return totals;
}

/** Sums over the columns of a table (rows x columns): rows. */
export function rowTotals(table: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: table.length / columns }, (_, row) => sum(table.subarray(row * columns, (row + 1) * columns)));
}

function marginResidual(table: Float64Array, rowTargets: Float64Array, columnTargets: Float64Array): number {
  let largest = 0;
  const rows = rowTotals(table, columnTargets.length);
  const columns = columnTotals(table, columnTargets.length);
  for (let i = 0; i < rows.length; i++) largest = Math.max(largest, relativeError(rows[i]!, rowTargets[i]!));
  for (let j = 0; j < columns.length; j++) largest = Math.max(largest, relativeError(columns[j]!, columnTargets[j]!));
  return largest;
}

/** Margins with a positive target whose cells are all zero where the other margin is not. */
function unreachable(targets: Float64Array, cellOf: (index: number, across: number) => number, others: Float64Array): number[] {
  const found: number[] = [];
  for (let index = 0; index < targets.length; index++) {
    if (targets[index]! > 0 && !others.some((other, across) => other > 0 && cellOf(index, across) > 0)) found.push(index);
  }
  return found;
}

function without(targets: Float64Array, indices: readonly number[]): Float64Array {
  const rest = Float64Array.from(targets);
  for (const index of indices) rest[index] = 0;
  return rest;
}

function requireMargins(seed: Float64Array, rowTargets: Float64Array, columnTargets: Float64Array): void {
  if (seed.length !== rowTargets.length * columnTargets.length) {
    throw new RangeError(`${seed.length} cells are not ${rowTargets.length} x ${columnTargets.length}`);
  }
  const lists: readonly [string, Float64Array][] = [
    ['cell of the seed', seed],
    ['row target', rowTargets],
    ['column target', columnTargets],
  ];
  for (const [name, values] of lists) {
    const position = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
    if (position < 0) continue;
    refuse('E505', `proportional fitting: ${name} ${position + 1} is ${values[position]}`, { expected: 'finite numbers, 0 or more' });
  }
  const [rows, columns] = [sum(rowTargets), sum(columnTargets)];
  if (Math.abs(rows - columns) > TOTALS_TOLERANCE * Math.max(rows, columns)) {
    refuse('E505', `proportional fitting: row targets add up to ${rows}, column targets to ${columns}`, { expected: 'one total' });
  }
}
