import { BLOCK, PANEL } from './shared/blocks.ts';

/*
 * Products of a block of edges. Tables are [panel][row][edge of the panel], so that a panel of 8 edges is read from front to
 * back. Weights are tiles of 4 outputs: 4 biases, then 4 weights for each input. Rows of outputs are multiples of 4, of inputs
 * of 2. Register tiles are separate variables and steps one panel half wide: with arrays, or steps unrolled further, the compiled
 * code spills. Taking tanh of the sums before they are stored measured slower than a pass of its own over the outputs.
 */

const PANELS = BLOCK / PANEL;

/** Bytes of a row of a panel, and of the panel of a table. */
const ROW: usize = 4 * PANEL;

/**
 * outputs = bias + weights inputs.
 * @param depth rows of the inputs.
 * @param rows rows of the outputs.
 */
export function product(weights: usize, depth: i32, rows: i32, inputs: usize, outputs: usize): void {
  multiply(weights, depth, rows, inputs, outputs, false);
}

/** outputs += weights inputs; the biases are left out. */
export function addProduct(weights: usize, depth: i32, rows: i32, inputs: usize, outputs: usize): void {
  multiply(weights, depth, rows, inputs, outputs, true);
}

/**
 * Both products. The sixth parameter is a constant at each call and gone when it is compiled; sums that start with a pass that
 * writes the biases, which needs no such parameter, took 1.02 to 1.03 times as long, and 1.10 times in `sumPairs`.
 */
// @inline
function multiply(weights: usize, depth: i32, rows: i32, inputs: usize, outputs: usize, add: bool): void {
  const panelBytes = <usize>depth * ROW;
  for (let panel = 0; panel < PANELS; panel++) {
    const end = inputs + panelBytes;
    let tile = weights;
    for (let row = 0; row < rows; row += 4) {
      let a0 = add ? v128.load(outputs) : v128.load32_splat(tile);
      let b0 = add ? v128.load(outputs, 16) : a0;
      let a1 = add ? v128.load(outputs, 32) : v128.load32_splat(tile, 4);
      let b1 = add ? v128.load(outputs, 48) : a1;
      let a2 = add ? v128.load(outputs, 64) : v128.load32_splat(tile, 8);
      let b2 = add ? v128.load(outputs, 80) : a2;
      let a3 = add ? v128.load(outputs, 96) : v128.load32_splat(tile, 12);
      let b3 = add ? v128.load(outputs, 112) : a3;
      tile += 16;
      for (let input = inputs; input < end; input += ROW) {
        const a = v128.load(input);
        const b = v128.load(input, 16);
        let weight = v128.load32_splat(tile);
        a0 = f32x4.add(a0, f32x4.mul(weight, a));
        b0 = f32x4.add(b0, f32x4.mul(weight, b));
        weight = v128.load32_splat(tile, 4);
        a1 = f32x4.add(a1, f32x4.mul(weight, a));
        b1 = f32x4.add(b1, f32x4.mul(weight, b));
        weight = v128.load32_splat(tile, 8);
        a2 = f32x4.add(a2, f32x4.mul(weight, a));
        b2 = f32x4.add(b2, f32x4.mul(weight, b));
        weight = v128.load32_splat(tile, 12);
        a3 = f32x4.add(a3, f32x4.mul(weight, a));
        b3 = f32x4.add(b3, f32x4.mul(weight, b));
        tile += 16;
      }
      v128.store(outputs, a0);
      v128.store(outputs, b0, 16);
      v128.store(outputs, a1, 32);
      v128.store(outputs, b1, 48);
      v128.store(outputs, a2, 64);
      v128.store(outputs, b2, 80);
      v128.store(outputs, a3, 96);
      v128.store(outputs, b3, 112);
      outputs += 4 * ROW;
    }
    inputs = end;
  }
}

/**
 * Adds to a gradient, laid out as weights are, the sum over the edges of adjoint times input, and of the adjoint for the bias.
 * @param rows rows of the adjoints.
 * @param depth rows of the inputs.
 */
