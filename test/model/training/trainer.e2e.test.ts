import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { chooseBackend } from '../../../src/model/backend.ts';
import { corridorEffects } from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import { sampledInitialStock } from '../../../src/model/simulation/initialStock.ts';
import type { EpochLoss, Trained, Trainer, TrainingSettings } from '../../../src/model/training/trainer.ts';
import { trainerOn } from '../../../src/model/training/trainer.ts';
import { log1p } from '../../../src/numerics/elementary.ts';
import { Random } from '../../../src/numerics/random.ts';
import { pearson } from '../../../src/numerics/statistics.ts';
import { LIKELIHOOD, NO_TARGETS, PRIOR } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const SETTINGS: TrainingSettings = {
  shape: { hiddenLayers: [8], latent: 4 },
  objective: LIKELIHOOD,
  effects: PRIOR,
  epochs: 6,
  learningRate: 0.02,
  sample: 40,
  refreshEvery: 3,
  clipNorm: 1,
};

let trainer: Trainer;
beforeAll(async () => {
  trainer = trainerOn((await chooseBackend('wasm')).engineOf);
});

function small(): Problem {
  return syntheticWorld({ areas: 5, years: 6 }).problem;
}

function digest(weights: Weights): string {
  const hash = createHash('sha256');
  for (const { values } of weights) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest('hex');
}

test('the same seed gives the same bits, another seed others', async () => {
  const [first, again, other] = [
    await trainer.train(small(), SETTINGS, new Random(7), {}),
    await trainer.train(small(), SETTINGS, new Random(7), {}),
    await trainer.train(small(), SETTINGS, new Random(8), {}),
  ];
  expect(digest(again.weights)).toBe(digest(first.weights));
  expect(digest(other.weights)).not.toBe(digest(first.weights));
});

test('resuming from a copied checkpoint gives the bits of an uninterrupted training', async () => {
  const checkpoints: Trained[] = [];
  const checkpoint = (trained: Trained) => {
    checkpoints.push(structuredClone(trained));
    return Promise.resolve();
  };
  const whole = await trainer.train(small(), SETTINGS, new Random(7), { checkpoint });
  expect(checkpoints.map(({ epochs }) => epochs)).toEqual([3]);
  const resumed = await trainer.resume(checkpoints[0]!, small(), SETTINGS, new Random(7), {});
  expect(digest(resumed.weights)).toBe(digest(whole.weights));
  expect(resumed.history).toEqual(whole.history);
});

