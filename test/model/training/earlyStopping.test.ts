import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/model/backend.ts';
import { AREA, isLearned } from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import { betterWeights, innerLoss, innerSplit } from '../../../src/model/training/earlyStopping.ts';
import { LatestFlows } from '../../../src/model/training/latestFlows.ts';
import type { Trained, TrainingSettings } from '../../../src/model/training/trainer.ts';
import { trainerOn } from '../../../src/model/training/trainer.ts';
import { Random } from '../../../src/numerics/random.ts';
import { LIKELIHOOD, PRIOR, reportedBy, targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const SETTINGS: TrainingSettings = {
  shape: { hiddenLayers: [8], latent: 4 },
  objective: LIKELIHOOD,
  effects: PRIOR,
  epochs: 12,
  learningRate: 0.02,
  sample: 60,
  refreshEvery: 3,
  clipNorm: 1,
};

const AREAS = 6;
const { problem } = syntheticWorld({ areas: AREAS, years: 5 });

function pairsOf(groups: Problem['targets']['flow']): ReadonlySet<number> {
  const pair = (cell: number) => {
    const [a, b] = [Math.floor(cell / AREAS), cell % AREAS];
    return Math.min(a, b) * AREAS + Math.max(a, b);
  };
  return new Set(groups.flatMap(({ cells }) => Array.from(cells, pair)));
}

function rowsOf(groups: Problem['targets']['flow']): string[] {
  return groups.flatMap(({ cells, persons, weights }, year) =>
    Array.from(cells, (cell, row) => `${year} ${cell} ${persons[row]} ${weights[row]}`),
  );
}

function digest(weights: Weights): string {
  const hash = createHash('sha256');
  for (const { values } of weights) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest('hex');
}

test('a share of the pairs is set apart, each with all its reports in both directions; the rest stays', () => {
  const all = problem.targets.flow;
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(), (share, seed) => {
      const { problem: seen, inner } = innerSplit(problem, share, new Random(seed));
      const [kept, apart] = [pairsOf(seen.targets.flow), pairsOf(inner)];
      expect([...apart].filter((pair) => kept.has(pair))).toEqual([]);
      expect(kept.size + apart.size).toBe(pairsOf(all).size);
      expect(apart.size).toBe(Math.min(pairsOf(all).size - 1, Math.max(1, Math.round(share * pairsOf(all).size))));
      expect([...rowsOf(seen.targets.flow), ...rowsOf(inner)].sort()).toEqual(rowsOf(all).sort());
      expect(seen.targets.stock).toBe(problem.targets.stock);
    }),
    { numRuns: 30 },
  );
});

test('of a pair that is set apart nothing is learnt from what lists leave out either', () => {
  const all = problem.targets.flow;
  const censored = all.map(() => targetsAt([1, 2, 6], [5, 5, 5], 0.3));
  const { problem: seen, inner } = innerSplit({ ...problem, targets: { ...problem.targets, censored } }, 0.5, new Random(3));
  const apart = pairsOf(inner);
  // Corridors 1 and 6 are one pair of areas.
  const expected = [1, 2, 6].filter((cell) => !apart.has(cell === 6 ? 1 : cell));
  expect(expected.length).toBeLessThan(3);
  expect(seen.targets.censored!.map(({ cells }) => [...cells])).toEqual(all.map(() => expected));
});

test('of a pair that is set apart no arrivals and departures of natives of the one in the other are learnt either', () => {
  const years = problem.targets.flow.map((_, year) => year);
  // Corridors 1 and 6 are one pair of areas, and so are the cells of those born in 0 in 1 and of those born in 1 in 0.
  const levels = Float64Array.of(0.1, 0.2, 0.3);
  const groups = years.map(() => ({ ...reportedBy(0, targetsAt([1, 2, 6], [5, 6, 7], 0.3)), levels }));
  const { problem: seen, inner } = innerSplit(
    { ...problem, targets: { ...problem.targets, arrivals: groups, departures: groups } },
    0.5,
    new Random(3),
  );
  const apart = pairsOf(inner);
  const rows = [1, 2, 6].flatMap((cell, row) => (apart.has(cell === 6 ? 1 : cell) ? [] : [row]));
  expect(rows.length).toBeLessThan(3);
  for (const learnt of [...seen.targets.arrivals, ...seen.targets.departures]) {
    expect([...learnt.cells]).toEqual(rows.map((row) => [1, 2, 6][row]));
    expect([...learnt.persons]).toEqual(rows.map((row) => [5, 6, 7][row]));
    expect([...learnt.levels!]).toEqual(rows.map((row) => levels[row]));
    expect(learnt.reporters).toHaveLength(rows.length);
  }
});

