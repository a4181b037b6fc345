/** The cells of a table that are not 0, row by row (compressed sparse rows): what a fit has to visit. */
export interface SparseTable {
  readonly rows: number;
  readonly columns: number;
  /** rows + 1: the cells of row i are those from rowStart[i] to before rowStart[i + 1]. */
  readonly rowStart: Int32Array;
  readonly columnOf: Int32Array;
  readonly values: Float64Array;
}

/** @param table rows x columns, row-major. */
export function sparseTable(table: Float64Array, rows: number, columns: number): SparseTable {
  let count = 0;
  for (let cell = 0; cell < table.length; cell++) if (table[cell] !== 0) count++;
  const rowStart = new Int32Array(rows + 1);
  const columnOf = new Int32Array(count);
  const values = new Float64Array(count);
  let next = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0, cell = i * columns; j < columns; j++, cell++) {
      if (table[cell] === 0) continue;
      columnOf[next] = j;
      values[next++] = table[cell]!;
    }
    rowStart[i + 1] = next;
  }
  return { rows, columns, rowStart, columnOf, values };
}
