import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../src/model/backend.ts';
import { INPUTS } from '../../src/model/inputs.ts';
import type { DeviceWeights } from '../../src/model/network.ts';
import { initialWeights, toDevice } from '../../src/model/network.ts';
import type { EdgeYear } from '../../src/model/step.ts';
import { advance, exposedStock, netMigration } from '../../src/model/step.ts';
import { Random } from '../../src/numerics/random.ts';

const SHAPE = { hiddenLayers: [4], latent: 2 };

beforeAll(async () => {
  await chooseBackend('wasm');
});

function ints(values: number[]): tf.Tensor1D {
  return tf.tensor1d(values, 'int32');
}

/** A network whose every hazard is sigmoid(logit). */
function constantHazard(logit: number): DeviceWeights {
  return toDevice(initialWeights(SHAPE, { coefficients: new Float64Array(INPUTS.length + 2), intercept: logit }, new Random(1)));
}

/** All edges of two areas: (b, i, j) = (0,0,1), (0,1,0), (1,0,1), (1,1,0). */
function edgesOfTwo(counted: tf.Tensor1D | null = null): EdgeYear {
  const origin = [0, 1, 2, 3];
  const destination = [1, 0, 3, 2];
  return {
    cells: {
      ends: ints(origin.flatMap((cell, edge) => [cell, destination[edge]!])),
      origin: ints(origin),
      destination: ints(destination),
      corridor: ints([1, 2, 1, 2]),
    },
    covariates: () => tf.zeros([4, INPUTS.length]),
    latent: tf.zeros([4, SHAPE.latent]),
    counted,
  };
}

const constants = () => ({ areas: 2, stockScale: { mean: 0, sd: 1 }, identity: tf.eye(2) });
const demography = () => ({ population: tf.tensor1d([1100, 520]), births: tf.tensor1d([10, 5]), survival: tf.tensor1d([0.99, 0.98]) });
const noFlows = () => ({ corridors: tf.zeros([4]) as tf.Tensor1D, changes: tf.zeros([4]) as tf.Tensor1D });

test('the native-born at risk are population less foreign-born, not below zero', () => {
  const stock = tf.tensor2d([900, 20, 100, 400], [2, 2]);
  expect(Array.from(exposedStock(stock, tf.tensor1d([1100, 520]), tf.eye(2)).dataSync())).toEqual([1000, 20, 100, 500]);
  expect(Array.from(exposedStock(stock, tf.tensor1d([60, 520]), tf.eye(2)).dataSync())).toEqual([0, 20, 100, 500]);
});

test('one year moves the stated people between the stated cells', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const next = advance(constants(), constantHazard(0), demography(), stock, [edgesOfTwo()], noFlows());
  expect(Array.from(next.flows[0]!.dataSync())).toEqual([500, 10, 50, 250]);
  expect(Array.from(next.totals.corridors.dataSync())).toEqual([0, 550, 260, 0]);
  const expected = [990 + 10 - 500 + 10, 19.6 + 500 - 10, 99 - 50 + 250, 490 + 5 + 50 - 250];
  Array.from(next.stock.dataSync()).forEach((persons, cell) => {
    expect(persons).toBeCloseTo(expected[cell]!, 3);
  });
});

test('negative stocks become zero, and only they', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const base = { corridors: tf.tensor1d([0, 0, 300, 0]), changes: tf.tensor1d([300, -300, 0, 0]) };
  const next = advance(constants(), constantHazard(-100), demography(), stock, [edgesOfTwo()], base);
  const [unclipped, clipped] = [Array.from(next.unclipped.dataSync()), Array.from(next.stock.dataSync())];
  expect(unclipped[1]).toBeCloseTo(19.6 - 300, 3);
  expect(clipped[1]).toBe(0);
  expect([clipped[0], clipped[2], clipped[3]]).toEqual([unclipped[0], unclipped[2], unclipped[3]]);
});

test('edges that the base already counts replace their flow there', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const alone = advance(constants(), constantHazard(-1), demography(), stock, [edgesOfTwo()], noFlows());
  const base = { corridors: tf.tensor1d([0, 33, 44, 0]), changes: tf.tensor1d([10 - 1, 1 - 10, 34 - 32, 32 - 34]) };
  const counted = tf.tensor1d([1, 10, 32, 34]);
  const replaced = advance(constants(), constantHazard(-1), demography(), stock, [edgesOfTwo(counted)], base);
  Array.from(replaced.stock.dataSync()).forEach((persons, cell) => {
    expect(persons).toBeCloseTo(alone.stock.dataSync()[cell]!, 3);
  });
});

test('residents change by births, deaths and net migration alone (method.md 12.3)', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const year = demography();
  const next = advance(constants(), constantHazard(-2), year, stock, [edgesOfTwo()], noFlows());
  const net = netMigration(next.totals.corridors, 2);
  const expected = tf.add(tf.add(tf.sum(tf.mul(stock, year.survival), 0), year.births), net).dataSync();
  Array.from(tf.sum(next.unclipped, 0).dataSync()).forEach((residents, area) => {
    expect(Math.abs(residents - expected[area]!)).toBeLessThan(1e-4 * residents);
  });
  expect(net.dataSync()[0]! + net.dataSync()[1]!).toBe(0);
});
