import { KernelMemory } from '../../kernel/kernelMemory.ts';
import { blocksOf, LARGEST_MEMORY, PARTS } from '../../kernel/memoryPlan.ts';
import { padded, shapeOfWeights } from '../../kernel/parameters.ts';
import { PANEL, STOCK_ROWS } from '../../kernel/wasm/shared/blocks.ts';
import { WorkerPool } from '../../kernel/workerPool.ts';
import { selectEdges } from '../../problem/edges.ts';
import { STOCK_INPUTS } from '../../problem/inputs.ts';
import { PERSONS_AT_ZERO } from '../../problem/network.ts';
import type { PaperProblem } from '../problem/paperProblem.ts';
import type { EdgeNetwork, PaperWeights } from './edgeNetwork.ts';

export interface PaperKernelOptions {
  /** Most edges with gradient in one year. */
  readonly sample: number;
  /** Cores to compute on; results do not depend on it. */
  readonly threads?: number;
  /** Bytes that the memory of the kernel may take; 4 GB if left out. */
  readonly memoryLimit?: number;
}

interface Device {
  readonly memory: KernelMemory;
  readonly pool: WorkerPool;
  readonly latent: number;
}

/** Of the sample of a year, the adjoints of the latent states that it takes, as they lie in the memory. */
interface Carried {
  readonly sample: Int32Array;
  readonly adjoints: Float32Array;
}

/**
 * The published network with tanh in the kernel, float32. All edges are evaluated in place, year by year; of the edges with
 * gradient the latent states that they start a year with are kept, and the way back evaluates them again. Same bits on every
 * machine and for every number of threads.
 */
export class PaperKernel implements EdgeNetwork {
  readonly #problem: PaperProblem;
  readonly #options: Required<PaperKernelOptions>;
  #device: Device | null = null;
  #weights: PaperWeights = [];
  #carried: Carried = { sample: new Int32Array(), adjoints: new Float32Array() };

  constructor(problem: PaperProblem, { sample, threads = 1, memoryLimit = LARGEST_MEMORY }: PaperKernelOptions) {
    this.#problem = problem;
    this.#options = { sample, threads, memoryLimit };
  }

  start(weights: PaperWeights): void {
    const { memory } = this.#deviceFor(weights);
    this.#weights = weights;
    this.#carried = { sample: new Int32Array(), adjoints: new Float32Array() };
    memory.setWeights(inSingle(weights));
    memory.clearStates(this.#edges);
    memory.floats('gradients').fill(0);
  }

  /** @throws RangeError for more edges with gradient than there is room for. */
  forward(year: number, stockInput: Float64Array, withGradient: Int32Array): Float32Array {
    if (withGradient.length > this.#options.sample) throw new RangeError(`${withGradient.length} edges with gradient`);
    const { memory, pool } = this.#deviceFor(this.#weights);
    memory.floats('stockInputs').set(stockInput, year * stockInput.length);
    this.#keepStates(year, withGradient);
    pool.run('sumPairs', memory.pairUnits, year);
    pool.run('forwardAll', blocksOf(this.#edges), year);
    return memory.floats('flows').slice(0, this.#edges);
  }

  /** Copies the latent states that the sample starts the year with. */
  #keepStates(year: number, sample: Int32Array): void {
    const { memory, latent } = this.#deviceFor(this.#weights);
    const states = memory.floats('states');
    const kept = memory.sampleStates(year);
    for (let position = 0; position < sample.length; position++) {
      copyColumn(states, columnOf(sample[position]!, latent), states, kept + columnOf(position, latent), latent);
    }
  }

  backward(year: number, withGradient: Int32Array, flowAdjoints: Float64Array): Float64Array {
    const { memory, pool } = this.#deviceFor(this.#weights);
    memory.writeSample(selectEdges(this.#problem.edges, withGradient));
    this.#handOver(withGradient);
    const { sampleStride } = memory;
    const ofYear = memory.floats('flowAdjoints').subarray(year * sampleStride, (year + 1) * sampleStride);
    ofYear.fill(0);
    ofYear.set(flowAdjoints);
    pool.run('backwardYear', PARTS, year);
    this.#carried = { sample: withGradient, adjoints: memory.floats('latentAdjoints').slice() };
    return this.#stockAdjoints(withGradient);
  }

  /** Gives the edges that are in the sample of the next year too the latent adjoint that they have from it, the others none. */
  #handOver(sample: Int32Array): void {
    const { memory, latent } = this.#deviceFor(this.#weights);
    const { sample: next, adjoints } = this.#carried;
    const handed = memory.floats('latentAdjoints');
    const rows = padded(latent);
    handed.fill(0);
    for (let position = 0, other = 0; position < sample.length; position++) {
      while (other < next.length && next[other]! < sample[position]!) other++;
      if (next[other] === sample[position]) copyColumn(adjoints, columnOf(other, rows), handed, columnOf(position, rows), rows);
    }
  }

  /** Sums over the edges of the sample, areas x areas. */
  #stockAdjoints(sample: Int32Array): Float64Array {
    const { areas, edges } = this.#problem;
    const ofEdges = this.#deviceFor(this.#weights).memory.floats('stockAdjoints');
    const sums = new Float64Array(areas * areas);
    sample.forEach((edge, position) => {
      const birth = edges.birth[edge]! * areas;
      const [origin, destination] = [birth + edges.orig[edge]!, birth + edges.dest[edge]!];
      const from = columnOf(position, STOCK_ROWS);
      sums[origin] = sums[origin]! + ofEdges[from]!;
      sums[destination] = sums[destination]! + ofEdges[from + PANEL]!;
    });
    return sums;
  }

  gradients(): Float32Array[] {
    return this.#deviceFor(this.#weights).memory.gradients(inSingle(this.#weights));
  }

  get #edges(): number {
    return this.#problem.edges.birth.length;
  }

  #deviceFor(weights: PaperWeights): Device {
    if (this.#device === null) {
      const { areas, years, edges, sources } = this.#problem;
      const { sample, threads, memoryLimit: limit } = this.#options;
      const shape = shapeOfWeights('paper', inSingle(weights), sources.length + STOCK_INPUTS);
      const samplesByYear = true;
      const memory = new KernelMemory({ areas, years, edges, sources, shape, scale: PERSONS_AT_ZERO, threads, limit, samplesByYear });
      memory.reserveSample(sample);
      this.#device = { memory, pool: new WorkerPool(memory.memory, threads, (worker) => memory.scratch(worker)), latent: shape.latent };
    }
    return this.#device;
  }

  dispose(): void {
    this.#device?.pool.stop();
    this.#device = null;
  }
}

/** Where the numbers of an edge begin in tables [block][panel][row][edge of the panel]; from row to row it is PANEL numbers. */
function columnOf(edge: number, rows: number): number {
  return Math.floor(edge / PANEL) * PANEL * rows + (edge % PANEL);
}

function copyColumn(from: Float32Array, at: number, to: Float32Array, start: number, rows: number): void {
  for (let row = 0; row < rows; row++) to[start + row * PANEL] = from[at + row * PANEL]!;
}

function inSingle(weights: PaperWeights) {
  return weights.map((array) => ({ ...array, values: Float32Array.from(array.values) }));
}
