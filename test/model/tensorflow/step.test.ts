import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/model/backend.ts';
import { netMigrationOfYear } from '../../../src/model/dynamics/stockFlowYear.ts';
import { INPUTS } from '../../../src/model/problem/inputs.ts';
import { initialWeights } from '../../../src/model/problem/network.ts';
import type { DeviceWeights } from '../../../src/model/tensorflow/network.ts';
import { toDevice } from '../../../src/model/tensorflow/network.ts';
import { populationAtRiskTensor } from '../../../src/model/tensorflow/populationAtRisk.ts';
import type { EdgeYear } from '../../../src/model/tensorflow/step.ts';
import { advance } from '../../../src/model/tensorflow/step.ts';
import { Random } from '../../../src/numerics/random.ts';

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
function edgesOfTwo(inBase: EdgeYear['inBase'] = null): EdgeYear {
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
    inBase,
    gradientWeights: null,
  };
}

const constants = () => ({ areas: 2, stockScale: { mean: 0, sd: 1 }, identity: tf.eye(2) });
const demography = () => ({ population: tf.tensor1d([1100, 520]), births: tf.tensor1d([10, 5]), survival: tf.tensor1d([0.99, 0.98]) });
const noFlows = () => ({
  corridors: tf.zeros([4]) as tf.Tensor1D,
  arrivals: tf.zeros([4]) as tf.Tensor1D,
  departures: tf.zeros([4]) as tf.Tensor1D,
  outflows: tf.zeros([4]) as tf.Tensor1D,
});
const noOffsets = () => tf.zeros([4]) as tf.Tensor1D;

test('the native-born at risk are population less foreign-born, not below zero', () => {
  const stock = tf.tensor2d([900, 20, 100, 400], [2, 2]);
  expect(Array.from(populationAtRiskTensor(stock, tf.tensor1d([1100, 520]), tf.eye(2)).dataSync())).toEqual([1000, 20, 100, 500]);
  expect(Array.from(populationAtRiskTensor(stock, tf.tensor1d([60, 520]), tf.eye(2)).dataSync())).toEqual([0, 20, 100, 500]);
});

test('one year moves the stated people between the stated cells', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const next = advance(constants(), constantHazard(0), demography(), stock, {
    blocks: [edgesOfTwo()],
    base: noFlows(),
    offsets: noOffsets(),
  });
  expect(Array.from(next.flows[0]!.dataSync())).toEqual([500, 10, 50, 250]);
  // Each cell has one way out: T = U A / (A + U), A the survivors 990, 19.6, 99, 490.
  const [a, b, c, d] = [(500 * 990) / 1490, (10 * 19.6) / 29.6, (50 * 99) / 149, (250 * 490) / 740] as const;
  expect(next.realised[0]!.dataSync()[0]).toBeCloseTo(a, 3);
  expect(next.totals.corridors.dataSync()[1]).toBeCloseTo(a + c, 3);
  expect(next.totals.corridors.dataSync()[2]).toBeCloseTo(b + d, 3);
  expect(Array.from(next.totals.arrivals.dataSync(), Math.round)).toEqual([b, a, d, c].map(Math.round));
  expect(Array.from(next.totals.departures.dataSync(), Math.round)).toEqual([a, b, c, d].map(Math.round));
  const expected = [990 + 10 - a + b, 19.6 + a - b, 99 - c + d, 490 + 5 + c - d];
  Array.from(next.stock.dataSync()).forEach((persons, cell) => {
    expect(persons).toBeCloseTo(expected[cell]!, 3);
  });
});

test('effects of corridors add to the log odds', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const next = advance(constants(), constantHazard(-1), demography(), stock, {
    blocks: [edgesOfTwo()],
    base: noFlows(),
    offsets: tf.tensor1d([0, 1, 0, 0]),
  });
  const flows = next.flows[0]!.dataSync();
  expect([flows[0], flows[2]]).toEqual([500, 50]);
  expect(flows[3]! / 500).toBeCloseTo(0.268941, 5);
});

test('no hazard takes more people from a stock than it has', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const next = advance(constants(), constantHazard(100), demography(), stock, {
    blocks: [edgesOfTwo()],
    base: noFlows(),
    offsets: noOffsets(),
  });
  expect(Array.from(next.shares.dataSync()).every((share) => share > 0.48 && share < 0.51)).toBe(true);
  expect(Array.from(next.stock.dataSync()).every((persons) => persons > 0)).toBe(true);
});

test('edges that the base already counts replace their flow there', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const alone = advance(constants(), constantHazard(-1), demography(), stock, {
    blocks: [edgesOfTwo()],
    base: noFlows(),
    offsets: noOffsets(),
  });
  // The base holds 1, 10, 32, 34 unconstrained persons, half of them realised.
  const base = {
    corridors: tf.tensor1d([0, 16.5, 22, 0]),
    arrivals: tf.tensor1d([5, 0.5, 17, 16]),
    departures: tf.tensor1d([0.5, 5, 16, 17]),
    outflows: tf.tensor1d([1, 10, 32, 34]),
  };
  const counted = { unconstrained: tf.tensor1d([1, 10, 32, 34]), realised: tf.tensor1d([0.5, 5, 16, 17]) };
  const replaced = advance(constants(), constantHazard(-1), demography(), stock, {
    blocks: [edgesOfTwo(counted)],
    base,
    offsets: noOffsets(),
  });
  Array.from(replaced.stock.dataSync()).forEach((persons, cell) => {
    expect(persons).toBeCloseTo(alone.stock.dataSync()[cell]!, 3);
  });
});

test('residents change by births, deaths and net migration alone (docs/method.md 12.3)', () => {
  const stock = tf.tensor2d([1000, 20, 100, 500], [2, 2]);
  const year = demography();
  const next = advance(constants(), constantHazard(-2), year, stock, { blocks: [edgesOfTwo()], base: noFlows(), offsets: noOffsets() });
  const net = netMigrationOfYear(Float64Array.from(next.totals.corridors.dataSync()), 2);
  const expected = tf.add(tf.add(tf.sum(tf.mul(stock, year.survival), 0), year.births), tf.tensor1d(Float32Array.from(net))).dataSync();
  Array.from(tf.sum(next.stock, 0).dataSync()).forEach((residents, area) => {
    expect(Math.abs(residents - expected[area]!)).toBeLessThan(1e-4 * residents);
  });
  expect(net[0]! + net[1]!).toBe(0);
});
