/** Totals over groups of the cells of a table of any number of dimensions. */
export interface Margin {
  /** Group of each cell, from 0; -1 for a cell of none. */
  readonly groupOf: Int32Array;
  /** Total of each group. */
  readonly targets: Float64Array;
}

/** Totals of the rows of a table (rows x columns). @param targets rows. */
export function rowMargin(targets: Float64Array, columns: number): Margin {
  return { groupOf: Int32Array.from({ length: targets.length * columns }, (_, cell) => Math.floor(cell / columns)), targets };
}

/** Totals of the columns of a table (rows x columns). @param targets columns. */
export function columnMargin(targets: Float64Array, rows: number): Margin {
  const columns = targets.length;
  return { groupOf: Int32Array.from({ length: rows * columns }, (_, cell) => cell % columns), targets };
}

/**
 * Totals of blocks, the cells of a group of rows and a group of columns, for example flows between continents.
 * @param rowGroups group of each row. @param columnGroups group of each column.
 * @param targets row groups x column groups.
 */
export function blockMargin(rowGroups: Int32Array, columnGroups: Int32Array, targets: Float64Array): Margin {
  const across = groupCount(columnGroups);
  const columns = columnGroups.length;
  const groupOf = Int32Array.from({ length: rowGroups.length * columns }, (_, cell) => {
    return rowGroups[Math.floor(cell / columns)]! * across + columnGroups[cell % columns]!;
  });
  return { groupOf, targets };
}

/**
 * Totals of stripes, the cells of one row and a group of columns, for example flows from each country to continents.
 * @param columnGroups group of each column. @param targets rows x column groups.
 */
export function stripeMargin(columnGroups: Int32Array, targets: Float64Array): Margin {
  const rows = targets.length / groupCount(columnGroups);
  return blockMargin(
    Int32Array.from({ length: rows }, (_, row) => row),
    columnGroups,
    targets,
  );
}

/** Cells origin = destination of a table (n x n), each its own group: fixed diagonals, for quasi-independence. @param targets n. */
export function diagonalMargin(targets: Float64Array): Margin {
  const n = targets.length;
  return { groupOf: Int32Array.from({ length: n * n }, (_, cell) => (cell % (n + 1) === 0 ? cell / (n + 1) : -1)), targets };
}

function groupCount(groups: Int32Array): number {
  return groups.reduce((largest, group) => Math.max(largest, group), -1) + 1;
}
