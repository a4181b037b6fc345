import { backpropagate, evaluate, evaluateByPair, writeFlows, writeLatent, writeStockAdjoints } from './network.ts';
import { BLOCK, STOCK_ROWS } from './shared/blocks.ts';
import { BLOCKS, ENDS, FLOW_ADJOINTS, FLOWS, FLOWS_BYTES, STATES, STATES_BYTES } from './shared/edgeSet.ts';
import {
  ALL,
  GRADIENT_BYTES,
  GRADIENT_COUNT,
  GRADIENTS,
  LATENT,
  LATENT_ADJOINTS,
  LATENT_ROWS,
  SAMPLE,
  SCRATCH_LATENT_ADJOINT,
  STOCK_ADJOINTS,
  YEARS,
} from './shared/record.ts';
import { address, word } from './words.ts';

export { celuInPlace, expInPlace, tanhInPlace, writeConstants } from './elementary.ts';
export { sumPairs } from './pairSums.ts';
export { product } from './products.ts';

/*
 * The units of work that the engine shares out. Units of one call write to memory of their own, so that any worker may do
 * any of them in any order.
 *
 * These files are AssemblyScript, written so that tools for TypeScript read them too. `// @inline` before a function stands for
 * the decorator, and imports end in .ts; build.js gives the compiler what it expects.
 */

const ENDS_BYTES: usize = 3 * 4 * BLOCK;
const BLOCK_BYTES: usize = 4 * BLOCK;

/** Flows and next latent states of one block of all edges, after `sumPairs` of the year; the latent states replace those of the year. */
export function forwardAll(scratch: usize, block: i32, year: i32): void {
  const states = address(ALL + STATES) + <usize>block * address(LATENT) * BLOCK_BYTES;
  const outputs = evaluateByPair(scratch, address(ALL + ENDS) + <usize>block * ENDS_BYTES, year, states);
  writeFlows(scratch, year, outputs, address(ALL + FLOWS) + <usize>block * BLOCK_BYTES);
  if (year + 1 < word(YEARS)) writeLatent(outputs, states);
}

/** Flows and next latent states of one block of the sample. */
export function forwardSample(scratch: usize, block: i32, year: i32): void {
  const states = address(SAMPLE + STATES) + <usize>block * address(LATENT) * BLOCK_BYTES;
  const stateBytes = address(SAMPLE + STATES_BYTES);
  const ends = address(SAMPLE + ENDS) + <usize>block * ENDS_BYTES;
  const outputs = evaluate(scratch, ends, year, states + <usize>year * stateBytes);
  writeFlows(scratch, year, outputs, address(SAMPLE + FLOWS) + <usize>year * address(SAMPLE + FLOWS_BYTES) + <usize>block * BLOCK_BYTES);
  if (year + 1 < word(YEARS)) writeLatent(outputs, states + <usize>(year + 1) * stateBytes);
}

/**
 * Gradient of one part of the blocks of the sample, through all years from the last to the first. The layers are evaluated
 * again from the latent states that `forwardSample` left.
 */
export function backwardPart(scratch: usize, part: i32, _year: i32): void {
  const gradientBytes = address(GRADIENT_BYTES);
  const gradient = address(GRADIENTS) + <usize>part * gradientBytes;
  memory.fill(gradient, 0, gradientBytes);
  const blocks = word(SAMPLE + BLOCKS);
  const parts = word(GRADIENT_COUNT);
  const end = (blocks * (part + 1)) / parts;
  for (let block = (blocks * part) / parts; block < end; block++) backward(scratch, block, gradient);
}

function backward(scratch: usize, block: i32, gradient: usize): void {
  const ends = address(SAMPLE + ENDS) + <usize>block * ENDS_BYTES;
  const states = address(SAMPLE + STATES) + <usize>block * address(LATENT) * BLOCK_BYTES;
  const adjoints = address(SAMPLE + FLOW_ADJOINTS) + <usize>block * BLOCK_BYTES;
  memory.fill(scratch + address(SCRATCH_LATENT_ADJOINT), 0, address(LATENT_ROWS) * BLOCK_BYTES);
  for (let year = word(YEARS) - 1; year >= 0; year--) {
    const outputs = evaluate(scratch, ends, year, states + <usize>year * address(SAMPLE + STATES_BYTES));
    backpropagate(scratch, year, outputs, adjoints + <usize>year * address(SAMPLE + FLOWS_BYTES), gradient);
  }
}

/**
 * Adds one part of the blocks of the sample of one year to the gradient of that part. The latent adjoints of the blocks, of the
 * states that the year leaves, become those of the states that it takes; the adjoints of its stocks are written.
 */
export function backwardYear(scratch: usize, part: i32, year: i32): void {
  const gradient = address(GRADIENTS) + <usize>part * address(GRADIENT_BYTES);
  const blocks = word(SAMPLE + BLOCKS);
  const parts = word(GRADIENT_COUNT);
  const latentBytes = address(LATENT_ROWS) * BLOCK_BYTES;
  const latentAdjoint = scratch + address(SCRATCH_LATENT_ADJOINT);
  const states = address(SAMPLE + STATES) + <usize>year * address(SAMPLE + STATES_BYTES);
  const flowAdjoints = address(SAMPLE + FLOW_ADJOINTS) + <usize>year * address(SAMPLE + FLOWS_BYTES);
  const end = (blocks * (part + 1)) / parts;
  for (let block = <usize>((blocks * part) / parts); block < <usize>end; block++) {
    const carried = address(LATENT_ADJOINTS) + block * latentBytes;
    memory.copy(latentAdjoint, carried, latentBytes);
    const ends = address(SAMPLE + ENDS) + block * ENDS_BYTES;
    const outputs = evaluate(scratch, ends, year, states + block * address(LATENT) * BLOCK_BYTES);
    const adjoints = backpropagate(scratch, year, outputs, flowAdjoints + block * BLOCK_BYTES, gradient);
    memory.copy(carried, latentAdjoint, latentBytes);
    writeStockAdjoints(adjoints, address(STOCK_ADJOINTS) + block * STOCK_ROWS * BLOCK_BYTES);
  }
}
