import * as tf from '@tensorflow/tfjs-core';

/** psi of `../yeoJohnson.ts` of a tensor of any shape, with derivative (|x| + 1)^(lambda - 1) everywhere, 0 included. */
export function yeoJohnsonTensor(x: tf.Tensor1D, lambda: number): tf.Tensor1D {
  const psi = tf.customGrad((value, save) => {
    const input = value as tf.Tensor1D;
    (save as tf.GradSaveFunc)([input]);
    const size = tf.abs(input);
    const transformed = lambda === 0 ? tf.log1p(size) : tf.div(tf.sub(tf.pow(tf.add(size, 1), lambda), 1), lambda);
    return {
      value: tf.mul(tf.sign(input), transformed),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.pow(tf.add(tf.abs(saved[0]!), 1), lambda - 1)),
    };
  });
  return psi(x) as tf.Tensor1D;
}
