import { celuSlope, celuTo, multiplyByTanhSlope, scaledExp, sigmoid, tanhInPlace, tanhSlope, tanhTo } from './elementary.ts';
import { gatherInputs, gatherRow } from './gather.ts';
import { addLinear, addRow, firstSums } from './pairSums.ts';
import { addCombination, addCombinationGradient, addOuterProduct, product, readFirstRow, writeFirstRow } from './products.ts';
import { BLOCK, CORRIDOR_INDEX, PANEL, STOCK_ROWS } from './shared/blocks.ts';
import { RECORD } from './shared/constants.ts';
import { GRADIENT, LAYER_WORDS, OUTPUTS, ROWS, TRANSPOSED, WEIGHTS } from './shared/layer.ts';
import {
  AT_RISK,
  AT_RISK_BYTES,
  INPUT_COUNT,
  INPUT_ROWS,
  KIND,
  LATENT,
  LATENT_ROWS,
  LATENT_TRANSPOSED,
  LAYER,
  LAYERS,
  LINEAR,
  LINEAR_GRADIENT,
  OFFSETS,
  OFFSETS_BYTES,
  SCALE,
  SCRATCH_ADJOINT,
  SCRATCH_INDICES,
  SCRATCH_INPUTS,
  SCRATCH_LATENT_ADJOINT,
  SCRATCH_OTHER_ADJOINT,
  STOCK_TRANSPOSED,
} from './shared/record.ts';
import { address, word } from './words.ts';

/*
 * The network for one block of edges in one year (docs/method.md 3.1), and its adjoint. Outputs of the last layer are row 0, the
 * log odds or log flow, and then the latent state of the next year.
 */

const PANELS = BLOCK / PANEL;
const ROW: usize = 4 * PANEL;

/** Number of a word of layer `layer`. */
function ofLayer(layer: i32, field: i32): i32 {
  return LAYER + layer * LAYER_WORDS + field;
}

/**
 * All layers for a block; their outputs stay in the scratch memory.
 * @returns the outputs of the last layer: row 0, and the sums that the next latent state is made of.
 */
export function evaluate(scratch: usize, ends: usize, year: i32, latent: usize): usize {
  const inputs = gatherInputs(scratch, ends, year, latent);
  const first = scratch + address(ofLayer(0, OUTPUTS));
  product(address(ofLayer(0, WEIGHTS)), word(INPUT_ROWS), word(ofLayer(0, ROWS)), inputs, first);
  const outputs = otherLayers(scratch);
  if (word(KIND) === 0) {
    const rows = word(ofLayer(word(LAYERS) - 1, ROWS));
    const row = scratch + address(SCRATCH_ADJOINT);
    readFirstRow(outputs, rows, row);
    addCombination(address(LINEAR), word(INPUT_COUNT), inputs, word(INPUT_ROWS), row);
    writeFirstRow(row, outputs, rows);
    addOffsets(scratch, year, outputs, rows);
  }
  activateFlow(outputs);
  return outputs;
}

/** The same from the sums of pairs. The last bits may differ: sums are added in another order. */
export function evaluateByPair(scratch: usize, ends: usize, year: i32, latent: usize): usize {
  firstSums(scratch, ends, year, latent);
  const outputs = otherLayers(scratch);
  if (word(KIND) === 0) addLinear(scratch, outputs, word(ofLayer(word(LAYERS) - 1, ROWS)));
  activateFlow(outputs);
  return outputs;
}

/** From the sums of the first layer to those of the last one. */
function otherLayers(scratch: usize): usize {
  let below = scratch + address(ofLayer(0, OUTPUTS));
  let depth = word(ofLayer(0, ROWS));
  for (let layer = 1; layer < word(LAYERS); layer++) {
    tanhInPlace(below, depth * BLOCK);
    const rows = word(ofLayer(layer, ROWS));
    const outputs = scratch + address(ofLayer(layer, OUTPUTS));
    product(address(ofLayer(layer, WEIGHTS)), depth, rows, below, outputs);
    below = outputs;
    depth = rows;
  }
  return below;
}