test('the inner loss is the mean of squared errors of logs, on the scale of the reporter', () => {
  const edges = { birth: Int32Array.of(0, 0), orig: Int32Array.of(0, 1), dest: Int32Array.of(1, 0) };
  const flowing = (...flows: number[]) =>
    new LatestFlows(edges, 2, [{ unconstrained: Float32Array.from(flows), shares: new Float64Array(4).fill(1) }]);
  const inner = [targetsAt([1, 2], [0, 3], 0.2)];
  expect(innerLoss(flowing(0, 3), inner, new Float32Array())).toBe(0);
  // One of two rows is wrong by ln 4, whatever its standard error is.
  expect(innerLoss(flowing(3, 3), inner, new Float32Array())).toBeCloseTo(Math.log(4) ** 2 / 2, 12);
  // A reporter who counts a third of 9 movers counts 3.
  const counted = [reportedBy(0, targetsAt([2], [3], 0.2))];
  expect(innerLoss(flowing(0, 9), counted, Float32Array.of(-Math.log(3)))).toBeCloseTo(0, 12);
});

test('weights are replaced by better ones only, and checks without any are counted', () => {
  const first = betterWeights(null, 0, 2, []);
  const worse = betterWeights(betterWeights(first, 3, 2, []), 6, Number.NaN, []);
  expect(worse).toEqual({ epochs: 0, inner: 2, weights: [], checks: 2 });
  expect(betterWeights(worse, 9, 1.5, [])).toEqual({ epochs: 9, inner: 1.5, weights: [], checks: 0 });
});

test('the kept weights are those with the least inner loss of the history, resumed or not', async () => {
  const trainer = trainerOn((await chooseBackend('kernel')).engineOf);
  // So large a step that the fit gets worse again.
  const settings = { ...SETTINGS, learningRate: 0.5, earlyStopping: { share: 0.2, patience: 2 } };
  const checkpoints: Trained[] = [];
  const checkpoint = (trained: Trained) => Promise.resolve(void checkpoints.push(structuredClone(trained)));
  const whole = await trainer.train(problem, settings, new Random(7), { checkpoint });
  const checked = whole.history.filter(({ inner }) => inner !== null);
  const least = Math.min(...checked.map(({ inner }) => inner!), whole.best!.inner);
  expect(checked.every(({ epoch }) => epoch % 3 === 0)).toBe(true);
  expect(whole.best!.inner).toBe(least);
  // Effects of areas and corridors are fitted to what is kept.
  const isKept = (layer: Weights[number]) => isLearned(layer) && layer.name !== AREA;
  expect(digest(whole.weights.filter(isKept))).toBe(digest(whole.best!.weights.filter(isKept)));
  for (const start of checkpoints) {
    const resumed = await trainer.resume(start, problem, settings, new Random(7), {});
    expect([resumed.epochs, digest(resumed.weights), resumed.history]).toEqual([whole.epochs, digest(whole.weights), whole.history]);
  }
});

test('training ends after as many checks without improvement as it has patience', async () => {
  const trainer = trainerOn((await chooseBackend('kernel')).engineOf);
  const settings = { ...SETTINGS, epochs: 60, learningRate: 0.5, earlyStopping: { share: 0.2, patience: 1 } };
  const { epochs, best } = await trainer.train(problem, settings, new Random(7), {});
  expect(best!.checks).toBe(1);
  expect(epochs).toBe(best!.epochs + SETTINGS.refreshEvery);
  expect(epochs).toBeLessThan(60);
});

test('with one reported pair there is nothing to set apart', () => {
  const flow = [targetsAt([1, 6], [1, 2], 0.2)];
  const single = { ...problem, targets: { ...problem.targets, flow } };
  expect(() => innerSplit(single, 0.1, new Random(1))).toThrow(/sets apart some of the reported pairs of areas, and there are only 1/);
});
