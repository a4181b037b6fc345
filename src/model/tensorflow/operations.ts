import * as tf from '@tensorflow/tfjs-core';

/*
 * Operations of the network that tfjs has, written so that the WebAssembly backend runs them fast: it is five to ten times
 * slower with a transposed factor of a product than with an explicit transpose, and with tanh than with the logistic function.
 */

/** x k for x of shape m x p and a kernel of shape p x q; gradients go to both. */
export function product(x: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
  const operation = tf.customGrad((...given) => {
    const [left, right, save] = given as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    save([left, right]);
    return {
      value: tf.matMul(left, right),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        tf.matMul(dy as tf.Tensor2D, tf.transpose(saved[1] as tf.Tensor2D)),
        tf.matMul(tf.transpose(saved[0] as tf.Tensor2D), dy as tf.Tensor2D),
      ],
    };
  });
  return operation(x, kernel) as tf.Tensor2D;
}

/** x k for data x, to which no gradient goes. */
export function productOfData(x: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
  const operation = tf.customGrad((...given) => {
    const [right, save] = given as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    save([x]);
    return {
      value: tf.matMul(x, right),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.matMul(tf.transpose(saved[0] as tf.Tensor2D), dy as tf.Tensor2D),
    };
  });
  return operation(kernel) as tf.Tensor2D;
}

/** tanh x = 2 / (1 + exp(-2 x)) - 1. */
export function tanhTensor(x: tf.Tensor2D): tf.Tensor2D {
  const operation = tf.customGrad((...given) => {
    const [input, save] = given as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    const value = tf.sub(tf.mul(tf.sigmoid(tf.mul(input, 2)), 2), 1);
    save([value]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.sub(1, tf.square(saved[0]!))) };
  });
  return operation(x) as tf.Tensor2D;
}

/** x y, element by element, for data x, to which no gradient goes. */
export function scaleByData(x: tf.Tensor1D, factors: tf.Tensor1D): tf.Tensor1D {
  const operation = tf.customGrad((...given) => {
    const [factor, save] = given as unknown as [tf.Tensor1D, tf.GradSaveFunc];
    save([x]);
    return { value: tf.mul(x, factor), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!) };
  });
  return operation(factors) as tf.Tensor1D;
}

/** x as it is, whose gradient counts so many times, element by element. The weights must outlive the backward pass. */
export function weightGradient(x: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor1D {
  const operation = tf.customGrad((given) => ({
    value: tf.mul(given as tf.Tensor1D, 1),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, weights),
  }));
  return operation(x) as tf.Tensor1D;
}
