import { fillIndices, gatherRow, gatherSources, placeLatent } from './gather.ts';
import { addCombination, addProduct, product, readFirstRow, writeFirstRow } from './products.ts';
import { BLOCK, CORRIDOR_INDEX, PAIR_KINDS, PANEL } from './shared/blocks.ts';
import { OUTPUTS, ROWS } from './shared/layer.ts';
import { PAIR_GROUP_WORDS, PAIR_INPUTS, PAIR_KERNEL, PAIR_LINEAR, PAIR_SOURCES } from './shared/pairGroup.ts';
import {
  INDICES,
  KIND,
  LATENT,
  LAYER,
  OFFSETS,
  OFFSETS_BYTES,
  PAIR_BLOCKS,
  PAIR_BYTES,
  PAIR_ENDS,
  PAIR_GROUP,
  PAIR_LINEAR_BYTES,
  PAIR_LINEAR_SUMS,
  PAIR_SUMS,
  SCRATCH_ADJOINT,
  SCRATCH_INDICES,
  SCRATCH_INPUTS,
} from './shared/record.ts';
import { address, word } from './words.ts';

/*
 * The sums of the first layer of all edges. An input that belongs to two of the three ends of an edge, or to one, adds the same
 * for all edges of such a pair. It is summed up by pair, once a year, and edges look the sums up: the world has 1.3 million edges
 * and 53 thousand pairs of each kind. Groups 0 to 2 are inputs of (birth, origin), (birth, destination) and (origin,
 * destination), in the order of the first three indices; group 3 are those of all three ends, and the latent state.
 */

const PANELS = BLOCK / PANEL;
const ROW: usize = 4 * PANEL;
const BLOCK_BYTES: usize = 4 * BLOCK;
const OF_EDGES = 3;

function ofGroup(group: i32, field: i32): i32 {
  return PAIR_GROUP + group * PAIR_GROUP_WORDS + field;
}

/** Sums of one block of pairs: units count the blocks of group 0, then those of 1 and 2. */
export function sumPairs(scratch: usize, unit: i32, year: i32): void {
  const group = unit / word(PAIR_BLOCKS);
  const block = <usize>(unit % word(PAIR_BLOCKS));
  const count = word(ofGroup(group, PAIR_INPUTS));
  const rows = word(LAYER + ROWS);
  const outputs = scratch + address(LAYER + OUTPUTS);
  fillIndices(address(PAIR_ENDS) + <usize>unit * 3 * BLOCK_BYTES, scratch + address(SCRATCH_INDICES), word(INDICES));
  const inputs = gatherSources(scratch, address(ofGroup(group, PAIR_SOURCES)), count, year, <usize>count * ROW);
  product(address(ofGroup(group, PAIR_KERNEL)), count, rows, inputs, outputs);
  storeByPair(outputs, rows, address(PAIR_SUMS) + <usize>group * address(PAIR_BYTES) + block * <usize>rows * BLOCK_BYTES);
  if (word(KIND) === 1) return;
  const sums = address(PAIR_LINEAR_SUMS) + <usize>group * address(PAIR_LINEAR_BYTES) + block * BLOCK_BYTES;
  if (group === CORRIDOR_INDEX) {
    const offsets = address(OFFSETS) + <usize>year * address(OFFSETS_BYTES);
    gatherRow(offsets, scratch + address(SCRATCH_INDICES) + <usize>CORRIDOR_INDEX * BLOCK_BYTES, sums, ROW);
  } else {
    memory.fill(sums, 0, BLOCK_BYTES);
  }
  addCombination(address(ofGroup(group, PAIR_LINEAR)), count, inputs, count, sums);
}

/** From [panel][row][pair of the panel] to [pair][row]. */
function storeByPair(outputs: usize, rows: i32, sums: usize): void {
  const pairBytes = (<usize>rows) << 2;
  for (let panel = 0; panel < PANELS; panel++, sums += 8 * pairBytes) {
    for (let tile: usize = 0; tile < pairBytes; tile += 16, outputs += 4 * ROW) {
      for (let half: usize = 0; half < 2; half++) {
        const from = outputs + half * 16;
        const to = sums + half * 4 * pairBytes + tile;
        const a = v128.load(from);
        const b = v128.load(from, 32);
        const c = v128.load(from, 64);
        const d = v128.load(from, 96);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const ba = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const dc = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
        v128.store(to + pairBytes, v128.shuffle<f64>(ab, cd, 1, 3));
        v128.store(to + 2 * pairBytes, v128.shuffle<f64>(ba, dc, 0, 2));
        v128.store(to + 3 * pairBytes, v128.shuffle<f64>(ba, dc, 1, 3));
      }
    }
  }
}

