import { log1p } from '../../numerics/elementary.ts';
import type { StockScale } from '../covariates.ts';
import type { Edges } from '../edges.ts';
import { countEdges, selectEdges } from '../edges.ts';
import type { EdgeFlowSink, Engine, EngineOf, GradientResult, Objective, Simulation } from '../engine.ts';
import { netMigrationOf } from '../engine.ts';
import type { InputSource } from '../inputs.ts';
import { inputSourcesOf } from '../inputs.ts';
import type { LatestFlows } from '../latestFlows.ts';
import type { Weights } from '../network.ts';
import type { Demography, Problem } from '../problem.ts';
import type { Targets } from '../targets.ts';
import { TARGET_KINDS } from '../targets.ts';
import { Crew } from './crew.ts';
import { KernelMemory } from './kernelMemory.ts';
import { blocksOf, LARGEST_MEMORY, PARTS } from './memoryPlan.ts';
import type { NetworkKind } from './parameters.ts';
import { shapeOfWeights } from './parameters.ts';
import type { FlowTotals } from './population.ts';
import { addFlows, exposedStock, flowAdjoints, nextStock, stockAdjoints } from './population.ts';
import { TargetErrors } from './targetErrors.ts';

/** Two inputs of every edge after its covariates: the stock of its birth group in origin and destination. */
const STOCK_INPUTS = 2;
/** The published network gives the log of the flow in thousands (method.md 3.1). */
const SCALE = 1000;

/** A problem as the kernel takes it: any covariates, as long as they stand in tables by area, pair and year. */
export interface KernelProblem {
  readonly areas: number;
  readonly years: number;
  readonly edges: Edges;
  readonly sources: readonly InputSource[];
  readonly stockScale: StockScale;
  readonly demography: Demography;
  /** Areas x areas (birth, residence). */
  readonly initialStock: Float64Array;
  readonly targets: Targets;
}

export interface KernelOptions {
  readonly kind?: NetworkKind;
  /** Cores to compute on; results do not depend on it. */
  readonly threads?: number;
  /** Bytes that the memory of the kernel may take; 4 GB if left out. */
  readonly memoryLimit?: number;
}

/** The fused kernel as an engine for problems of the pipeline. */
export function kernelEngineOf(options: KernelOptions = {}): EngineOf {
  return (problem: Problem, objective: Objective) =>
    new KernelEngine({ ...problem, sources: inputSourcesOf(problem.covariates), stockScale: problem.covariates.stock }, objective, options);
}

interface Device {
  readonly memory: KernelMemory;
  readonly crew: Crew;
}

/**
 * The model in WebAssembly: the network of `network.ts` and its adjoint for blocks of edges in strict float32 SIMD, all else
 * in double precision. Same bits on every machine and for every number of threads.
 */
export class KernelEngine implements Engine {
  readonly #problem: KernelProblem;
  readonly #options: Required<KernelOptions>;
  readonly #errors: TargetErrors;
  readonly #objective: Objective;
  #device: Device | null = null;

  constructor(
    problem: KernelProblem,
    objective: Objective,
    { kind = 'default', threads = 1, memoryLimit = LARGEST_MEMORY }: KernelOptions,
  ) {
    this.#problem = problem;
    this.#objective = objective;
    this.#options = { kind, threads, memoryLimit };
    this.#errors = new TargetErrors(problem.targets, objective, problem.areas);
  }

