import type { EdgeNetwork, PaperWeights } from '../../../../src/model/paper/network/edgeNetwork.ts';
import type { PaperProblem } from '../../../../src/model/paper/problem/paperProblem.ts';
import { STOCK_INPUTS } from '../../../../src/model/problem/inputs.ts';
import { PERSONS_AT_ZERO } from '../../../../src/model/problem/network.ts';
import { exp } from '../../../../src/numerics/elementary.ts';
import type { HiddenActivation } from './activations.ts';
import type { DenseNetwork } from './denseNetwork.ts';
import { backpropagateLayers, denseNetwork, evaluateLayers, zeroGradients } from './denseNetwork.ts';

/** What a backward pass needs of one edge in one year: the input and the outputs of every layer. */
type Evaluated = readonly Float64Array[];

/** The published network in double precision, edge by edge: the reference that faster ones are held to. */
export class DoubleNetwork implements EdgeNetwork {
  readonly #problem: PaperProblem;
  readonly #hidden: HiddenActivation;
  #network: DenseNetwork = { layers: [] };
  #gradients: Float64Array[] = [];
  /** Of each edge, the latent state of the year to come. */
  #latent: Float64Array[] = [];
  /** By year and position of the edge. */
  #evaluated: Map<number, Evaluated>[] = [];
  /** Of the latent states that the year to come takes; edges without an entry have none. */
  #latentAdjoints = new Map<number, Float64Array>();

  constructor(problem: PaperProblem, hidden: HiddenActivation = 'tanh') {
    this.#problem = problem;
    this.#hidden = hidden;
  }

  start(weights: PaperWeights): void {
    const latent = weights[weights.length - 1]!.values.length - 1;
    this.#network = denseNetwork(weights, this.#hidden);
    this.#gradients = zeroGradients(weights);
    this.#latent = Array.from(this.#problem.edges.birth, () => new Float64Array(latent));
    this.#evaluated = [];
    this.#latentAdjoints = new Map();
  }

  forward(year: number, stockInput: Float64Array, withGradient: Int32Array): Float64Array {
    const needed = new Set(withGradient);
    const evaluated = new Map<number, Evaluated>();
    const flows = Float64Array.from(this.#latent, (latent, edge) => {
      const values = evaluateLayers(this.#network, this.inputOf(edge, year, stockInput, latent));
      const output = values[values.length - 1]!;
      this.#latent[edge] = output.subarray(1);
      if (needed.has(edge)) evaluated.set(edge, values);
      return PERSONS_AT_ZERO * exp(output[0]!);
    });
    this.#evaluated[year] = evaluated;
    return flows;
  }

  backward(year: number, withGradient: Int32Array, flowAdjoints: Float64Array): Float64Array {
    const { areas, edges, sources } = this.#problem;
    const stockAdjoints = new Float64Array(areas * areas);
    const latentAdjoints = new Map<number, Float64Array>();
    withGradient.forEach((edge, position) => {
      const values = this.#evaluated[year]!.get(edge)!;
      const output = values[values.length - 1]!;
      const ofOutput = new Float64Array(output.length);
      ofOutput[0] = flowAdjoints[position]! * PERSONS_AT_ZERO * exp(output[0]!);
      ofOutput.set(this.#latentAdjoints.get(edge) ?? [], 1);
      const ofInput = backpropagateLayers(this.#network, values, ofOutput, this.#gradients);
      const birth = edges.birth[edge]! * areas;
      [edges.orig[edge]!, edges.dest[edge]!].forEach((area, end) => {
        stockAdjoints[birth + area] = stockAdjoints[birth + area]! + ofInput[sources.length + end]!;
      });
      latentAdjoints.set(edge, ofInput.subarray(sources.length + STOCK_INPUTS));
    });
    this.#latentAdjoints = latentAdjoints;
    return stockAdjoints;
  }

  gradients(): Float64Array[] {
    return this.#gradients;
  }

  /** Covariates, flags, the two stocks and the latent state of an edge in a year (docs/method.md 3.1). */
  inputOf(edge: number, year: number, stockInput: Float64Array, latent: Float64Array): Float64Array {
    const { areas, edges, sources } = this.#problem;
    const [birth, orig, dest] = [edges.birth[edge]!, edges.orig[edge]!, edges.dest[edge]!];
    const input = new Float64Array(sources.length + STOCK_INPUTS + latent.length);
    sources.forEach(({ table, offset, yearStride, factors: [ofBirth, ofOrig, ofDest] }, at) => {
      input[at] = table[offset + year * yearStride + ofBirth * birth + ofOrig * orig + ofDest * dest]!;
    });
    input[sources.length] = stockInput[birth * areas + orig]!;
    input[sources.length + 1] = stockInput[birth * areas + dest]!;
    input.set(latent, sources.length + STOCK_INPUTS);
    return input;
  }
}
