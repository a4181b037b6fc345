import type { KernelProblem } from '../../src/model/kernel/kernelEngine.ts';
import { KernelMemory } from '../../src/model/kernel/kernelMemory.ts';
import { LARGEST_MEMORY } from '../../src/model/kernel/memoryPlan.ts';
import { shapeOfWeights } from '../../src/model/kernel/parameters.ts';
import { instantiateKernel } from '../../src/model/kernel/workerPool.ts';
import { selectEdges } from '../../src/model/problem/edges.ts';
import type { Weights } from '../../src/model/problem/network.ts';

const BLOCK = 128;
const WIDTH = 60;
/** Blocks of the sample that are measured: one for each part of the gradient. */
const BLOCKS = 16;
/** Few, so that one unit of work is over before another program takes the core. */
const YEARS = 4;
const ROUNDS = 12;
/** Products between two looks at the clock. */
const AT_ONCE = 100;

/** Units of the kernel's work on blocks of edges, with the operations of each: multiplications and additions. */
export interface BlockWork {
  readonly operations: Readonly<Record<keyof Speeds, number>>;
  /** The register-blocked product alone, 128 edges x 60 x 60. */
  product(): void;
  /** A block forward: covariates, all layers, flows. */
  forward(block: number, year: number): void;
  /** A block backward through the years, the evaluation again of its layers included in time and work. */
  backward(block: number): void;
}

/** Billions of multiplications and additions a second on one core. */
export interface Speeds {
  readonly product: number;
  readonly forward: number;
  readonly backward: number;
}

/** The kernel on the first blocks of a problem. */
export function blockWork(problem: KernelProblem, weights: Weights): BlockWork {
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
  const parameters = memory.floats('parameters').byteOffset;
  const factors = weights.reduce((sum, layer) => sum + (layer.shape.length === 2 ? layer.values.length : 0), 0);
  return {
    operations: { product: 2 * WIDTH * WIDTH * BLOCK, forward: 2 * factors * BLOCK, backward: 6 * factors * BLOCK * YEARS },
    product: () => kernel.product(parameters, WIDTH, WIDTH, scratch, scratch + 4 * WIDTH * BLOCK),
    forward: (block, year) => kernel.forwardSample(scratch, block, year),
    backward: (block) => kernel.backwardPart(scratch, block, 0),
  };
}

/** Speeds of the kernel beside its bare matrix product, block by block and in turns, so that all meet the same machine. */
export function measureSpeeds({ operations, product, forward, backward }: BlockWork): Speeds {
  const times: Record<keyof Speeds, number[]> = { product: [], forward: [], backward: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (let repeat = 0; repeat < 200; repeat++) times.product.push(secondsOf(product));
    for (let year = 0; year < YEARS; year++) {
      for (let block = 0; block < BLOCKS; block++) times.forward.push(secondsOf(() => forward(block, year)));
    }
    for (let block = 0; block < BLOCKS; block++) times.backward.push(secondsOf(() => backward(block)));
  }
  // The least time: other programs on the machine only ever make it longer.
  const rate = (unit: keyof Speeds) => operations[unit] / Math.min(...times[unit]) / 1e9;
  return { product: rate('product'), forward: rate('forward'), backward: rate('backward') };
}

/** Speed of the bare product over so many seconds. */
export function productOver(seconds: number, { operations, product }: BlockWork): number {
  let spent = 0;
  let units = 0;
  for (; spent < seconds; units += AT_ONCE) {
    spent += secondsOf(() => {
      for (let unit = 0; unit < AT_ONCE; unit++) product();
    });
  }
  return (units * operations.product) / spent / 1e9;
}

function secondsOf(work: () => void): number {
  const begun = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}