export function addOuterProduct(adjoints: usize, rows: i32, inputs: usize, depth: i32, gradient: usize): void {
  const adjointPanel = <usize>rows * ROW;
  const inputPanel = <usize>depth * ROW;
  for (let row = 0; row < rows; row += 4, adjoints += 4 * ROW) {
    addRowSums(adjoints, adjointPanel, gradient);
    gradient += 16;
    for (let column = 0; column < depth; column += 2) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      for (let half: usize = 0; half < ROW; half += 16) {
        let adjoint = adjoints + half;
        let input = inputs + <usize>column * ROW + half;
        for (const end = input + <usize>PANELS * inputPanel; input < end; input += inputPanel) {
          const a = v128.load(input);
          const b = v128.load(input, 32);
          let factor = v128.load(adjoint);
          a0 = f32x4.add(a0, f32x4.mul(factor, a));
          b0 = f32x4.add(b0, f32x4.mul(factor, b));
          factor = v128.load(adjoint, 32);
          a1 = f32x4.add(a1, f32x4.mul(factor, a));
          b1 = f32x4.add(b1, f32x4.mul(factor, b));
          factor = v128.load(adjoint, 64);
          a2 = f32x4.add(a2, f32x4.mul(factor, a));
          b2 = f32x4.add(b2, f32x4.mul(factor, b));
          factor = v128.load(adjoint, 96);
          a3 = f32x4.add(a3, f32x4.mul(factor, a));
          b3 = f32x4.add(b3, f32x4.mul(factor, b));
          adjoint += adjointPanel;
        }
      }
      v128.store(gradient, f32x4.add(v128.load(gradient), laneSums(a0, a1, a2, a3)));
      v128.store(gradient, f32x4.add(v128.load(gradient, 16), laneSums(b0, b1, b2, b3)), 16);
      gradient += 32;
    }
  }
}

/** Adds to 4 numbers the sums over the edges of 4 rows. */
function addRowSums(rows: usize, panelBytes: usize, sums: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let panel = 0; panel < PANELS; panel++, rows += panelBytes) {
    a0 = f32x4.add(a0, f32x4.add(v128.load(rows), v128.load(rows, 16)));
    a1 = f32x4.add(a1, f32x4.add(v128.load(rows, 32), v128.load(rows, 48)));
    a2 = f32x4.add(a2, f32x4.add(v128.load(rows, 64), v128.load(rows, 80)));
    a3 = f32x4.add(a3, f32x4.add(v128.load(rows, 96), v128.load(rows, 112)));
  }
  v128.store(sums, f32x4.add(v128.load(sums), laneSums(a0, a1, a2, a3)));
}

/** The sum of the lanes of each of four vectors. */
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * Adds to a row of all panels, [panel][edge of the panel], the combination of the first rows of the inputs.
 * @param count of inputs and coefficients.
 */
export function addCombination(coefficients: usize, count: i32, inputs: usize, inputRows: i32, row: usize): void {
  for (const end = row + <usize>PANELS * ROW; row < end; row += ROW) {
    let a = v128.load(row);
    let b = v128.load(row, 16);
    for (let k = 0; k < count; k++) {
      const coefficient = v128.load32_splat(coefficients + ((<usize>k) << 2));
      const input = inputs + <usize>k * ROW;
      a = f32x4.add(a, f32x4.mul(coefficient, v128.load(input)));
      b = f32x4.add(b, f32x4.mul(coefficient, v128.load(input, 16)));
    }
    v128.store(row, a);
    v128.store(row, b, 16);
    inputs += <usize>inputRows * ROW;
  }
}

/** Adds to the gradient of those coefficients, padded to a multiple of 4, the sums over the edges of the adjoints, such a row, times input. */
export function addCombinationGradient(adjoints: usize, inputs: usize, inputRows: i32, count: i32, gradient: usize): void {
  for (let k = 0; k < count; k += 4, inputs += 4 * ROW, gradient += 16) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    for (let half: usize = 0; half < ROW; half += 16) {
      let adjoint = adjoints + half;
      let input = inputs + half;
      for (let panel = 0; panel < PANELS; panel++) {
        const factor = v128.load(adjoint);
        a0 = f32x4.add(a0, f32x4.mul(factor, v128.load(input)));
        a1 = f32x4.add(a1, f32x4.mul(factor, v128.load(input, 32)));
        a2 = f32x4.add(a2, f32x4.mul(factor, v128.load(input, 64)));
        a3 = f32x4.add(a3, f32x4.mul(factor, v128.load(input, 96)));
        adjoint += ROW;
        input += <usize>inputRows * ROW;
      }
    }
    v128.store(gradient, f32x4.add(v128.load(gradient), laneSums(a0, a1, a2, a3)));
  }
}

/** Copies row 0 of a table to a row of all panels. @param rows of the table. */
export function readFirstRow(table: usize, rows: i32, row: usize): void {
  for (const end = row + <usize>PANELS * ROW; row < end; row += ROW, table += <usize>rows * ROW) {
    v128.store(row, v128.load(table));
    v128.store(row, v128.load(table, 16), 16);
  }
}

/** Copies a row of all panels to row 0 of a table. @param rows of the table. */
export function writeFirstRow(row: usize, table: usize, rows: i32): void {
  for (const end = row + <usize>PANELS * ROW; row < end; row += ROW, table += <usize>rows * ROW) {
    v128.store(table, v128.load(row));
    v128.store(table, v128.load(row, 16), 16);
  }
}
