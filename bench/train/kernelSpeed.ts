import { selectEdges } from '../../src/model/edges.ts';
import { instantiateKernel } from '../../src/model/kernel/crew.ts';
import type { KernelProblem } from '../../src/model/kernel/kernelEngine.ts';
import { KernelMemory } from '../../src/model/kernel/kernelMemory.ts';
import { LARGEST_MEMORY } from '../../src/model/kernel/memoryPlan.ts';
import { shapeOfWeights } from '../../src/model/kernel/parameters.ts';
import type { Weights } from '../../src/model/network.ts';

const BLOCK = 128;
const WIDTH = 60;
/** Blocks of the sample that are measured: one for each part of the gradient. */
const BLOCKS = 16;
/** Few, so that one unit of work is over before another program takes the core. */
const YEARS = 4;
const ROUNDS = 12;

/** Billions of multiplications and additions a second on one core. */
export interface Speeds {
  /** The register-blocked product alone, 128 edges x 60 x 60. */
  readonly product: number;
  /** A block forward: covariates, all layers, flows. */
  readonly forward: number;
  /** A block backward through the years, the evaluation again of its layers included in time and work. */
  readonly backward: number;
}

/** Speeds of the kernel beside its bare matrix product, block by block and in turns, so that all meet the same machine. */
export function measureSpeeds(problem: KernelProblem, weights: Weights): Speeds {
  const shape = shapeOfWeights('paper', weights, problem.sources.length + 2);
  const memory = new KernelMemory({ ...problem, years: YEARS, shape, scale: 1000, threads: 1, limit: LARGEST_MEMORY });
  const kernel = instantiateKernel(memory.memory);
  memory.useSample(
    selectEdges(
      problem.edges,
      Int32Array.from({ length: BLOCKS * BLOCK }, (_, edge) => edge),
    ),
  );
  memory.setWeights(weights);
  const scratch = memory.scratch(0);
  const factors = weights.reduce((sum, layer) => sum + (layer.shape.length === 2 ? layer.values.length : 0), 0);
  const [product, forward, backward]: [number[], number[], number[]] = [[], [], []];
  const parameters = memory.floats('parameters').byteOffset;
  for (let round = 0; round < ROUNDS; round++) {
    for (let repeat = 0; repeat < 200; repeat++) {
      product.push(secondsOf(() => kernel.product(parameters, WIDTH, WIDTH, scratch, scratch + 4 * WIDTH * BLOCK)));
    }
    for (let year = 0; year < YEARS; year++) {
      for (let block = 0; block < BLOCKS; block++) forward.push(secondsOf(() => kernel.forwardSample(scratch, block, year)));
    }
    for (let part = 0; part < BLOCKS; part++) backward.push(secondsOf(() => kernel.backwardPart(scratch, part, 0)));
  }
  // The least time: other programs on the machine only ever make it longer.
  const rate = (operations: number, seconds: readonly number[]) => operations / Math.min(...seconds) / 1e9;
  return {
    product: rate(2 * WIDTH * WIDTH * BLOCK, product),
    forward: rate(2 * factors * BLOCK, forward),
    backward: rate(6 * factors * BLOCK * YEARS, backward),
  };
}

function secondsOf(work: () => void): number {
  const begun = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}
