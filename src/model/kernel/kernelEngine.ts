import { log1p } from '../../numerics/elementary.ts';
import { Loss, type ModelCourse } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { FlowLimit, FlowTotals, SampledYear } from '../dynamics/stockFlowYear.ts';
import {
  addFlows,
  addOutflows,
  differences,
  flowAdjoints,
  nextStock,
  populationAtRisk,
  realisedFlows,
  realisedShares,
  stockAdjoints,
  survivorsOf,
  unconstrainedAdjoints,
  withStocks,
} from '../dynamics/stockFlowYear.ts';
import type { StockScale } from '../problem/covariates.ts';
import type { Edges } from '../problem/edges.ts';
import { countEdges, selectEdges } from '../problem/edges.ts';
import type { EffectDesign } from '../problem/effects.ts';
import { AREA, effectOffsets, isEffect, REPORTING_FACTOR, reportingFactors } from '../problem/effects.ts';
import type { InputSource } from '../problem/inputs.ts';
import { inputSourcesOf, STOCK_INPUTS } from '../problem/inputs.ts';
import type { Weights } from '../problem/network.ts';
import { PERSONS_AT_ZERO } from '../problem/network.ts';
import type { Demography, Problem } from '../problem/problem.ts';
import type { Targets } from '../problem/targets.ts';
import type { EdgeFlowSink, Engine, EngineOf, GradientResult, Simulation } from '../training/engine.ts';
import { annualNetMigration, SETTLING_YEARS } from '../training/engine.ts';
import type { LatestFlows } from '../training/latestFlows.ts';
import { totalsOf } from '../training/latestFlows.ts';
import type { EdgeSample } from '../training/sampling.ts';
import { KernelMemory } from './kernelMemory.ts';
import { blocksOf, LARGEST_MEMORY, PARTS } from './memoryPlan.ts';
import type { NetworkKind } from './parameters.ts';
import { shapeOfWeights } from './parameters.ts';
import { WorkerPool } from './workerPool.ts';

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
  readonly effects: EffectDesign;
}

export interface KernelOptions {
  readonly kind?: NetworkKind;
  /** Cores to compute on; results do not depend on it. */
  readonly threads?: number;
  /** Bytes that the memory of the kernel may take; 4 GB if left out. */
  readonly memoryLimit?: number;
  /** Standard deviation of the level of a corridor, which the loss leaves open; 0 if left out. */
  readonly level?: number;
}

/** The fused kernel as an engine for problems of the pipeline. */
export function kernelEngineOf(options: KernelOptions = {}): EngineOf {
  return (problem: Problem, objective: Objective, level: number) =>
    new KernelEngine({ ...problem, sources: inputSourcesOf(problem.covariates), stockScale: problem.covariates.stock }, objective, {
      ...options,
      level,
    });
}

interface Device {
  readonly memory: KernelMemory;
  readonly pool: WorkerPool;
}

/**
 * The model in WebAssembly: the network of `tensorflow/network.ts` and its adjoint for blocks of edges in strict float32 SIMD, all else
 * in double precision. Same bits on every machine and for every number of threads.
 */
export class KernelEngine implements Engine {
  readonly #problem: KernelProblem;
  readonly #options: Required<Omit<KernelOptions, 'level'>>;
  readonly #loss: Loss;
  #device: Device | null = null;

  constructor(
    problem: KernelProblem,
    objective: Objective,
    { kind = 'default', threads = 1, memoryLimit = LARGEST_MEMORY, level = 0 }: KernelOptions,
  ) {
    this.#problem = problem;
    this.#options = { kind, threads, memoryLimit };
    this.#loss = new Loss(problem.targets, objective, problem.areas, level);
  }

