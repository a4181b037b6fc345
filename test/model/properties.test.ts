import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { kernelEngineOf } from '../../src/model/kernel/kernelEngine.ts';
import { AREA, isLearned } from '../../src/model/problem/effects.ts';
import type { Weights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { Simulation } from '../../src/model/training/engine.ts';
import type { Trained } from '../../src/model/training/trainer.ts';
import { trainerOn } from '../../src/model/training/trainer.ts';
import { Random } from '../../src/numerics/random.ts';
import { cases, disposeEngines, engineOn, everyEdge, noFlows, OBJECTIVE, weightsOf, worldOf } from './anyWorld.ts';
import { PRIOR } from './likelihood.ts';
import { movedAreas, movedEffects, movedPairs, relabelled } from './relabelled.ts';

afterEach(disposeEngines);

/** Largest difference, relative to the largest number. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [largest, off] = [0, 0];
  for (let k = 0; k < expected.length; k++) {
    largest = Math.max(largest, Math.abs(expected[k]!));
    off = Math.max(off, Math.abs(actual[k]! - expected[k]!));
  }
  return largest === 0 ? off : off / largest;
}

const BACKENDS = [
  ['kernel', 12],
  ['cpu', 4],
] as const;

describe.each(BACKENDS)('on backend %s', (backend, numRuns) => {
  test('people are conserved each year, by country and by birth group (docs/method.md 12.3)', async () => {
    await fc.assert(
      fc.asyncProperty(cases(8, { min: 1, max: 6 }), async (one) => {
        const problem = worldOf(one);
        const engine = await engineOn(backend, problem);
        const run = await engine.simulate(weightsOf(one, problem, -7.5), problem.initialStock);
        for (let year = 0; year < one.years; year++) expectConserved(problem, run, year);
        expect(run.flows.some((persons) => persons > 0)).toBe(true);
      }),
      { numRuns },
    );
  });

  test('no stock falls below zero, however many want to leave', async () => {
    await fc.assert(
      fc.asyncProperty(cases(6, { min: 1, max: 6 }), fc.double({ min: -4, max: 40, noNaN: true }), async (one, logit) => {
        const problem = worldOf(one);
        const engine = await engineOn(backend, problem);
        const { stocks } = await engine.simulate(weightsOf(one, problem, logit), problem.initialStock);
        // The rounding of the sums of a stock, in units of the population; nothing is cut off afterwards.
        const rounding = (backend === 'kernel' ? 1e-12 : 1e-5) * Math.max(...problem.demography.population);
        for (const persons of stocks) expect(persons).toBeGreaterThanOrEqual(-rounding);
      }),
      { numRuns },
    );
  });

  test('other names of the countries permute flows, stocks, net migration and gradients with them', async () => {
    await fc.assert(
      fc.asyncProperty(cases(7, { min: 2, max: 5 }), async (one) => {
        const order = Int32Array.from({ length: one.areas }, (_, area) => area);
        new Random(`order ${one.seed}`).shuffle(order);
        const to = Array.from(order);
        const problem = worldOf(one);
        const other = relabelled(problem, to);
        const [engine, otherEngine] = [await engineOn(backend, problem), await engineOn(backend, other.problem)];
        const weights = weightsOf(one, problem, -6);
        const otherWeights = movedEffects(weights, problem, other.problem, to);
        const run = await engine.simulate(weights, problem.initialStock);
        const otherRun = await otherEngine.simulate(otherWeights, other.problem.initialStock);
        expect(difference(otherRun.flows, movedPairs(run.flows, to))).toBeLessThan(1e-5);
        expect(difference(otherRun.stocks, movedPairs(run.stocks, to))).toBeLessThan(1e-6);
        expect(difference(otherRun.netMigration, movedAreas(run.netMigration, to))).toBeLessThan(1e-5);

        const [result, otherResult] = [
          await engine.lossAndGradients(weights, everyEdge(problem), noFlows(problem)),
          await otherEngine.lossAndGradients(otherWeights, everyEdge(other.problem), noFlows(other.problem)),
        ];
        expect(Math.abs(otherResult.loss / result.loss - 1)).toBeLessThan(1e-5);
        otherResult.flows.forEach((flows, year) => {
          const expected = Float32Array.from(other.edges, (edge) => result.flows[year]![edge]!);
          expect(difference(flows, expected)).toBeLessThan(1e-5);
        });
        weights.filter(isLearned).forEach(({ name }, layer) => {
          const gradient = result.gradients[layer]!;
          const expected = name === AREA ? movedAreas(gradient, to) : gradient;
          expect(difference(otherResult.gradients[layer]!, expected), name).toBeLessThan(1e-4);
        });
      }),
      { numRuns },
    );
  });
});

/** Residual of docs/method.md 12.3 for every country, and for every birth group, among whom moves cancel: at most 1e-4 of the people. */
function expectConserved({ areas, demography }: Problem, { stocks, netMigration }: Simulation, year: number): void {
  const range = Array.from({ length: areas }, (_, area) => area);
  const sum = (of: (area: number) => number) => range.reduce((total, area) => total + of(area), 0);
  const stock = (date: number, birth: number, residence: number) => stocks[(date * areas + birth) * areas + residence]!;
  const survivors = (birth: number, area: number) => (1 - demography.deathRate[year * areas + area]!) * stock(year, birth, area);
  const births = (area: number) => demography.births[year * areas + area]!;
  const net = (area: number) => netMigration[year * areas + area]!;
  for (const area of range) {
    const residents = sum((birth) => stock(year + 1, birth, area));
    const expected = sum((birth) => survivors(birth, area)) + births(area) + net(area);
    expect(Math.abs(residents - expected), `country ${area}, year ${year}`).toBeLessThanOrEqual(1e-4 * residents);
    const born = sum((residence) => stock(year + 1, area, residence));
    const expectedBorn = sum((residence) => survivors(area, residence)) + births(area);
    expect(Math.abs(born - expectedBorn), `born in ${area}, year ${year}`).toBeLessThanOrEqual(1e-4 * born);
  }
  const movers = sum((area) => Math.abs(net(area)));
  expect(Math.abs(sum(net)), `net migration of year ${year}`).toBeLessThanOrEqual(1e-9 * movers);
}

test('a training that is resumed anywhere with any number of threads has the bits of an uninterrupted one', async () => {
  const settings = {
    shape: { hiddenLayers: [9, 6], latent: 5 },
    objective: OBJECTIVE,
    effects: PRIOR,
    epochs: 7,
    learningRate: 0.02,
    sample: 700,
    refreshEvery: 2,
    clipNorm: 1,
  };
  const problem = worldOf({ areas: 12, years: 5, seed: 4, shape: settings.shape });
  const checkpoints: Trained[] = [];
  const whole = await trainerOn(kernelEngineOf({ threads: 1 })).train(problem, settings, new Random(7), {
    checkpoint: async (trained) => {
      checkpoints.push(structuredClone(trained));
    },
  });
  expect(checkpoints.map(({ epochs }) => epochs)).toEqual([2, 4, 6]);
  for (const [at, threads] of [1, 2, 4].entries()) {
    const resumed = await trainerOn(kernelEngineOf({ threads })).resume(checkpoints[at]!, problem, settings, new Random(7), {});
    expect(digest(resumed.weights), `${threads} threads`).toBe(digest(whole.weights));
    expect(resumed.history).toEqual(whole.history);
  }
});

function digest(weights: Weights): string {
  const hash = createHash('sha256');
  for (const { name, values } of weights) hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest('hex');
}
