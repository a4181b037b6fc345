import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../numerics/random.ts';
import { INPUTS, STOCK_INPUTS } from './inputs.ts';
import { product, productOfData, tanh } from './operations.ts';

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

/** The same arrays on the device, by name. */
export type DeviceWeights = Readonly<Record<string, tf.Tensor>>;

/** Coefficients of the inputs, then of the two stocks, and the constant: a network without hidden layers. */
export interface LinearModel {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

const FIRST = 'hidden 1';

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
    normal(`${FIRST} covariates`, INPUTS.length, first, fanIn),
    normal(`${FIRST} stocks`, STOCK_INPUTS, first, fanIn),
    normal(`${FIRST} latent`, latent, first, fanIn),
    zeros(`${FIRST} bias`, first),
    ...hiddenLayers.slice(1).flatMap((width, before) => {
      const name = `hidden ${before + 2}`;
      return [normal(`${name} kernel`, hiddenLayers[before]!, width), zeros(`${name} bias`, width)];
    }),
    zeros('output kernel', last, 1),
    normal('latent kernel', last, latent),
    zeros('latent bias', latent),
  ];
}

/** Copies weights to the device; dispose the tensors with tf.dispose. */
export function toDevice(weights: Weights): Record<string, tf.Tensor> {
  return Object.fromEntries(weights.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape])]));
}

/**
 * The network for m edges in one year (method.md 3.1, with the output read as a log odds of moving).
 *
 * h = hidden layers with tanh of [covariates, stocks, latent]
 * logit = linear part of [covariates, stocks] + h k
 * latent of the next year = tanh(h K + c), bounded so that 34 years of feedback cannot run away
 *
 * @param covariates m x INPUTS, data.
 * @param stocks m x 2: transformed stocks of the birth group in origin and destination, without gradient.
 * @param latent m x latent variables.
 */
export function evaluate(
  weights: DeviceWeights,
  covariates: tf.Tensor2D,
  stocks: tf.Tensor2D,
  latent: tf.Tensor2D,
): { logit: tf.Tensor1D; latent: tf.Tensor2D } {
  const kernel = (name: string) => weights[name] as tf.Tensor2D;
  const linear = tf.add(productOfData(covariates, kernel('linear covariates')), productOfData(stocks, kernel('linear stocks')));
  const fromData = tf.add(productOfData(covariates, kernel(`${FIRST} covariates`)), productOfData(stocks, kernel(`${FIRST} stocks`)));
  const fromAll = tf.add(fromData, product(latent, kernel(`${FIRST} latent`)));
  let hidden = tanh(tf.add(fromAll, kernel(`${FIRST} bias`)));
  for (let layer = 2; `hidden ${layer} kernel` in weights; layer++) {
    hidden = tanh(tf.add(product(hidden, kernel(`hidden ${layer} kernel`)), kernel(`hidden ${layer} bias`)));
  }
  const logit = tf.add(tf.add(linear, product(hidden, kernel('output kernel'))), kernel('linear bias'));
  return {
    logit: tf.reshape(logit, [-1]),
    latent: tanh(tf.add(product(hidden, kernel('latent kernel')), kernel('latent bias'))),
  };
}