test('corridors get effects after the last epoch, and those with effects are nearer to their reports', async () => {
  const sizes: number[] = [];
  const largest = (weights: Weights) => Math.max(...corridorEffects(weights)!.map(Math.abs));
  const checkpoint = ({ weights }: Trained) => {
    sizes.push(largest(weights));
    return Promise.resolve();
  };
  const settings = { ...SETTINGS, epochs: 20 };
  const errorOf = async ({ weights }: Trained, problem: Problem) => {
    const { flows } = await trainer.simulate(problem, settings, weights, problem.initialStock);
    const size = problem.areas * problem.areas;
    const errors = problem.targets.flow.flatMap(({ cells, persons }, year) =>
      Array.from(cells, (cell, row) => Math.abs(log1p(flows[year * size + cell]!) - log1p(persons[row]!))),
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const held = { ...settings, effects: { ...settings.effects, corridor: { ...settings.effects.corridor, level: 0 } } };
  const fitted = await trainer.train(small(), settings, new Random(7), { checkpoint });
  const without = await trainer.train(small(), held, new Random(7), {});
  expect(sizes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(largest(fitted.weights)).toBeGreaterThan(0.1);
  expect(largest(without.weights)).toBe(0);
  expect(await errorOf(fitted, small())).toBeLessThan(0.6 * (await errorOf(without, small())));
});

test('training leaves nothing on the device', async () => {
  const before = tf.memory().numTensors;
  const problem = small();
  const { weights } = await trainer.train(problem, SETTINGS, new Random(7), {});
  await trainer.simulate(problem, SETTINGS, weights, problem.initialStock);
  expect(tf.memory().numTensors).toBe(before);
});

test('the loss falls, and trained flows are nearer to the true ones than those of the start', async () => {
  const { problem, trueFlows } = syntheticWorld({ areas: 8, years: 8 });
  const settings = { ...SETTINGS, epochs: 40, sample: 200, refreshEvery: 20 };
  const losses: EpochLoss[] = [];
  const trained = await trainer.train(problem, settings, new Random(3), { epoch: (loss) => losses.push(loss) });
  expect(losses.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, epoch) => epoch));
  expect(losses[39]!.loss).toBeLessThan(0.05 * losses[0]!.loss);
  const start = await trainer.train(problem, { ...settings, epochs: 0 }, new Random(3), {});
  const error = async (weights: Weights) => {
    const { flows } = await trainer.simulate(problem, settings, weights, problem.initialStock);
    return flows.reduce((sum, persons, at) => sum + Math.abs(log1p(persons) - log1p(trueFlows[at]!)), 0);
  };
  expect(await error(trained.weights)).toBeLessThan(0.25 * (await error(start.weights)));
});

test('net migration is that of the flows and sums to zero; stocks and flows are not negative', async () => {
  const problem = small();
  const { weights } = await trainer.train(problem, SETTINGS, new Random(7), {});
  const { flows, stocks, netMigration } = await trainer.simulate(problem, SETTINGS, weights, problem.initialStock);
  expect([flows.length, stocks.length, netMigration.length]).toEqual([6 * 25, 7 * 25, 6 * 5]);
  for (let year = 0; year < 6; year++) {
    const net = netMigration.subarray(year * 5, (year + 1) * 5);
    expect(Math.abs(net.reduce((sum, persons) => sum + persons, 0))).toBeLessThan(1e-9);
    const arrivals = [0, 1, 2, 3, 4].reduce((sum, orig) => sum + flows[(year * 5 + orig) * 5 + 2]!, 0);
    const departures = [0, 1, 2, 3, 4].reduce((sum, dest) => sum + flows[(year * 5 + 2) * 5 + dest]!, 0);
    expect(net[2]).toBeCloseTo(arrivals - departures, 6);
  }
  expect(flows.every((persons) => persons >= 0)).toBe(true);
  expect(stocks.every((persons) => persons >= 0)).toBe(true);
});

test('residents of a whole run change by births, deaths and net migration (docs/method.md 12.3)', async () => {
  const problem = small();
  const { weights } = await trainer.train(problem, SETTINGS, new Random(7), {});
  const { stocks, netMigration } = await trainer.simulate(problem, SETTINGS, weights, problem.initialStock);
  const clipped = stocks.filter((persons, cell) => persons === 0 && cell >= 25 && stocks[cell - 25]! > 0);
  expect(clipped.length).toBe(0);
  const { births, deathRate } = problem.demography;
  for (let year = 0; year < problem.years; year++) {
    for (let area = 0; area < 5; area++) {
      const residents = (date: number) => [0, 1, 2, 3, 4].reduce((sum, birth) => sum + stocks[(date * 5 + birth) * 5 + area]!, 0);
      const at = year * 5 + area;
      const expected = residents(year) * (1 - deathRate[at]!) + births[at]! + netMigration[at]!;
      expect(Math.abs(residents(year + 1) - expected)).toBeLessThan(1e-4 * expected);
    }
  }
});

test('WebAssembly and plain JavaScript agree', async () => {
  const problem = small();
  const settings = { ...SETTINGS, epochs: 2 };
  const onWasm = await trainer.train(problem, settings, new Random(7), {});
  const flowsOnWasm = (await trainer.simulate(problem, settings, onWasm.weights, problem.initialStock)).flows;
  const plain = trainerOn((await chooseBackend('cpu')).engineOf);
  const onCpu = await plain.train(problem, settings, new Random(7), {});
  const flowsOnCpu = (await plain.simulate(problem, settings, onWasm.weights, problem.initialStock)).flows;
  await chooseBackend('wasm');
  onCpu.history.forEach(({ loss }, epoch) => {
    expect(Math.abs(loss - onWasm.history[epoch]!.loss)).toBeLessThan(1e-4 * loss);
  });
  flowsOnCpu.forEach((persons, at) => {
    expect(Math.abs(persons - flowsOnWasm[at]!)).toBeLessThanOrEqual(1e-4 * persons);
  });
});

test('sampled initial stocks are not negative, keep cells without error and move the run', async () => {
  const problem = small();
  const sampled = sampledInitialStock(problem, new Random(1));
  expect(sampled.every((persons) => persons >= 0)).toBe(true);
  for (const cell of [0, 6, 12, 18, 24]) expect(sampled[cell]).toBe(problem.initialStock[cell]);
  expect(sampled.some((persons, cell) => persons !== problem.initialStock[cell])).toBe(true);
  expect(pearson(sampled, problem.initialStock)).toBeGreaterThan(0.99);
});

test('a training whose numbers run away stops with E504, the epoch and the term', async () => {
  const error = await trainer.train(small(), { ...SETTINGS, learningRate: 1e30 }, new Random(7), {}).catch((thrown: unknown) => thrown);
  expect(isPipelineError(error)).toBe(true);
  const [diagnostic] = isPipelineError(error) ? error.diagnostics : [];
  expect(diagnostic!.code).toBe('E504');
  expect(diagnostic!.message).toMatch(/^training diverged in epoch 1: /);
  expect(diagnostic!.hint).toContain('learning_rate');
});

test('a problem without targets is refused', async () => {
  const problem = small();
  const empty = { ...problem, targets: NO_TARGETS };
  await expect(trainer.train(empty, SETTINGS, new Random(7), {})).rejects.toMatchObject({ diagnostics: [{ code: 'E307' }] });
});