  async lossAndGradients(weights: Weights, sample: Int32Array, latest: LatestFlows): Promise<GradientResult> {
    const { memory, crew } = this.#deviceFor(weights);
    const edges = selectEdges(this.#problem.edges, sample);
    memory.useSample(edges);
    memory.setWeights(weights);
    const run = this.#runSample({ memory, crew }, edges, sample, latest);
    const { terms, adjoints } = this.#errors.evaluate(run.corridors, run.stocks);
    this.#writeFlowAdjoints(memory, edges, run.stocks, adjoints.corridors, adjoints.stocks);
    crew.run('backwardPart', PARTS);
    return {
      loss: TARGET_KINDS.reduce((sum, kind) => sum + this.#objective.weights[kind] * terms[kind], 0),
      terms,
      gradients: memory.gradients(weights),
      flows: run.flows,
    };
  }

  /** All years forward: edges of the sample are evaluated, the others stand as totals. */
  #runSample({ memory, crew }: Device, edges: Edges, sample: Int32Array, latest: LatestFlows) {
    const { areas, years, demography, initialStock } = this.#problem;
    const count = countEdges(edges);
    const stocks = [initialStock];
    const corridors: Float64Array[] = [];
    const flows: Float32Array[] = [];
    for (let year = 0; year < years; year++) {
      const stock = stocks[year]!;
      this.#writeStocks(memory, stock, year);
      crew.run('forwardSample', blocksOf(count), year);
      const from = year * memory.sampleStride;
      const ofYear = memory.floats('sampleFlows').slice(from, from + count);
      const totals = latest.totals(year);
      addFlows(totals, edges, areas, ofYear, latest.flowsOf(year, sample));
      flows.push(ofYear);
      corridors.push(totals.corridors);
      stocks.push(nextStock(stock, totals.changes, demography, year, areas));
    }
    return { stocks, corridors, flows };
  }

  /** From the derivatives by stocks and corridors to those by the flow of every edge and year, the last year first. */
  #writeFlowAdjoints(
    memory: KernelMemory,
    edges: Edges,
    stocks: readonly Float64Array[],
    ofCorridors: readonly Float64Array[],
    ofStocks: readonly Float64Array[],
  ): void {
    const { areas, years, demography } = this.#problem;
    const target = memory.floats('flowAdjoints');
    let adjoint = ofStocks[years]!;
    for (let year = years - 1; year >= 0; year--) {
      const before = stockAdjoints(stocks[year + 1]!, adjoint, demography, year, areas);
      const from = year * memory.sampleStride;
      flowAdjoints({ corridors: ofCorridors[year]!, changes: before.changes }, edges, areas, target.subarray(from));
      const direct = ofStocks[year]!;
      adjoint = before.stock.map((value, cell) => value + direct[cell]!);
    }
  }

  async simulate(weights: Weights, initialStock: Float64Array, edgeFlows?: EdgeFlowSink): Promise<Simulation> {
    const { areas, years, edges, demography } = this.#problem;
    const { memory, crew } = this.#deviceFor(weights);
    const size = areas * areas;
    const flows = new Float64Array(years * size);
    const stocks = new Float64Array((years + 1) * size);
    memory.setWeights(weights);
    memory.clearStates(countEdges(edges));
    let stock = initialStock;
    stocks.set(stock);
    for (let year = 0; year < years; year++) {
      this.#writeStocks(memory, stock, year);
      crew.run('forwardAll', blocksOf(countEdges(edges)), year);
      const ofYear = memory.floats('flows').slice(0, countEdges(edges));
      const totals: FlowTotals = { corridors: flows.subarray(year * size, (year + 1) * size), changes: new Float64Array(size) };
      addFlows(totals, edges, areas, ofYear);
      edgeFlows?.(year, ofYear);
      stock = nextStock(stock, totals.changes, demography, year, areas);
      stocks.set(stock, (year + 1) * size);
    }
    return { flows, stocks, netMigration: netMigrationOf(flows, areas) };
  }

  /** Writes the people at risk of a year and the inputs that show them, (log(1 + S) - mean) / sd. */
  #writeStocks(memory: KernelMemory, stock: Float64Array, year: number): void {
    const { areas, demography, stockScale } = this.#problem;
    const exposed = exposedStock(stock, demography, year, areas);
    const from = year * exposed.length;
    memory.floats('exposed').set(exposed, from);
    const inputs = exposed.map((persons) => (log1p(persons) - stockScale.mean) / stockScale.sd);
    memory.floats('stockInputs').set(inputs, from);
  }

  #deviceFor(weights: Weights): Device {
    if (this.#device === null) {
      const { areas, years, edges, sources } = this.#problem;
      const { kind, threads, memoryLimit: limit } = this.#options;
      const shape = shapeOfWeights(kind, weights, sources.length + STOCK_INPUTS);
      const memory = new KernelMemory({ areas, years, edges, sources, shape, scale: SCALE, threads, limit });
      this.#device = { memory, crew: new Crew(memory.memory, threads, (worker) => memory.scratch(worker)) };
    }
    return this.#device;
  }

  dispose(): void {
    this.#device?.crew.stop();
    this.#device = null;
  }
}
