import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/model/backend.ts';
import { trainerOf } from '../../../src/model/modelKind.ts';
import { drawEdges } from '../../../src/model/paper/edgeDraw.ts';
import { paperTrainer } from '../../../src/model/paper/paperTrainer.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { EpochLoss, Trained, TrainingSettings } from '../../../src/model/training/trainer.ts';
import { Random } from '../../../src/numerics/random.ts';
import { LIKELIHOOD, NO_EFFECTS, NO_TARGETS } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const SETTINGS: TrainingSettings = {
  shape: { hiddenLayers: [8, 8], latent: 4 },
  objective: { ...LIKELIHOOD, weights: { ...LIKELIHOOD.weights, stock: 10 } },
  effects: NO_EFFECTS,
  epochs: 6,
  learningRate: 0.001,
  sample: 40,
  refreshEvery: 3,
  clipNorm: 1,
};

function digest(weights: Weights): string {
  const hash = createHash('sha256');
  for (const { values } of weights) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest('hex');
}

const { problem } = syntheticWorld({ areas: 5, years: 6 });

test('the same seed gives the same bits with 1 and 2 threads and when resumed, another seed others', async () => {
  const checkpoints: Trained[] = [];
  const checkpoint = async (trained: Trained) => {
    checkpoints.push(structuredClone(trained));
  };
  const whole = await paperTrainer({ threads: 1 }).train(problem, SETTINGS, new Random(7), { checkpoint });
  const onTwo = await paperTrainer({ threads: 2 }).train(problem, SETTINGS, new Random(7), {});
  const other = await paperTrainer({ threads: 1 }).train(problem, SETTINGS, new Random(8), {});
  expect(checkpoints.map(({ epochs }) => epochs)).toEqual([3]);
  const resumed = await paperTrainer({ threads: 1 }).resume(checkpoints[0]!, problem, SETTINGS, new Random(7), {});
  expect(digest(onTwo.weights)).toBe(digest(whole.weights));
  expect(digest(resumed.weights)).toBe(digest(whole.weights));
  expect(resumed.history).toEqual(whole.history);
  expect(digest(other.weights)).not.toBe(digest(whole.weights));
});

test('the loss falls, and its terms by weight with the penalty on outflows make it up', async () => {
  const losses: EpochLoss[] = [];
  const settings = { ...SETTINGS, epochs: 60, learningRate: 0.01, sample: 1000 };
  await paperTrainer({ threads: 1 }).train(problem, settings, new Random(3), { epoch: (loss) => losses.push(loss) });
  expect(losses.length).toBe(60);
  expect(losses[59]!.loss).toBeLessThan(0.5 * losses[0]!.loss);
  for (const { loss, stock, flow, net } of losses) expect(loss - (10 * stock + flow + net)).toBeGreaterThan(-1e-9 * loss);
});

test('a run of the published network has stocks that are not negative and net migration of its flows', async () => {
  const trainer = paperTrainer({ threads: 1 });
  const { weights } = await trainer.train(problem, { ...SETTINGS, epochs: 2 }, new Random(7), {});
  const { flows, stocks, netMigration } = await trainer.simulate(problem, SETTINGS, weights, problem.initialStock);
  expect([flows.length, stocks.length, netMigration.length]).toEqual([6 * 25, 7 * 25, 6 * 5]);
  expect(stocks.every((persons) => persons >= 0)).toBe(true);
  expect(Math.abs(netMigration.reduce((sum, persons) => sum + persons, 0))).toBeLessThan(1e-6);
});

test('a problem without targets and a rate that runs away are refused', async () => {
  const trainer = paperTrainer({ threads: 1 });
  const empty = { ...problem, targets: NO_TARGETS };
  await expect(trainer.train(empty, SETTINGS, new Random(7), {})).rejects.toMatchObject({ diagnostics: [{ code: 'E307' }] });
  const fast = { ...SETTINGS, learningRate: 1e30 };
  await expect(trainer.train(problem, fast, new Random(7), {})).rejects.toMatchObject({ diagnostics: [{ code: 'E504' }] });
});

test('the published program runs on the kernel alone', async () => {
  const cpu = await chooseBackend('cpu');
  expect(() => trainerOf('paper', cpu)).toThrow('the backend "cpu" does not have the model kind "paper"');
  expect(trainerOf('paper', await chooseBackend('auto'))).toMatchObject({ kind: 'paper', backend: 'kernel' });
});

test('edges are drawn without repetition, each as often as the others, and one is always left out', () => {
  const counts = new Int32Array(10);
  const random = new Random('draws');
  for (let draw = 0; draw < 2000; draw++) {
    const drawn = drawEdges(10, 4, random);
    expect(new Set(drawn).size).toBe(4);
    for (const [place, edge] of drawn.entries()) {
      if (place > 0) expect(edge).toBeGreaterThan(drawn[place - 1]!);
      counts[edge] = counts[edge]! + 1;
    }
  }
  // Binomial with mean 800 and standard deviation 22.
  for (const count of counts) expect(Math.abs(count - 800)).toBeLessThan(100);
  expect(drawEdges(10, 1000, random).length).toBe(9);
});
