import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients, which the core alone does not do in Node
import { Loss, type LossAdjoints } from '../dynamics/loss.ts';
import type { Objective } from '../dynamics/objective.ts';
import type { FlowTotals } from '../dynamics/stockFlowYear.ts';
import type { Edges } from '../problem/edges.ts';
import { countEdges, selectEdges, sliceEdges } from '../problem/edges.ts';
import { AREA, corridorOffsets, isLearned, REPORTING_FACTOR, reportingFactors } from '../problem/effects.ts';
import { INPUTS, inputsOf } from '../problem/inputs.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import type { EdgeFlowSink, Engine, GradientResult, Simulation } from '../training/engine.ts';
import { annualNetMigration, SETTLING_YEARS } from '../training/engine.ts';
import type { LatestFlows } from '../training/latestFlows.ts';
import type { EdgeSample } from '../training/sampling.ts';
import type { DeviceWeights } from './network.ts';
import { toDevice } from './network.ts';
import type { DeviceYear, EdgeCells, EdgeYear, StepConstants } from './step.ts';
import { advance, type Totals } from './step.ts';

/** Edges that inference evaluates at once. Part of the results: it fixes the order of sums. */
const BLOCK = 50_000;

/** A sample of edges on the device. */
interface SampledEdges {
  readonly edges: Edges;
  readonly cells: EdgeCells;
  readonly gradientWeights: tf.Tensor1D;
  /** Latent states at the start. */
  readonly latent: tf.Tensor2D;
}

/** What one pass through all years leaves on the device. */
type Unrolled = {
  /** By year, sums over all edges. */
  readonly totals: Totals[];
  /** By 1 January, areas^2 (birth, residence). */
  readonly stocks: tf.Tensor1D[];
  /** Unconstrained flows of the sampled edges by year. */
  readonly flows: tf.Tensor1D[];
};

/** The model in TensorFlow.js, on the backend that is set when it is made; the loss is that of `dynamics/loss.ts`, in double precision. */
export class TensorflowEngine implements Engine {
  readonly #problem: Problem;
  readonly #constants: StepConstants;
  readonly #years: readonly DeviceYear[];
  readonly #loss: Loss;

  /** @param level standard deviation of the level of a corridor, which the loss leaves open. */
  constructor(problem: Problem, objective: Objective, level: number) {
    this.#problem = problem;
    this.#constants = { areas: problem.areas, stockScale: problem.covariates.stock, identity: tf.eye(problem.areas) };
    this.#years = Array.from({ length: problem.years }, (_, year) => demographyOf(problem, year));
    this.#loss = new Loss(problem.targets, objective, problem.areas, level);
  }

