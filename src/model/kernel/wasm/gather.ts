import { BLOCK, PANEL } from './shared/blocks.ts';
import { INDEX_FACTORS, INDICES, INPUT_COUNT, INPUT_ROWS, LATENT, SCRATCH_INDICES, SCRATCH_INPUTS, SOURCES } from './shared/record.ts';
import { address, word } from './words.ts';

const PANELS = BLOCK / PANEL;
const ROW: usize = 4 * PANEL;
const INDEX_BYTES: usize = 4 * BLOCK;
const WORD: usize = 4;

/**
 * The inputs of a block in a year, looked up in the tables of covariates and stocks, and its latent state below them.
 * @param ends birth, origin and destination of the edges.
 * @returns address of the table, INPUT_ROWS rows.
 */
export function gatherInputs(scratch: usize, ends: usize, year: i32, latent: usize): usize {
  fillIndices(ends, scratch + address(SCRATCH_INDICES), word(INDICES));
  const inputs = gatherSources(scratch, address(SOURCES), word(INPUT_COUNT), year, address(INPUT_ROWS) * ROW);
  placeLatent(latent, inputs, word(INPUT_COUNT), word(INPUT_ROWS));
  return inputs;
}

/**
 * Looks up the inputs of a list of sources, in the first rows of the table of inputs in the scratch memory.
 * @param stride bytes from panel to panel of the table.
 * @returns address of the table.
 */
export function gatherSources(scratch: usize, source: usize, count: i32, year: i32, stride: usize): usize {
  const indices = scratch + address(SCRATCH_INDICES);
  const inputs = scratch + address(SCRATCH_INPUTS);
  for (let input = 0; input < count; input++, source += 3 * WORD) {
    const table = <usize>load<u32>(source) + <usize>year * <usize>load<u32>(source, WORD);
    gatherRow(table, indices + <usize>load<u32>(source, 2 * WORD) * INDEX_BYTES, inputs + <usize>input * ROW, stride);
  }
  return inputs;
}

/** Copies the latent state below the first `count` of so many rows, and fills what is left of them with 0. */
export function placeLatent(latent: usize, inputs: usize, count: i32, rows: i32): void {
  const stride = <usize>rows * ROW;
  const latentBytes = address(LATENT) * ROW;
  for (let panel: usize = 0; panel < <usize>PANELS; panel++) {
    const below = inputs + panel * stride + <usize>count * ROW;
    copyRows(latent + panel * latentBytes, below, latentBytes);
    for (let at = below + latentBytes; at < inputs + panel * stride + stride; at += 16) v128.store(at, i32x4.splat(0));
  }
}

/** Copies rows of a panel; for so few bytes faster than memory.copy, which leaves the compiled code. */
function copyRows(from: usize, to: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Values of a table at the indices of a block. @param stride bytes from panel to panel of the row. */
export function gatherRow(table: usize, indices: usize, row: usize, stride: usize): void {
  for (let panel = 0; panel < PANELS; panel++, row += stride, indices += ROW) {
    let a = v128.load32_zero(table + load<u32>(indices));
    let b = v128.load32_zero(table + load<u32>(indices, 16));
    a = v128.load32_lane(table + load<u32>(indices, 4), a, 1);
    b = v128.load32_lane(table + load<u32>(indices, 20), b, 1);
    a = v128.load32_lane(table + load<u32>(indices, 8), a, 2);
    b = v128.load32_lane(table + load<u32>(indices, 24), b, 2);
    a = v128.load32_lane(table + load<u32>(indices, 12), a, 3);
    b = v128.load32_lane(table + load<u32>(indices, 28), b, 3);
    v128.store(row, a);
    v128.store(row, b, 16);
  }
}

/** Offsets in tables, bytes: for each of the first indices, a b + c i + d j of every edge (b, i, j). */
export function fillIndices(ends: usize, indices: usize, count: i32): void {
  let factors = address(INDEX_FACTORS);
  for (let index = 0; index < count; index++, factors += 3 * WORD) {
    const ofBirth = v128.load32_splat(factors);
    const ofOrigin = v128.load32_splat(factors, WORD);
    const ofDestination = v128.load32_splat(factors, 2 * WORD);
    for (let at = ends; at < ends + INDEX_BYTES; at += 16, indices += 16) {
      const births = i32x4.mul(v128.load(at), ofBirth);
      const origins = i32x4.mul(v128.load(at + INDEX_BYTES), ofOrigin);
      const destinations = i32x4.mul(v128.load(at + 2 * INDEX_BYTES), ofDestination);
      v128.store(indices, i32x4.add(births, i32x4.add(origins, destinations)));
    }
  }
}
