import { factorTo } from '../tableTotals.ts';
import { relativeError, type StoppingRule } from './fitOptions.ts';
import type { SparseTable } from './sparseTable.ts';

/** Table rowFactor_i * seed_ij * columnFactor_j that is fitted to given margins. Cycles allocate nothing. */
export interface Scaling {
  readonly seed: SparseTable;
  readonly rowTargets: Float64Array;
  readonly columnTargets: Float64Array;
  readonly rowFactors: Float64Array;
  readonly columnFactors: Float64Array;
  /** Factors before the last cycle, for the 'change' rule. */
  readonly previousRowFactors: Float64Array;
  readonly previousColumnFactors: Float64Array;
  /** Sums of the seed times the row factors by column. */
  readonly columnSums: Float64Array;
}

/** The seed itself: all factors 1. */
export function startScaling(seed: SparseTable, rowTargets: Float64Array, columnTargets: Float64Array): Scaling {
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  return {
    seed,
    rowTargets,
    columnTargets,
    rowFactors: ones(seed.rows),
    columnFactors: ones(seed.columns),
    previousRowFactors: ones(seed.rows),
    previousColumnFactors: ones(seed.columns),
    columnSums: new Float64Array(seed.columns),
  };
}

/** Brings rows and then columns to their targets. @returns what the stopping rule measures. */
export function cycle(scaling: Scaling, rule: StoppingRule): number {
  if (rule !== 'change') return Math.max(rowStep(scaling, rule), columnStep(scaling, rule));
  scaling.previousRowFactors.set(scaling.rowFactors);
  scaling.previousColumnFactors.set(scaling.columnFactors);
  rowStep(scaling, 'absolute');
  columnStep(scaling, 'absolute');
  return largestChange(scaling);
}

/** Brings the rows to their targets. @returns the largest distance of one before. */
function rowStep({ seed, rowTargets, rowFactors, columnFactors }: Scaling, measure: 'relative' | 'absolute'): number {
  const { rows, rowStart, columnOf, values } = seed;
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let total = 0;
    const end = rowStart[i + 1]!;
    for (let cell = rowStart[i]!; cell < end; cell++) total += values[cell]! * columnFactors[columnOf[cell]!]!;
    largest = Math.max(largest, distanceTo(rowTargets[i]!, rowFactors[i]! * total, measure));
    rowFactors[i] = factorTo(rowTargets[i]!, total);
  }
  return largest;
}

/** Brings the columns to their targets. @returns the largest distance of one before. */
export function columnStep(scaling: Scaling, measure: 'relative' | 'absolute'): number {
  const { seed, columnTargets, rowFactors, columnFactors, columnSums } = scaling;
  const { rows, columns, rowStart, columnOf, values } = seed;
  columnSums.fill(0);
  for (let i = 0; i < rows; i++) {
    const by = rowFactors[i]!;
    if (by === 0) continue;
    const end = rowStart[i + 1]!;
    for (let cell = rowStart[i]!; cell < end; cell++) {
      const j = columnOf[cell]!;
      columnSums[j] = columnSums[j]! + by * values[cell]!;
    }
  }
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    largest = Math.max(largest, distanceTo(columnTargets[j]!, columnFactors[j]! * columnSums[j]!, measure));
    columnFactors[j] = factorTo(columnTargets[j]!, columnSums[j]!);
  }
  return largest;
}

/** Writes the table into `table` (rows x columns). */
export function writeTable({ seed, rowFactors, columnFactors }: Scaling, table: Float64Array): void {
  const { rows, columns, rowStart, columnOf, values } = seed;
  table.fill(0);
  for (let i = 0; i < rows; i++) {
    const by = rowFactors[i]!;
    const end = rowStart[i + 1]!;
    for (let cell = rowStart[i]!; cell < end; cell++) {
      const j = columnOf[cell]!;
      table[i * columns + j] = by * values[cell]! * columnFactors[j]!;
    }
  }
}

/** Largest absolute change of a cell by the last cycle. */
function largestChange({ seed, rowFactors, columnFactors, previousRowFactors, previousColumnFactors }: Scaling): number {
  const { rows, rowStart, columnOf, values } = seed;
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const end = rowStart[i + 1]!;
    for (let cell = rowStart[i]!; cell < end; cell++) {
      const j = columnOf[cell]!;
      const now = rowFactors[i]! * values[cell]! * columnFactors[j]!;
      largest = Math.max(largest, Math.abs(now - previousRowFactors[i]! * values[cell]! * previousColumnFactors[j]!));
    }
  }
  return largest;
}

function distanceTo(target: number, actual: number, measure: 'relative' | 'absolute'): number {
  return measure === 'relative' ? relativeError(actual, target) : Math.abs(actual - target);
}
