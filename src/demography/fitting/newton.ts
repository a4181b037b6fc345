import { exp, log } from '../../numerics/elementary.ts';
import { NotPositiveDefiniteError, solvePositiveDefinite } from '../../numerics/linear.ts';
import { columnStep, type Scaling, writeTable } from './scaling.ts';

/** Share of each diagonal element added to it: the system is singular along a factor common to all rows. */
const RIDGE = 1e-10;
/** A step that changes no factor by more than this share is in the quadratic range and needs no search. */
const SMALL_STEP = 1e-3;
const LARGEST_STEP = 2;
const HALVINGS = 30;

/**
 * One Newton step for the row factors, columns brought to their targets before and after.
 *
 * The fitted table minimises the convex sum_j C_j ln(sum_i x_i s_ij) - sum_i R_i ln x_i over ln x (R, C targets,
 * s seed). Its Hessian is a graph Laplacian with weights sum_j p_ij p_kj / C_j between rows i and k of the
 * current table p, so a step replaces the thousands of cycles that a nearly diagonal table needs.
 * @returns false where no step lowers the objective: the fit is as good as the margins allow.
 */
export function newtonStep(scaling: Scaling): boolean {
  const rows = activeRows(scaling);
  const shares = columnShares(scaling);
  const step = newtonDirection(scaling, rows, shares);
  if (step === undefined) return false;
  const length = searchLength(scaling, rows, shares, step);
  if (length === 0) return false;
  rows.forEach((row, k) => {
    scaling.rowFactors[row] = scaling.rowFactors[row]! * exp(length * step[k]!);
  });
  columnStep(scaling, 'relative');
  return true;
}

/** Rows that can be scaled to their target. */
function activeRows({ rowFactors }: Scaling): Int32Array {
  return Int32Array.from(rowFactors.keys()).filter((row) => rowFactors[row]! > 0);
}

/** Table of the scaling with each column divided by its target: rows x columns. */
function columnShares(scaling: Scaling): Float64Array {
  const { columnTargets } = scaling;
  const { rows, columns } = scaling.seed;
  const shares = new Float64Array(rows * columns);
  writeTable(scaling, shares);
  for (let i = 0, cell = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, cell++) {
      if (columnTargets[j]! > 0) shares[cell] = shares[cell]! / columnTargets[j]!;
    }
  }
  return shares;
}

/** Solution of Laplacian x step = targets - row sums over the active rows; undefined where rounding leaves no system. */
function newtonDirection({ seed, columnTargets, rowTargets }: Scaling, rows: Int32Array, shares: Float64Array): Float64Array | undefined {
  const { columns, rowStart, columnOf } = seed;
  const n = rows.length;
  const laplacian = new Float64Array(n * n);
  const missing = new Float64Array(n);
  const persons = new Float64Array(columns);
  for (let a = 0; a < n; a++) {
    const [first, end] = [rowStart[rows[a]!]!, rowStart[rows[a]! + 1]!];
    let total = 0;
    for (let cell = first; cell < end; cell++) {
      const j = columnOf[cell]!;
      persons[j] = shares[rows[a]! * columns + j]! * columnTargets[j]!;
      total += persons[j]!;
    }
    missing[a] = rowTargets[rows[a]!]! - total;
    for (let b = 0; b < a; b++) {
      const other = rows[b]! * columns;
      let weight = 0;
      for (let cell = first; cell < end; cell++) weight += persons[columnOf[cell]!]! * shares[other + columnOf[cell]!]!;
      laplacian[a * n + b] = -weight;
      laplacian[a * n + a] = laplacian[a * n + a]! + weight;
      laplacian[b * n + b] = laplacian[b * n + b]! + weight;
    }
  }
  for (let a = 0; a < n; a++) laplacian[a * n + a] = laplacian[a * n + a]! * (1 + RIDGE) + Number.MIN_VALUE;
  try {
    return solvePositiveDefinite(laplacian, missing);
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return undefined;
    throw error;
  }
}

/** Largest of 1, 1/2, 1/4, ... (after a cap on each factor) that lowers the objective; 0 where none does. */
function searchLength(scaling: Scaling, rows: Int32Array, shares: Float64Array, step: Float64Array): number {
  let widest = 0;
  for (const size of step) widest = Math.max(widest, Math.abs(size));
  if (!Number.isFinite(widest) || widest === 0) return 0;
  if (widest < SMALL_STEP) return 1;
  let length = Math.min(1, LARGEST_STEP / widest);
  for (let halving = 0; halving < HALVINGS; halving++, length /= 2) {
    if (objectiveChange(scaling, rows, shares, step, length) < 0) return length;
  }
  return 0;
}

/** Change of the objective of `newtonStep` when the row factors move by exp(length step). */
function objectiveChange(scaling: Scaling, rows: Int32Array, shares: Float64Array, step: Float64Array, length: number): number {
  const { columnTargets, rowTargets } = scaling;
  const { columns } = scaling.seed;
  const ratios = new Float64Array(columns);
  let change = 0;
  rows.forEach((row, k) => {
    change -= rowTargets[row]! * length * step[k]!;
    const by = exp(length * step[k]!);
    for (let j = 0; j < columns; j++) ratios[j] = ratios[j]! + by * shares[row * columns + j]!;
  });
  for (let j = 0; j < columns; j++) {
    if (ratios[j]! > 0) change += columnTargets[j]! * log(ratios[j]!);
  }
  return change;
}
