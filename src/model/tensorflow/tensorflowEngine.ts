import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients, which the core alone does not do in Node
import type { Objective } from '../dynamics/objective.ts';
import type { Edges } from '../problem/edges.ts';
import { countEdges, selectEdges, sliceEdges } from '../problem/edges.ts';
import { AREA, corridorOffsets, isLearned, REPORTING_FACTOR } from '../problem/effects.ts';
import { INPUTS, inputsOf } from '../problem/inputs.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import type { TargetKind } from '../problem/targets.ts';
import { TARGET_KINDS } from '../problem/targets.ts';
import type { EdgeFlowSink, Engine, GradientResult, Simulation } from '../training/engine.ts';
import { annualNetMigration } from '../training/engine.ts';
import type { LatestFlows } from '../training/latestFlows.ts';
import type { EdgeSample } from '../training/sampling.ts';
import { DeviceLoss, sumOf } from './loss.ts';
import type { DeviceWeights } from './network.ts';
import { toDevice } from './network.ts';
import type { DeviceYear, EdgeCells, EdgeYear, StepConstants } from './step.ts';
import { advance, netMigrationTensor } from './step.ts';

/** Edges that inference evaluates at once. Part of the results: it fixes the order of sums. */
const BLOCK = 50_000;

/** A sample of edges on the device. */
interface SampledEdges {
  readonly edges: Edges;
  readonly cells: EdgeCells;
  readonly gradientWeights: tf.Tensor1D;
}

/** The model in TensorFlow.js, on the backend that is set when it is made. */
export class TensorflowEngine implements Engine {
  readonly #problem: Problem;
  readonly #objective: Objective;
  readonly #constants: StepConstants;
  readonly #years: readonly DeviceYear[];
  readonly #loss: DeviceLoss;

  constructor(problem: Problem, objective: Objective) {
    this.#problem = problem;
    this.#objective = objective;
    this.#constants = { areas: problem.areas, stockScale: problem.covariates.stock, identity: tf.eye(problem.areas) };
    this.#years = Array.from({ length: problem.years }, (_, year) => demographyOf(problem, year));
    this.#loss = new DeviceLoss(problem.targets, objective.lambdas);
  }

