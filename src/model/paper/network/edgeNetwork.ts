/** One array of weights in either precision, flattened row by row; the arrays of `../network.ts` are such. */
export interface PaperArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** Of each layer `layer n weight`, outputs x inputs, then `layer n bias`, outputs. */
export type PaperWeights = readonly PaperArray[];

/**
 * The published network on all edges of a problem: the part of a training step that a device does. Call `start`, `forward`
 * for the years in order, `backward` for the years in reverse order, `gradients`. Latent states are zero in the first year.
 */
export interface EdgeNetwork {
  start(weights: PaperWeights): void;
  /**
   * Flows of all edges in a year, persons; the latent states of the year become those of the next.
   * @param stockInput areas x areas (birth, residence): stocks as the network sees them.
   * @param withGradient ascending positions of the edges that `backward` will need.
   */
  forward(year: number, stockInput: Float64Array, withGradient: Int32Array): Float32Array | Float64Array;
  /**
   * Adds to the gradients what the flows of a year and the latent states that it passes on contribute. The latent state of an
   * edge carries an adjoint to the year before if the edge has a gradient in both (docs/method.md 4.4).
   * @param flowAdjoints derivative of the loss by the flow of each of these edges.
   * @returns the derivative of the loss by the stock inputs of the year, areas x areas.
   */
  backward(year: number, withGradient: Int32Array, flowAdjoints: Float64Array): Float64Array;
  /** Derivatives by the weights, in their order. */
  gradients(): (Float32Array | Float64Array)[];
}