  async lossAndGradients(weights: Weights, sample: EdgeSample, latest: LatestFlows): Promise<GradientResult> {
    const { memory, pool } = this.#deviceFor(weights);
    const edges = selectEdges(this.#problem.edges, sample.edges);
    memory.useSample(edges);
    this.#setWeights(memory, weights);
    const run = this.#runSample({ memory, pool }, edges, sample.edges, latest);
    const { loss, terms, adjoints } = this.#loss.evaluate(run, reportingFactors(weights));
    this.#writeFlowAdjoints(memory, run.sampled, sample.weights, adjoints);
    pool.run('backwardPart', PARTS);
    return {
      loss,
      terms,
      gradients: this.#gradients(memory, weights, edges, adjoints.reportingFactors),
      flows: run.sampled.map(({ flows }) => flows),
    };
  }

  /** All years forward: edges of the sample are evaluated, the others stand as totals. */
  #runSample({ memory, pool }: Device, edges: Edges, sample: Int32Array, latest: LatestFlows) {
    const { areas, years, demography, initialStock } = this.#problem;
    const count = countEdges(edges);
    this.#settleSample({ memory, pool }, count);
    const stocks = [initialStock];
    const all: FlowTotals[] = [];
    const sampled: SampledYear[] = [];
    for (let year = 0; year < years; year++) {
      const stock = stocks[year]!;
      this.#writeStocks(memory, stock, year);
      pool.run('forwardSample', blocksOf(count), year);
      const from = year * memory.sampleStride;
      const flows = memory.floats('sampleFlows').slice(from, from + count);
      const before = latest.flowsOf(year, sample);
      const totals = latest.totals(year);
      const limit = this.#limitOf(stock, year, () => {
        addOutflows(totals.outflows, edges, areas, flows, before);
        return totals.outflows;
      });
      const realisedBefore = limit === null ? before : realisedFlows(edges, areas, before, latest.sharesOf(year));
      const realised = limit === null ? flows : realisedFlows(edges, areas, flows, limit.shares);
      addFlows(totals, edges, areas, differences(realised, realisedBefore));
      sampled.push({ edges, flows, limit });
      all.push(totals);
      stocks.push(nextStock(stock, totals, demography, year, areas));
    }
    return { stocks, totals: all, sampled };
  }

  /** Latent states of the sample at the start: those after some passes of the first year, without gradient. */
  #settleSample({ memory, pool }: Device, count: number): void {
    if (this.#options.kind === 'paper') return;
    this.#writeStocks(memory, this.#problem.initialStock, 0);
    for (let pass = 0; pass < SETTLING_YEARS; pass++) {
      pool.run('forwardSample', blocksOf(count), 0);
      memory.restartStates();
    }
  }

  /** From the derivatives by stocks and corridors to those by the flow of every edge and year, the last year first. */
  #writeFlowAdjoints(memory: KernelMemory, sampled: readonly SampledYear[], weights: Float64Array, { totals, stocks }: ModelCourse): void {
    const { areas, years, demography } = this.#problem;
    const target = memory.floats('flowAdjoints');
    let adjoint = stocks[years]!;
    for (let year = years - 1; year >= 0; year--) {
      const ofTotals = withStocks(totals[year]!, adjoint);
      const ofEdges = unconstrainedAdjoints(flowAdjoints(ofTotals, sampled[year]!.edges, areas), sampled[year]!, areas);
      for (let edge = 0; edge < ofEdges.length; edge++) target[year * memory.sampleStride + edge] = weights[edge]! * ofEdges[edge]!;
      const direct = stocks[year]!;
      adjoint = stockAdjoints(adjoint, demography, year, areas);
      for (let cell = 0; cell < adjoint.length; cell++) adjoint[cell] = adjoint[cell]! + direct[cell]!;
    }
  }

  async simulate(weights: Weights, initialStock: Float64Array, edgeFlows?: EdgeFlowSink): Promise<Simulation> {
    const { areas, years, edges, demography } = this.#problem;
    const { memory, pool } = this.#deviceFor(weights);
    const size = areas * areas;
    const flows = new Float64Array(years * size);
    const stocks = new Float64Array((years + 1) * size);
    this.#setWeights(memory, weights);
    memory.clearStates(countEdges(edges));
    let stock = initialStock;
    stocks.set(stock);
    this.#settleAll({ memory, pool }, stock);
    for (let year = 0; year < years; year++) {
      this.#writeStocks(memory, stock, year);
      pool.run('sumPairs', memory.pairUnits, year);
      pool.run('forwardAll', blocksOf(countEdges(edges)), year);
      const unconstrained = memory.floats('flows').slice(0, countEdges(edges));
      const { realised, shares } = this.#realise(unconstrained, stock, year);
      const totals = totalsOf(edges, areas, { unconstrained, shares });
      flows.set(totals.corridors, year * size);
      stock = nextStock(stock, totals, demography, year, areas);
      stocks.set(stock, (year + 1) * size);
      edgeFlows?.(year, realised, { unconstrained, shares, totals });
    }
    return { flows, stocks, netMigration: annualNetMigration(flows, areas) };
  }

  /** The same for all edges. */
  #settleAll({ memory, pool }: Device, stock: Float64Array): void {
    if (this.#options.kind === 'paper') return;
    this.#writeStocks(memory, stock, 0);
    pool.run('sumPairs', memory.pairUnits, 0);
    for (let pass = 0; pass < SETTLING_YEARS; pass++) pool.run('forwardAll', blocksOf(countEdges(this.#problem.edges)), 0);
  }

  /** What all edges' unconstrained flows come to. */
  #realise(unconstrained: Float32Array, stock: Float64Array, year: number): { realised: Float32Array; shares: Float64Array } {
    const { areas, edges } = this.#problem;
    const limit = this.#limitOf(stock, year, () => {
      const outflows = new Float64Array(stock.length);
      addOutflows(outflows, edges, areas, unconstrained);
      return outflows;
    });
    if (limit === null) return { realised: unconstrained, shares: new Float64Array(stock.length).fill(1) };
    return { realised: realisedFlows(edges, areas, unconstrained, limit.shares), shares: limit.shares };
  }

  #setWeights(memory: KernelMemory, weights: Weights): void {
    memory.setWeights(weights.filter((layer) => !isEffect(layer)));
    if (this.#options.kind === 'default') memory.floats('offsets').set(effectOffsets(weights, this.#problem.effects));
  }

  /** Gradients by array of weights that is learnt: effects of areas and reporting factors come after the network. */
  #gradients(memory: KernelMemory, weights: Weights, sample: Edges, ofReportingFactors: Float64Array): Float32Array[] {
    const has = (effect: string) => weights.some(({ name }) => name === effect);
    return [
      ...memory.gradients(weights.filter((layer) => !isEffect(layer))),
      ...(has(AREA) ? [this.#areaGradient(memory, sample)] : []),
      ...(has(REPORTING_FACTOR) ? [Float32Array.from(ofReportingFactors)] : []),
    ];
  }

  /** Sums of the derivatives by the log odds, which the way back leaves, over the edges from and to each area in each year. */
  #areaGradient(memory: KernelMemory, { orig, dest }: Edges): Float32Array {
    const { areas, years } = this.#problem;
    const gradient = new Float64Array(2 * years * areas);
    const ofLogOdds = memory.floats('flowAdjoints');
    for (let year = 0; year < years; year++) {
      const from = year * memory.sampleStride;
      for (let edge = 0; edge < orig.length; edge++) {
        const slope = ofLogOdds[from + edge]!;
        const departure = 2 * areas * year + orig[edge]!;
        const arrival = 2 * areas * year + areas + dest[edge]!;
        gradient[departure] = gradient[departure]! + slope;
        gradient[arrival] = gradient[arrival]! + slope;
      }
    }
    return Float32Array.from(gradient);
  }

  /** What the people of the stock cells set as a limit to those who leave; the published network sets none. */
  #limitOf(stock: Float64Array, year: number, outflows: () => Float64Array): FlowLimit | null {
    const { areas, demography } = this.#problem;
    if (this.#options.kind === 'paper') return null;
    const survivors = survivorsOf(stock, demography, year, areas);
    return { survivors, shares: realisedShares(survivors, outflows()) };
  }

  /** Writes the population at risk of a year and the inputs that show them, (log(1 + S) - mean) / sd. */
  #writeStocks(memory: KernelMemory, stock: Float64Array, year: number): void {
    const { areas, demography, stockScale } = this.#problem;
    const atRisk = populationAtRisk(stock, demography, year, areas);
    const from = year * atRisk.length;
    memory.floats('populationAtRisk').set(atRisk, from);
    const inputs = new Float32Array(atRisk.length);
    for (let cell = 0; cell < inputs.length; cell++) inputs[cell] = (log1p(atRisk[cell]!) - stockScale.mean) / stockScale.sd;
    memory.floats('stockInputs').set(inputs, from);
  }

  #deviceFor(weights: Weights): Device {
    if (this.#device === null) {
      const { areas, years, edges, sources } = this.#problem;
      const { kind, threads, memoryLimit: limit } = this.#options;
      const network = weights.filter((layer) => !isEffect(layer));
      const shape = shapeOfWeights(kind, network, sources.length + STOCK_INPUTS);
      const memory = new KernelMemory({ areas, years, edges, sources, shape, scale: PERSONS_AT_ZERO, threads, limit });
      this.#device = { memory, pool: new WorkerPool(memory.memory, threads, (worker) => memory.scratch(worker)) };
    }
    return this.#device;
  }

  dispose(): void {
    this.#device?.pool.stop();
    this.#device = null;
  }
}
