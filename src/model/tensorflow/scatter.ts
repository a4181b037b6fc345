import * as tf from '@tensorflow/tfjs-core';

/*
 * Sums of edges into cells and the reverse. tfjs 4.22 has no gradient for scatterND, and the one of gather needs a kernel
 * that the WebAssembly backend lacks. Each of the two is the transpose of the other, so each is the other's gradient.
 */

/**
 * Vector of `size` whose element c is the sum of the values at the positions where cells is c.
 * @param values m.
 * @param cells m, int32, each from 0 to size - 1. Must outlive the backward pass.
 */
export function scatterAdd(values: tf.Tensor1D, cells: tf.Tensor1D, size: number): tf.Tensor1D {
  const operation = tf.customGrad((given) => ({
    value: tf.scatterND(tf.expandDims(cells, 1), given as tf.Tensor1D, [size]),
    gradFunc: (dy: tf.Tensor) => tf.gather(dy, cells),
  }));
  return operation(values) as tf.Tensor1D;
}

/**
 * The values at the given cells.
 * @param values of any length.
 * @param cells m, int32. Must outlive the backward pass.
 */
export function gatherCells(values: tf.Tensor1D, cells: tf.Tensor1D): tf.Tensor1D {
  const size = values.shape[0];
  const operation = tf.customGrad((given) => ({
    value: tf.gather(given as tf.Tensor1D, cells),
    gradFunc: (dy: tf.Tensor) => tf.scatterND(tf.expandDims(cells, 1), dy, [size]),
  }));
  return operation(values) as tf.Tensor1D;
}