  async lossAndGradients(weights: Weights, sample: EdgeSample, latest: LatestFlows): Promise<GradientResult> {
    const edges = selectEdges(this.#problem.edges, sample.edges);
    const cells = cellsOf(edges, this.#problem.areas);
    const gradientWeights = tf.tensor1d(Float32Array.from(sample.weights));
    const device = toDevice(weights);
    const names = weights.filter(isLearned).map(({ name }) => name);
    const offsets = corridorOffsets(weights, this.#problem.effects);
    const flows: tf.Tensor1D[] = [];
    const terms: tf.Scalar[] = [];
    const objective = (...tensors: tf.Tensor[]) => {
      const named = Object.fromEntries(names.map((name, layer) => [name, tensors[layer]!]));
      const unrolled = this.#unroll(named, offsets, { edges, cells, gradientWeights }, sample.edges, latest);
      for (const flow of unrolled.flows) flows.push(tf.keep(flow));
      for (const kind of TARGET_KINDS) terms.push(tf.keep(unrolled.terms[kind]));
      return sumOf(TARGET_KINDS.map((kind) => tf.mul(unrolled.terms[kind], this.#objective.weights[kind])));
    };
    const { value, grads } = tf.valueAndGrads(objective)(names.map((name) => device[name]!));
    const read = async (tensor: tf.Tensor) => (await tensor.data()) as Float32Array;
    const [stock, flow, net] = await Promise.all(terms.map(async (term) => (await read(term))[0]!));
    const result = {
      loss: (await read(value))[0]!,
      terms: { stock: stock!, flow: flow!, net: net! },
      gradients: await Promise.all(grads.map(read)),
      flows: await Promise.all(flows.map(read)),
    };
    tf.dispose([value, gradientWeights, ...grads, ...flows, ...terms, ...Object.values(device), ...Object.values(cells)]);
    return result;
  }

  /** The years in order with gradient: edges of the sample are followed through all of them, the others stand as totals. */
  #unroll(
    weights: DeviceWeights,
    offsets: Float32Array,
    { edges, cells, gradientWeights }: SampledEdges,
    sample: Int32Array,
    latest: LatestFlows,
  ) {
    const { areas, years, initialStock } = this.#problem;
    const flat = (stock: tf.Tensor2D) => tf.reshape(stock, [areas * areas]) as tf.Tensor1D;
    let stock = tf.tensor2d(Float32Array.from(initialStock), [areas, areas]);
    let latent = initialLatent(edges, weights);
    const stocks = [flat(stock)];
    const flows: tf.Tensor1D[] = [];
    const losses: Record<TargetKind, tf.Scalar[]> = { stock: [], flow: [], net: [] };
    const factors = REPORTING_FACTOR in weights ? (tf.reshape(weights[REPORTING_FACTOR]!, [-1]) as tf.Tensor1D) : null;
    for (let year = 0; year < years; year++) {
      const totals = latest.totals(year);
      const base = {
        corridors: tf.tensor1d(new Float32Array(totals.corridors)),
        changes: tf.tensor1d(new Float32Array(totals.changes)),
        outflows: tf.tensor1d(new Float32Array(totals.outflows)),
      };
      const unconstrained = tf.tensor1d(latest.flowsOf(year, sample));
      const shares = tf.tensor1d(new Float32Array(latest.sharesOf(year)));
      const inBase = { unconstrained, realised: tf.mul(unconstrained, tf.gather(shares, cells.origin)) as tf.Tensor1D };
      const block: EdgeYear = { cells, covariates: () => this.#covariates(edges, year), latent, inBase, gradientWeights };
      const yearEdges = { blocks: [block], base, offsets: this.#offsetsOf(year, offsets, weights) };
      const next = advance(this.#constants, weights, this.#years[year]!, stock, yearEdges);
      losses.flow.push(this.#loss.flow(year, next.totals.corridors, factors));
      losses.net.push(this.#loss.net(year, netMigrationTensor(next.totals.corridors, areas)));
      flows.push(next.flows[0]!);
      stock = next.stock;
      latent = next.latents[0]!;
      stocks.push(flat(stock));
    }
    losses.stock.push(this.#loss.stock(stocks));
    return { flows, terms: { stock: sumOf(losses.stock), flow: sumOf(losses.flow), net: sumOf(losses.net) } };
  }

  async simulate(weights: Weights, initialStock: Float64Array, edgeFlows?: EdgeFlowSink): Promise<Simulation> {
    const { areas, years, edges } = this.#problem;
    const size = areas * areas;
    const flows = new Float64Array(years * size);
    const stocks = new Float64Array((years + 1) * size);
    const device = toDevice(weights);
    const blocks = blocksOf(edges).map((block) => ({ edges: block, cells: cellsOf(block, areas) }));
    const zero: tf.Tensor1D = tf.zeros([size]);
    const offsets = corridorOffsets(weights, this.#problem.effects);
    let stock = tf.tensor2d(Float32Array.from(initialStock), [areas, areas]);
    let latents: readonly tf.Tensor2D[] = blocks.map((block) => initialLatent(block.edges, device));
    stocks.set(await stock.data());
    for (let year = 0; year < years; year++) {
      const evaluated = blocks.map(
        ({ edges: part, cells }, at): EdgeYear => ({
          cells,
          covariates: () => this.#covariates(part, year),
          latent: latents[at]!,
          inBase: null,
          gradientWeights: null,
        }),
      );
      const base = { corridors: zero, changes: zero, outflows: zero };
      const next = tf.tidy(() =>
        advance(this.#constants, device, this.#years[year]!, stock, {
          blocks: evaluated,
          base,
          offsets: this.#offsetsOf(year, offsets, device),
        }),
      );
      flows.set(await next.totals.corridors.data(), year * size);
      stocks.set(await next.stock.data(), (year + 1) * size);
      if (edgeFlows !== undefined) {
        const unconstrained = await concatenated(next.flows, countEdges(edges));
        const shares = Float64Array.from((await next.shares.data()) as Float32Array);
        edgeFlows(year, await concatenated(next.realised, countEdges(edges)), { unconstrained, shares });
      }
      tf.dispose([stock, ...latents, ...Object.values(next.totals), next.shares, ...next.flows, ...next.realised]);
      stock = next.stock;
      latents = next.latents;
    }
    tf.dispose([stock, ...latents, zero, ...Object.values(device), ...blocks.flatMap(({ cells }) => Object.values(cells))]);
    return { flows, stocks, netMigration: annualNetMigration(flows, areas) };
  }

  /** What the effects add to the log odds of all corridors in a year, length areas^2. @param offsets of the corridors' own effects. */
  #offsetsOf(year: number, offsets: Float32Array, weights: DeviceWeights): tf.Tensor1D {
    const { areas } = this.#problem;
    const size = areas * areas;
    const ofCorridors = tf.tensor1d(offsets.slice(year * size, (year + 1) * size));
    if (!(AREA in weights)) return ofCorridors;
    const leaving = tf.reshape(tf.slice(weights[AREA]!, [0, 0], [1, areas]), [areas, 1]);
    const coming = tf.slice(weights[AREA]!, [1, 0], [1, areas]);
    return tf.add(ofCorridors, tf.reshape(tf.add(leaving, coming), [size])) as tf.Tensor1D;
  }

  #covariates(edges: Edges, year: number): tf.Tensor2D {
    return tf.tensor2d(inputsOf(this.#problem.covariates, edges, year), [countEdges(edges), INPUTS.length]);
  }

  dispose(): void {
    this.#loss.dispose();
    tf.dispose([this.#constants.identity, ...this.#years.flatMap((year) => Object.values(year))]);
  }
}

function demographyOf({ areas, demography }: Problem, year: number): DeviceYear {
  const row = (values: Float64Array) => Float32Array.from(values.subarray(year * areas, (year + 1) * areas));
  return {
    population: tf.tensor1d(row(demography.population)),
    births: tf.tensor1d(row(demography.births)),
    survival: tf.tensor1d(row(demography.deathRate.map((rate) => 1 - rate))),
  };
}

function cellsOf({ birth, orig, dest }: Edges, areas: number): EdgeCells {
  const origin = birth.map((b, edge) => b * areas + orig[edge]!);
  const destination = birth.map((b, edge) => b * areas + dest[edge]!);
  const ends = Int32Array.from({ length: 2 * birth.length }, (_, at) => (at % 2 === 0 ? origin : destination)[at >> 1]!);
  return {
    ends: tf.tensor1d(ends, 'int32'),
    origin: tf.tensor1d(origin, 'int32'),
    destination: tf.tensor1d(destination, 'int32'),
    corridor: tf.tensor1d(
      orig.map((i, edge) => i * areas + dest[edge]!),
      'int32',
    ),
  };
}

function blocksOf(edges: Edges): Edges[] {
  const count = countEdges(edges);
  return Array.from({ length: Math.ceil(count / BLOCK) }, (_, block) =>
    sliceEdges(edges, block * BLOCK, Math.min(count, (block + 1) * BLOCK)),
  );
}

function initialLatent(edges: Edges, weights: DeviceWeights): tf.Tensor2D {
  return tf.zeros([countEdges(edges), weights['latent bias']!.shape[0]!]);
}

async function concatenated(parts: readonly tf.Tensor1D[], length: number): Promise<Float32Array> {
  const whole = new Float32Array(length);
  let from = 0;
  for (const part of parts) {
    whole.set(await part.data(), from);
    from += part.shape[0];
  }
  return whole;
}
