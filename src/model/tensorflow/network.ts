import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../problem/network.ts';
import { FIRST_HIDDEN_LAYER } from '../problem/network.ts';
import { product, productOfData, tanhTensor } from './operations.ts';

/** The weights on the device, by name. */
export type DeviceWeights = Readonly<Record<string, tf.Tensor>>;

/** Copies weights to the device; dispose the tensors with tf.dispose. */
export function toDevice(weights: Weights): Record<string, tf.Tensor> {
  return Object.fromEntries(weights.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape])]));
}

/**
 * The network for m edges in one year (docs/method.md 3.1, with the output read as a log odds of moving).
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
  const fromData = tf.add(
    productOfData(covariates, kernel(`${FIRST_HIDDEN_LAYER} covariates`)),
    productOfData(stocks, kernel(`${FIRST_HIDDEN_LAYER} stocks`)),
  );
  const fromAll = tf.add(fromData, product(latent, kernel(`${FIRST_HIDDEN_LAYER} latent`)));
  let hidden = tanhTensor(tf.add(fromAll, kernel(`${FIRST_HIDDEN_LAYER} bias`)));
  for (let layer = 2; `hidden ${layer} kernel` in weights; layer++) {
    hidden = tanhTensor(tf.add(product(hidden, kernel(`hidden ${layer} kernel`)), kernel(`hidden ${layer} bias`)));
  }
  const logit = tf.add(tf.add(linear, product(hidden, kernel('output kernel'))), kernel('linear bias'));
  return {
    logit: tf.reshape(logit, [-1]),
    latent: tanhTensor(tf.add(product(hidden, kernel('latent kernel')), kernel('latent bias'))),
  };
}