/** Takes row 0 of the last layer through its activation, if it has one. */
function activateFlow(outputs: usize): void {
  if (word(KIND) === 0) return;
  const stride = outputStride();
  for (const end = outputs + <usize>PANELS * stride; outputs < end; outputs += stride) celuTo(outputs, outputs, PANEL);
}

/** Takes the rows of the latent state through their activation, to a table whose panels are so many bytes apart. */
function activateLatent(outputs: usize, latent: usize, latentStride: usize): void {
  const stride = outputStride();
  const count = word(LATENT) * PANEL;
  for (let panel = 0; panel < PANELS; panel++, outputs += stride, latent += latentStride) {
    if (word(KIND) === 1) celuTo(outputs + ROW, latent, count);
    else tanhTo(outputs + ROW, latent, count);
  }
}

/** Bytes from panel to panel of the outputs of the last layer. */
function outputStride(): usize {
  return address(ofLayer(word(LAYERS) - 1, ROWS)) * ROW;
}

/** Adds the offsets of the corridors in a year to row 0 of a table. */
function addOffsets(scratch: usize, year: i32, outputs: usize, rows: i32): void {
  const table = address(OFFSETS) + <usize>year * address(OFFSETS_BYTES);
  const offsets = scratch + address(SCRATCH_ADJOINT);
  gatherRow(table, scratch + address(SCRATCH_INDICES) + <usize>CORRIDOR_INDEX * BLOCK * 4, offsets, ROW);
  addRow(offsets, outputs, rows);
}

/** Flows of an evaluated block, persons: S sigmoid(v) of the people at risk, or scale exp(u). */
export function writeFlows(scratch: usize, year: i32, outputs: usize, flows: usize): void {
  const stride = outputStride();
  const absolute = word(KIND) === 1;
  const scale = f32x4.splat(load<f32>(RECORD + (SCALE << 2)));
  if (!absolute) gatherRow(atRisk(year), scratch + address(SCRATCH_INDICES), flows, ROW);
  for (const end = flows + BLOCK * 4; flows < end; flows += ROW, outputs += stride) {
    for (let half: usize = 0; half < ROW; half += 16) {
      const output = v128.load(outputs + half);
      const flow = absolute ? scaledExp(output, scale) : f32x4.mul(v128.load(flows + half), sigmoid(output));
      v128.store(flows + half, flow);
    }
  }
}

/** The latent state of the next year, from the outputs of an evaluated block. */
export function writeLatent(outputs: usize, latent: usize): void {
  activateLatent(outputs, latent, address(LATENT) * ROW);
}

/**
 * Adjoint of `evaluate` and `writeFlows`: adds to a gradient, and replaces the adjoint of the next latent state, in the
 * scratch memory, by that of this year's. Call it after `evaluate` of the same block and year.
 * @param flowAdjoints derivative of the loss by the flow of each edge; replaced by that by its log odds or log flow.
 * @param gradient address of the gradient.
 * @returns the adjoints of the first layer's sums.
 */
export function backpropagate(scratch: usize, year: i32, outputs: usize, flowAdjoints: usize, gradient: usize): usize {
  const last = word(LAYERS) - 1;
  let adjoints = scratch + address(SCRATCH_ADJOINT);
  let others = scratch + address(SCRATCH_OTHER_ADJOINT);
  const inputs = scratch + address(SCRATCH_INPUTS);
  const inputRows = word(INPUT_ROWS);
  activateLatent(outputs, outputs + ROW, outputStride());
  outputAdjoints(scratch, year, outputs, flowAdjoints, adjoints);
  let rows = word(ofLayer(last, ROWS));
  if (word(KIND) === 0) {
    readFirstRow(adjoints, rows, others);
    addCombinationGradient(others, inputs, inputRows, word(INPUT_COUNT), gradient + address(LINEAR_GRADIENT));
  }
  for (let layer = last; layer > 0; layer--) {
    const depth = word(ofLayer(layer - 1, ROWS));
    const below = scratch + address(ofLayer(layer - 1, OUTPUTS));
    addOuterProduct(adjoints, rows, below, depth, gradient + address(ofLayer(layer, GRADIENT)));
    product(address(ofLayer(layer, TRANSPOSED)), rows, depth, adjoints, others);
    multiplyByTanhSlope(others, below, depth * BLOCK);
    const done = adjoints;
    adjoints = others;
    others = done;
    rows = depth;
  }
  addOuterProduct(adjoints, rows, inputs, inputRows, gradient + address(ofLayer(0, GRADIENT)));
  if (year > 0) product(address(LATENT_TRANSPOSED), rows, word(LATENT_ROWS), adjoints, scratch + address(SCRATCH_LATENT_ADJOINT));
  return adjoints;
}