  /**
   * Two passes: one for corridors and stocks, whose derivatives of the loss are found outside the device, and one for the gradient
   * of their sum, each times its derivative.
   */
  async lossAndGradients(weights: Weights, sample: EdgeSample, latest: LatestFlows): Promise<GradientResult> {
    const edges = selectEdges(this.#problem.edges, sample.edges);
    const cells = cellsOf(edges, this.#problem.areas);
    const gradientWeights = tf.tensor1d(Float32Array.from(sample.weights));
    const device = toDevice(weights);
    const names = weights.filter((layer) => isLearned(layer) && layer.name !== REPORTING_FACTOR).map(({ name }) => name);
    const offsets = corridorOffsets(weights, this.#problem.effects);
    const latent = this.#settled(device, offsets, edges, cells);
    const unroll = (named: DeviceWeights) => this.#unroll(named, offsets, { edges, cells, gradientWeights, latent }, sample.edges, latest);
    const seen = tf.tidy(() => unroll(device));
    const read = async (tensor: tf.Tensor) => (await tensor.data()) as Float32Array;
    const tables = async (tensors: readonly tf.Tensor[]) =>
      Promise.all(tensors.map(async (tensor) => Float64Array.from(await read(tensor))));
    const { loss, terms, adjoints } = this.#loss.evaluate(
      { totals: await Promise.all(seen.totals.map(readTotals)), stocks: await tables(seen.stocks) },
      reportingFactors(weights),
    );
    const gradients = tf.grads((...tensors: tf.Tensor[]) => {
      const named = { ...device, ...Object.fromEntries(names.map((name, layer) => [name, tensors[layer]!])) };
      return inner(unroll(named), adjoints);
    })(names.map((name) => device[name]!));
    const ofNetwork = new Map(await Promise.all(gradients.map(async (tensor, layer) => [names[layer]!, await read(tensor)] as const)));
    const result = {
      loss,
      terms,
      gradients: weights
        .filter(isLearned)
        .map(({ name }) => (name === REPORTING_FACTOR ? Float32Array.from(adjoints.reportingFactors) : ofNetwork.get(name)!)),
      flows: await Promise.all(seen.flows.map(read)),
    };
    tf.dispose([
      gradientWeights,
      latent,
      ...gradients,
      ...seen.totals.flatMap((ofYear) => Object.values(ofYear)),
      ...seen.stocks,
      ...seen.flows,
      ...Object.values(device),
      ...Object.values(cells),
    ]);
    return result;
  }

  /** Latent states at the start: those after some passes of the first year, without gradient. */
  #settled(weights: DeviceWeights, offsets: Float32Array, edges: Edges, cells: EdgeCells): tf.Tensor2D {
    const { areas, initialStock } = this.#problem;
    return tf.tidy(() => {
      const stock = tf.tensor2d(Float32Array.from(initialStock), [areas, areas]);
      const zero: tf.Tensor1D = tf.zeros([areas * areas]);
      const base = { corridors: zero, arrivals: zero, departures: zero, outflows: zero };
      let latent = initialLatent(edges, weights);
      for (let pass = 0; pass < SETTLING_YEARS; pass++) {
        const block: EdgeYear = { cells, covariates: () => this.#covariates(edges, 0), latent, inBase: null, gradientWeights: null };
        const first = { blocks: [block], base, offsets: this.#offsetsOf(0, offsets, weights) };
        latent = advance(this.#constants, weights, this.#years[0]!, stock, first).latents[0]!;
      }
      return latent;
    });
  }

  /** The years in order: edges of the sample are followed through all of them, the others stand as totals. */
  #unroll(
    weights: DeviceWeights,
    offsets: Float32Array,
    { edges, cells, gradientWeights, latent: settled }: SampledEdges,
    sample: Int32Array,
    latest: LatestFlows,
  ): Unrolled {
    const { areas, years, initialStock } = this.#problem;
    const flat = (stock: tf.Tensor2D) => tf.reshape(stock, [areas * areas]) as tf.Tensor1D;
    let stock = tf.tensor2d(Float32Array.from(initialStock), [areas, areas]);
    let latent = settled;
    const stocks = [flat(stock)];
    const all: Totals[] = [];
    const flows: tf.Tensor1D[] = [];
    for (let year = 0; year < years; year++) {
      const totals = latest.totals(year);
      const base = {
        corridors: tf.tensor1d(new Float32Array(totals.corridors)),
        arrivals: tf.tensor1d(new Float32Array(totals.arrivals)),
        departures: tf.tensor1d(new Float32Array(totals.departures)),
        outflows: tf.tensor1d(new Float32Array(totals.outflows)),
      };
      const unconstrained = tf.tensor1d(latest.flowsOf(year, sample));
      const shares = tf.tensor1d(new Float32Array(latest.sharesOf(year)));
      const inBase = { unconstrained, realised: tf.mul(unconstrained, tf.gather(shares, cells.origin)) as tf.Tensor1D };
      const block: EdgeYear = { cells, covariates: () => this.#covariates(edges, year), latent, inBase, gradientWeights };
      const yearEdges = { blocks: [block], base, offsets: this.#offsetsOf(year, offsets, weights) };
      const next = advance(this.#constants, weights, this.#years[year]!, stock, yearEdges);
      all.push(next.totals);
      flows.push(next.flows[0]!);
      stock = next.stock;
      latent = next.latents[0]!;
      stocks.push(flat(stock));
    }
    return { totals: all, stocks, flows };
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
    let latents: readonly tf.Tensor2D[] = blocks.map((block) => this.#settled(device, offsets, block.edges, block.cells));
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
      const base = { corridors: zero, arrivals: zero, departures: zero, outflows: zero };
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
    const leaving = tf.reshape(tf.slice(weights[AREA]!, [2 * year, 0], [1, areas]), [areas, 1]);
    const coming = tf.slice(weights[AREA]!, [2 * year + 1, 0], [1, areas]);
    return tf.add(ofCorridors, tf.reshape(tf.add(leaving, coming), [size])) as tf.Tensor1D;
  }

  #covariates(edges: Edges, year: number): tf.Tensor2D {
    return tf.tensor2d(inputsOf(this.#problem.covariates, edges, year), [countEdges(edges), INPUTS.length]);
  }

  dispose(): void {
    tf.dispose([this.#constants.identity, ...this.#years.flatMap((year) => Object.values(year))]);
  }
}

async function readTotals({ corridors, arrivals, departures }: Totals): Promise<FlowTotals> {
  const read = async (tensor: tf.Tensor) => Float64Array.from((await tensor.data()) as Float32Array);
  return { corridors: await read(corridors), arrivals: await read(arrivals), departures: await read(departures) };
}

/** Totals and stocks, each times the derivative of the loss by it, added up. */
function inner({ totals, stocks }: Unrolled, adjoints: LossAdjoints): tf.Scalar {
  const times = (tensors: readonly tf.Tensor1D[], slopes: readonly Float64Array[]) =>
    tensors.map((tensor, at) => tf.sum(tf.mul(tensor, tf.tensor1d(Float32Array.from(slopes[at]!)))) as tf.Scalar);
  const ofTotals = (['corridors', 'arrivals', 'departures'] as const).flatMap((table) =>
    times(
      totals.map((ofYear) => ofYear[table]),
      adjoints.totals.map((ofYear) => ofYear[table]),
    ),
  );
  return [...ofTotals, ...times(stocks, adjoints.stocks)].reduce((sum, term) => tf.add(sum, term));
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
