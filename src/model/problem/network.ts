import type { Random } from '../../numerics/random.ts';
import { INPUTS, STOCK_INPUTS } from './inputs.ts';

/** Sizes of the network: widths of the hidden layers, first to last, and the number of latent variables. */
export interface NetworkShape {
  readonly hiddenLayers: readonly number[];
  readonly latent: number;
}

/** One array of weights, flattened row by row. */
export interface Layer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = readonly Layer[];

/** Coefficients of the inputs, then of the two stocks, and the constant: a network without hidden layers. */
export interface LinearModel {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Name of the first hidden layer, whose kernel is three: of covariates, stocks and latent state. */
export const FIRST_HIDDEN_LAYER = 'hidden 1';

/**
 * Weights at the start: the linear part is given, kernels are normal with variance 1 / fan-in, and the last kernel is zero,
 * so that the network starts as the linear model.
 */
export function initialWeights({ hiddenLayers, latent }: NetworkShape, linear: LinearModel, random: Random): Weights {
  const normal = (name: string, rows: number, columns: number, fanIn = rows): Layer => ({
    name,
    shape: [rows, columns],
    values: Float32Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(fanIn)),
  });
  const zeros = (name: string, ...shape: number[]): Layer => ({
    name,
    shape,
    values: new Float32Array(shape.reduce((size, extent) => size * extent, 1)),
  });
  const first = hiddenLayers[0]!;
  const last = hiddenLayers[hiddenLayers.length - 1]!;
  const fanIn = INPUTS.length + STOCK_INPUTS + latent;
  return [
    { name: 'linear covariates', shape: [INPUTS.length, 1], values: Float32Array.from(linear.coefficients.subarray(0, INPUTS.length)) },
    { name: 'linear stocks', shape: [STOCK_INPUTS, 1], values: Float32Array.from(linear.coefficients.subarray(INPUTS.length)) },
    { name: 'linear bias', shape: [1], values: Float32Array.of(linear.intercept) },
    normal(`${FIRST_HIDDEN_LAYER} covariates`, INPUTS.length, first, fanIn),
    normal(`${FIRST_HIDDEN_LAYER} stocks`, STOCK_INPUTS, first, fanIn),
    normal(`${FIRST_HIDDEN_LAYER} latent`, latent, first, fanIn),
    zeros(`${FIRST_HIDDEN_LAYER} bias`, first),
    ...hiddenLayers.slice(1).flatMap((width, before) => {
      const name = `hidden ${before + 2}`;
      return [normal(`${name} kernel`, hiddenLayers[before]!, width), zeros(`${name} bias`, width)];
    }),
    zeros('output kernel', last, 1),
    normal('latent kernel', last, latent),
    zeros('latent bias', latent),
  ];
}

/** The published network gives the log of the flow in thousands (docs/method.md 3.1). */
export const PERSONS_AT_ZERO = 1000;
