import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/model/backend.ts';
import { product, productOfData, scaleByData, tanhTensor } from '../../../src/model/tensorflow/operations.ts';
import { gatherCells, scatterAdd } from '../../../src/model/tensorflow/scatter.ts';
import { haveVectors, vectorsOf } from '../sharedVectors.ts';

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe.each(['wasm', 'cpu'])('on the %s backend', (backend) => {
  beforeEach(async () => {
    await chooseBackend(backend);
  });

  test('scatterAdd sums into cells, and its gradient is read from them', () => {
    const cells = tf.tensor1d([2, 0, 2], 'int32');
    const weighted = (values: tf.Tensor) => tf.sum(tf.mul(scatterAdd(values as tf.Tensor1D, cells, 4), tf.tensor1d([10, 20, 30, 40])));
    expect(numbers(scatterAdd(tf.tensor1d([1, 2, 4]), cells, 4))).toEqual([2, 0, 5, 0]);
    expect(numbers(tf.grad(weighted)(tf.tensor1d([1, 2, 4])))).toEqual([30, 10, 30]);
  });

  test('gatherCells reads cells, and its gradient is summed into them', () => {
    const cells = tf.tensor1d([2, 0, 2], 'int32');
    const weighted = (values: tf.Tensor) => tf.sum(tf.mul(gatherCells(values as tf.Tensor1D, cells), tf.tensor1d([1, 2, 4])));
    expect(numbers(gatherCells(tf.tensor1d([7, 8, 9]), cells))).toEqual([9, 7, 9]);
    expect(numbers(tf.grad(weighted)(tf.tensor1d([7, 8, 9])))).toEqual([2, 0, 5]);
  });

  test('products have the gradients of matMul, but none to data', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const kernel = tf.tensor2d([1, -1, 0.5, 2], [2, 2]);
    const square = (y: tf.Tensor) => tf.sum(tf.square(y));
    const expected = tf
      .grads((a, b) => square(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)))([x, kernel])
      .map(numbers);
    const both = tf
      .grads((a, b) => square(product(a as tf.Tensor2D, b as tf.Tensor2D)))([x, kernel])
      .map(numbers);
    const toKernel = tf.grad((b) => square(productOfData(x, b as tf.Tensor2D)))(kernel);
    expect(both).toEqual(expected);
    expect(numbers(toKernel)).toEqual(expected[1]);
    expect(() => tf.grad((a) => square(productOfData(a as tf.Tensor2D, kernel)))(x)).toThrow(/Cannot compute gradient/);
  });

  test('scaleByData is a product with a gradient to one factor', () => {
    const data = tf.tensor1d([2, 3]);
    expect(numbers(scaleByData(data, tf.tensor1d([5, 7])))).toEqual([10, 21]);
    expect(numbers(tf.grad((y) => tf.sum(scaleByData(data, y as tf.Tensor1D)))(tf.tensor1d([5, 7])))).toEqual([2, 3]);
  });

  test.skipIf(!haveVectors)('tanh agrees with the reference vectors', () => {
    const { cases } = vectorsOf<{ cases: { name: string; x: number[]; exact_forward: number[]; float64: { derivative: number[] } }[] }>(
      'activations.json',
    );
    const { x, exact_forward: exact, float64 } = cases.find(({ name }) => name === 'tanh')!;
    const { value, grad } = tf.valueAndGrad((input) => tanhTensor(input as tf.Tensor2D))(tf.tensor2d(x, [x.length, 1]));
    const [forward, derivative] = [numbers(value), numbers(grad)];
    x.forEach((_, at) => {
      expect(Math.abs(forward[at]! - exact[at]!)).toBeLessThan(3e-7);
      expect(Math.abs(derivative[at]! - float64.derivative[at]!)).toBeLessThan(1e-6);
    });
  });
});