/** The sums of the first layer for a block of edges, from those of their pairs, the inputs of all three ends, and the latent state. */
export function firstSums(scratch: usize, ends: usize, year: i32, latent: usize): usize {
  const count = word(ofGroup(OF_EDGES, PAIR_INPUTS));
  const rows = word(LAYER + ROWS);
  const outputs = scratch + address(LAYER + OUTPUTS);
  fillIndices(ends, scratch + address(SCRATCH_INDICES), count === 0 ? PAIR_KINDS : word(INDICES));
  lookUpPairs(scratch + address(SCRATCH_INDICES), rows, outputs);
  let inputs = latent;
  if (count > 0) {
    const depth = count + word(LATENT);
    inputs = gatherSources(scratch, address(ofGroup(OF_EDGES, PAIR_SOURCES)), count, year, <usize>depth * ROW);
    placeLatent(latent, inputs, count, depth);
  }
  addProduct(address(ofGroup(OF_EDGES, PAIR_KERNEL)), count + word(LATENT), rows, inputs, outputs);
  return outputs;
}

/** Adds the linear part and the offset to row 0 of the last layer. Call it after `firstSums` of the same block. */
export function addLinear(scratch: usize, outputs: usize, rows: i32): void {
  const count = word(ofGroup(OF_EDGES, PAIR_INPUTS));
  const row = scratch + address(SCRATCH_ADJOINT);
  if (count > 0) {
    readFirstRow(outputs, rows, row);
    addCombination(address(ofGroup(OF_EDGES, PAIR_LINEAR)), count, scratch + address(SCRATCH_INPUTS), count + word(LATENT), row);
    writeFirstRow(row, outputs, rows);
  }
  for (let group = 0; group < PAIR_KINDS; group++) {
    const sums = address(PAIR_LINEAR_SUMS) + <usize>group * address(PAIR_LINEAR_BYTES);
    gatherRow(sums, scratch + address(SCRATCH_INDICES) + <usize>group * BLOCK_BYTES, row, ROW);
    addRow(row, outputs, rows);
  }
}

/** Adds a row of all panels to row 0 of a table. */
export function addRow(row: usize, table: usize, rows: i32): void {
  for (const end = row + BLOCK_BYTES; row < end; row += ROW, table += <usize>rows * ROW) {
    v128.store(table, f32x4.add(v128.load(table), v128.load(row)));
    v128.store(table, f32x4.add(v128.load(table, 16), v128.load(row, 16)), 16);
  }
}

/** Sums of the three pairs of each edge, four edges at a time: read by edge, written by row. */
function lookUpPairs(indices: usize, rows: i32, outputs: usize): void {
  const pairBytes = (<usize>rows) << 2;
  const first = address(PAIR_SUMS);
  const second = first + address(PAIR_BYTES);
  const third = second + address(PAIR_BYTES);
  for (let panel = 0; panel < PANELS; panel++, outputs += <usize>rows * ROW) {
    for (let half: usize = 0; half < ROW; half += 16, indices += 16) {
      // Indices count bytes of tables with a number for each pair.
      let a = first + <usize>load<u32>(indices) * <usize>rows;
      let b = first + <usize>load<u32>(indices, 4) * <usize>rows;
      let c = first + <usize>load<u32>(indices, 8) * <usize>rows;
      let d = first + <usize>load<u32>(indices, 12) * <usize>rows;
      let e = second + <usize>load<u32>(indices, 4 * BLOCK) * <usize>rows;
      let f = second + <usize>load<u32>(indices, 4 * BLOCK + 4) * <usize>rows;
      let g = second + <usize>load<u32>(indices, 4 * BLOCK + 8) * <usize>rows;
      let h = second + <usize>load<u32>(indices, 4 * BLOCK + 12) * <usize>rows;
      let k = third + <usize>load<u32>(indices, 8 * BLOCK) * <usize>rows;
      let l = third + <usize>load<u32>(indices, 8 * BLOCK + 4) * <usize>rows;
      let m = third + <usize>load<u32>(indices, 8 * BLOCK + 8) * <usize>rows;
      let n = third + <usize>load<u32>(indices, 8 * BLOCK + 12) * <usize>rows;
      let to = outputs + half;
      for (const end = a + pairBytes; a < end; to += 4 * ROW) {
        const p = f32x4.add(f32x4.add(v128.load(a), v128.load(e)), v128.load(k));
        const q = f32x4.add(f32x4.add(v128.load(b), v128.load(f)), v128.load(l));
        const r = f32x4.add(f32x4.add(v128.load(c), v128.load(g)), v128.load(m));
        const s = f32x4.add(f32x4.add(v128.load(d), v128.load(h)), v128.load(n));
        const pq = v128.shuffle<f32>(p, q, 0, 4, 1, 5);
        const qp = v128.shuffle<f32>(p, q, 2, 6, 3, 7);
        const rs = v128.shuffle<f32>(r, s, 0, 4, 1, 5);
        const sr = v128.shuffle<f32>(r, s, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f64>(pq, rs, 0, 2));
        v128.store(to, v128.shuffle<f64>(pq, rs, 1, 3), 32);
        v128.store(to, v128.shuffle<f64>(qp, sr, 0, 2), 64);
        v128.store(to, v128.shuffle<f64>(qp, sr, 1, 3), 96);
        a += 16;
        b += 16;
        c += 16;
        d += 16;
        e += 16;
        f += 16;
        g += 16;
        h += 16;
        k += 16;
        l += 16;
        m += 16;
        n += 16;
      }
    }
  }
}
