/**
 * Table in which each value fills a block (docs/method.md 10.1, `block_matrix` and `stripe_matrix`). With row sizes of 1 the
 * blocks are stripes.
 * @param values r*c, row-major. @param rowSizes r. @param columnSizes c.
 * @returns sum of the row sizes x sum of the column sizes.
 */
export function expandBlocks(values: Float64Array, rowSizes: readonly number[], columnSizes: readonly number[]): Float64Array {
  if (values.length !== rowSizes.length * columnSizes.length) {
    throw new RangeError(`${values.length} values are not ${rowSizes.length} x ${columnSizes.length}`);
  }
  const rowBlock = blockOf(rowSizes);
  const columnBlock = blockOf(columnSizes);
  const columns = columnBlock.length;
  return Float64Array.from({ length: rowBlock.length * columns }, (_, cell) => {
    return values[rowBlock[Math.floor(cell / columns)]! * columnSizes.length + columnBlock[cell % columns]!]!;
  });
}

/** Block of each position: sizes 2, 1 give 0, 0, 1. */
export function blockOf(sizes: readonly number[]): Int32Array {
  const bad = sizes.find((size) => !Number.isInteger(size) || size < 1);
  if (bad !== undefined) throw new RangeError(`a block of ${bad} positions`);
  return Int32Array.from(sizes.flatMap((size, block) => new Array<number>(size).fill(block)));
}

/**
 * Sum of the cells of each block (docs/method.md 10.1, `block_sum`).
 * @param table any shape. @param block of each cell, from 0. @param blocks how many there are.
 */
export function sumBlocks(table: Float64Array, block: Int32Array, blocks: number): Float64Array {
  if (table.length !== block.length) throw new RangeError(`${block.length} blocks of ${table.length} cells`);
  const sums = new Float64Array(blocks);
  table.forEach((value, cell) => {
    const at = block[cell]!;
    if (at < 0 || at >= blocks) throw new RangeError(`cell ${cell} is in block ${at} of ${blocks}`);
    sums[at] = sums[at]! + value;
  });
  return sums;
}
