/** Table rowFactor_i * seed_ij * columnFactor_j on its way to given margins; nothing is allocated while it moves. */
export interface Scaling {
  readonly rows: number;
  readonly columns: number;
  /** rows x columns, row-major. */
  readonly seed: Float64Array;
  readonly rowTargets: Float64Array;
  readonly columnTargets: Float64Array;
  readonly rowFactors: Float64Array;
  readonly columnFactors: Float64Array;
  /** Sums of the seed times the column factors by row; filled by `rowSums`. */
  readonly rowSums: Float64Array;
  /** Sums of the seed times the row factors by column; filled by `columnStep`. */
  readonly columnSums: Float64Array;
}

/** The seed itself: all factors 1. */
export function startScaling(seed: Float64Array, rowTargets: Float64Array, columnTargets: Float64Array): Scaling {
  const rows = rowTargets.length;
  const columns = columnTargets.length;
  return {
    rows,
    columns,
    seed,
    rowTargets,
    columnTargets,
    rowFactors: new Float64Array(rows).fill(1),
    columnFactors: new Float64Array(columns).fill(1),
    rowSums: new Float64Array(rows),
    columnSums: new Float64Array(columns),
  };
}

/** Sums the rows and returns the largest relative distance of a row of the table to its target. */
export function measureRows(scaling: Scaling): number {
  const { rows, columns, seed, rowTargets, rowFactors, columnFactors, rowSums } = scaling;
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let j = 0, cell = i * columns; j < columns; j++, cell++) total += seed[cell]! * columnFactors[j]!;
    rowSums[i] = total;
    largest = Math.max(largest, relativeError(rowFactors[i]! * total, rowTargets[i]!));
  }
  return largest;
}

/** Brings the rows to their targets; `measureRows` must have summed them. */
export function rowStep({ rows, rowTargets, rowFactors, rowSums }: Scaling): void {
  for (let i = 0; i < rows; i++) rowFactors[i] = factor(rowTargets[i]!, rowSums[i]!);
}

/** Brings the columns to their targets. */
export function columnStep(scaling: Scaling): void {
  const { rows, columns, seed, columnTargets, rowFactors, columnFactors, columnSums } = scaling;
  columnSums.fill(0);
  for (let i = 0; i < rows; i++) {
    const by = rowFactors[i]!;
    if (by === 0) continue;
    for (let j = 0, cell = i * columns; j < columns; j++, cell++) columnSums[j] = columnSums[j]! + by * seed[cell]!;
  }
  for (let j = 0; j < columns; j++) columnFactors[j] = factor(columnTargets[j]!, columnSums[j]!);
}

/** Writes the table into `table` (rows x columns) and returns the largest absolute change of one of its cells. */
export function writeTable({ rows, columns, seed, rowFactors, columnFactors }: Scaling, table: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const by = rowFactors[i]!;
    for (let j = 0, cell = i * columns; j < columns; j++, cell++) {
      const value = by * seed[cell]! * columnFactors[j]!;
      largest = Math.max(largest, Math.abs(value - table[cell]!));
      table[cell] = value;
    }
  }
  return largest;
}

/** |actual - target| relative to the target; a target of 0 that is missed counts as infinitely far. */
export function relativeError(actual: number, target: number): number {
  const distance = Math.abs(actual - target);
  return distance === 0 ? 0 : distance / target;
}

/** A margin that has nothing to scale, or nothing to reach, becomes 0, as in mipfp. */
function factor(target: number, total: number): number {
  return target === 0 || total === 0 ? 0 : target / total;
}
