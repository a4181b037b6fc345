import * as tf from '@tensorflow/tfjs-core';

/**
 * Population at risk of leaving, by birth and residence: the native-born are population less foreign-born, however the stocks drift (docs/method.md 3.4).
 * Stocks are below zero only in training, by a little, where edges that are not sampled stand with flows of earlier stocks.
 */
export function populationAtRiskTensor(stock: tf.Tensor2D, population: tf.Tensor1D, identity: tf.Tensor2D): tf.Tensor2D {
  const foreign = tf.mul(tf.relu(stock), tf.sub(1, identity)) as tf.Tensor2D;
  const natives = tf.relu(tf.sub(population, tf.sum(foreign, 0)));
  return tf.add(foreign, tf.mul(identity, natives)) as tf.Tensor2D;
}