/** From the adjoints of the first layer's sums to those of the two stocks, STOCK_ROWS rows. */
export function writeStockAdjoints(adjoints: usize, stockAdjoints: usize): void {
  product(address(STOCK_TRANSPOSED), word(ofLayer(0, ROWS)), STOCK_ROWS, adjoints, stockAdjoints);
}

/** Adjoints of what goes into the output stage, from those of the flows and of the next latent state. */
function outputAdjoints(scratch: usize, year: i32, outputs: usize, flowAdjoints: usize, adjoints: usize): void {
  const rows = word(ofLayer(word(LAYERS) - 1, ROWS));
  const latent = word(LATENT);
  const padding = <usize>(rows - 1 - latent) * ROW;
  const latentStride = address(LATENT_ROWS) * ROW;
  const absolute = word(KIND) === 1;
  let latentAdjoints = scratch + address(SCRATCH_LATENT_ADJOINT);
  const scale = f32x4.splat(load<f32>(RECORD + (SCALE << 2)));
  if (!absolute) gatherRow(atRisk(year), scratch + address(SCRATCH_INDICES), adjoints, <usize>rows * ROW);
  for (let panel = 0; panel < PANELS; panel++) {
    for (let half: usize = 0; half < ROW; half += 16) {
      const output = v128.load(outputs + half);
      const flowAdjoint = v128.load(flowAdjoints + half);
      const adjoint = absolute ? ofLogFlow(output, flowAdjoint, scale) : ofLogOdds(output, flowAdjoint, v128.load(adjoints + half));
      v128.store(adjoints + half, adjoint);
      v128.store(flowAdjoints + half, adjoint);
    }
    outputs += ROW;
    adjoints += ROW;
    for (const end = outputs + <usize>latent * ROW; outputs < end; outputs += 16, adjoints += 16, latentAdjoints += 16) {
      const slope = absolute ? celuSlope(v128.load(outputs)) : tanhSlope(v128.load(outputs));
      v128.store(adjoints, f32x4.mul(v128.load(latentAdjoints), slope));
    }
    memory.fill(adjoints, 0, padding);
    outputs += padding;
    adjoints += padding;
    latentAdjoints += latentStride - <usize>latent * ROW;
    flowAdjoints += ROW;
  }
}

/** T = scale exp(u), u = CELU(a): the derivative by a. */
function ofLogFlow(u: v128, flowAdjoint: v128, scale: v128): v128 {
  return f32x4.mul(f32x4.mul(flowAdjoint, scaledExp(u, scale)), celuSlope(u));
}

/** T = S p, p = sigmoid(v): the derivative by v is S p (1 - p). */
function ofLogOdds(v: v128, flowAdjoint: v128, atRisk: v128): v128 {
  const share = sigmoid(v);
  return f32x4.mul(f32x4.mul(flowAdjoint, atRisk), f32x4.mul(share, f32x4.sub(f32x4.splat(1), share)));
}

/** Table of the people at risk in a year. */
function atRisk(year: i32): usize {
  return address(AT_RISK) + <usize>year * address(AT_RISK_BYTES);
}
