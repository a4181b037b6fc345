import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/model/backend.ts';
import { COVARIATE_NAMES, type Covariates } from '../../src/model/covariates.ts';
import { countEdges } from '../../src/model/edges.ts';
import { noEffects } from '../../src/model/effects.ts';
import type { Engine, Simulation } from '../../src/model/engine.ts';
import { INPUTS } from '../../src/model/inputs.ts';
import { kernelEngineOf } from '../../src/model/kernel/kernelEngine.ts';
import { LatestFlows } from '../../src/model/latestFlows.ts';
import type { NetworkShape, Weights } from '../../src/model/network.ts';
import { initialWeights } from '../../src/model/network.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { EdgeSample } from '../../src/model/sampling.ts';
import { equallyWeighted } from '../../src/model/sampling.ts';
import type { Trained } from '../../src/model/trainer.ts';
import { trainerOn } from '../../src/model/trainer.ts';
import { Random } from '../../src/numerics/random.ts';
import { movedAreas, movedCorridors, movedPairs, relabelled } from './relabelled.ts';
import { syntheticWorld } from './syntheticProblem.ts';

const OBJECTIVE = { lambdas: { stock: 0.5, flow: 0, net: 0.3 }, weights: { stock: 1, flow: 0.7, net: 0.4 } };

/** Any small world and network on it. */
interface Case {
  readonly areas: number;
  readonly years: number;
  readonly seed: number;
  readonly shape: NetworkShape;
}

const cases = (areas: number, years: { min: number; max: number }): fc.Arbitrary<Case> =>
  fc.record({
    areas: fc.integer({ min: 3, max: areas }),
    years: fc.integer(years),
    seed: fc.integer({ min: 1, max: 1e6 }),
    shape: fc.record({
      hiddenLayers: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      latent: fc.integer({ min: 1, max: 6 }),
    }),
  });

/**
 * A world with births, deaths and covariates that differ by area and year, and net migration among what is observed. Passes
 * over worlds in which nobody lives abroad.
 */
function worldOf({ areas, years, seed }: Case): Problem {
  const { problem } = syntheticWorld({ areas, years, reported: 0.8 }, seed);
  fc.pre(countEdges(problem.edges) > 0);
  const random = new Random(`world ${seed}`);
  const { covariates, demography } = problem;
  const tables = Object.fromEntries(
    COVARIATE_NAMES.map((name) => [name, covariates.tables[name].map(() => random.normal())]),
  ) as Covariates['tables'];
  const net = Array.from({ length: years }, () => ({
    cells: Int32Array.of(0, 2),
    persons: Float64Array.of(1500, -400),
    weights: Float64Array.of(1, 2),
  }));
  return {
    ...problem,
    covariates: { ...covariates, tables },
    demography: {
      population: demography.population.map((persons) => persons * (0.9 + 0.2 * random.uniform())),
      births: demography.births.map((persons) => persons * (0.5 + random.uniform())),
      deathRate: demography.deathRate.map(() => 0.004 + 0.012 * random.uniform()),
    },
    targets: { ...problem.targets, net },
  };
}

/** Weights that are all away from zero, around a log odds of moving. */
function weightsOf({ shape, seed }: Case, { effects }: Problem, logit: number): Weights {
  const random = new Random(`weights ${seed}`);
  const linear = { coefficients: new Float64Array(INPUTS.length + 2), intercept: logit };
  const spread = (name: string) => (name.startsWith('linear') ? 0.05 : 0.2);
  return [...initialWeights(shape, linear, random), ...noEffects(effects)].map((layer) => ({
    ...layer,
    values: layer.values.map((value) => value + spread(layer.name) * random.normal()),
  }));
}

const open: Engine[] = [];
afterEach(() => {
  for (const engine of open.splice(0)) engine.dispose();
});

async function engineOn(backend: string, problem: Problem): Promise<Engine> {
  const engine = (await chooseBackend(backend)).engineOf(problem, OBJECTIVE);
  open.push(engine);
  return engine;
}

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
  test('people are conserved each year, by country and by birth group (method.md 12.3)', async () => {
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
        const names = weights.map(({ name }) => name);
        const moved = (arrays: readonly Float32Array[]) => movedCorridors(arrays, names, problem, other.problem, to);
        const values = moved(weights.map((layer) => layer.values));
        const otherWeights = weights.map((layer, at) => ({ ...layer, values: values[at]! }));
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
        const expectedGradients = moved(result.gradients);
        weights.forEach(({ name }, layer) => {
          expect(difference(otherResult.gradients[layer]!, expectedGradients[layer]!), name).toBeLessThan(1e-4);
        });
      }),
      { numRuns },
    );
  });
});

function everyEdge({ edges }: Problem): EdgeSample {
  return equallyWeighted(Int32Array.from({ length: countEdges(edges) }, (_, edge) => edge));
}

function noFlows({ areas, years, edges }: Problem): LatestFlows {
  return new LatestFlows(
    edges,
    areas,
    Array.from({ length: years }, () => ({
      unconstrained: new Float32Array(countEdges(edges)),
      shares: new Float64Array(areas * areas).fill(1),
    })),
  );
}

/** Residual of method.md 12.3 for every country, and for every birth group, among whom moves cancel: at most 1e-4 of the people. */
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

const BOTH = [
  'linear covariates',
  'linear bias',
  'hidden 1 covariates',
  'hidden 1 bias',
  'hidden 2 kernel',
  'hidden 2 bias',
  'output kernel',
  'corridor effect',
  'observer factor',
];

describe('gradients of the kernel are finite differences of its loss, group by group', () => {
  test('of everything but the stock inputs, through all years', async () => {
    const steep = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases(5, { min: 3, max: 6 }), async (one) => {
        const problem = withoutFeedback(worldOf(one));
        await expectSlopes(problem, weightsOf(one, problem, -12), (name) => !name.endsWith('stocks'), steep);
      }),
      { numRuns: 10, seed: 1 },
    );
    expect([...steep]).toEqual(expect.arrayContaining([...BOTH, 'hidden 1 latent', 'latent kernel', 'latent bias']));
  });

  test('of the stock inputs in a single year, in which nothing acts back', async () => {
    const steep = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases(6, { min: 1, max: 1 }), async (one) => {
        const problem = worldOf(one);
        await expectSlopes(problem, weightsOf(one, problem, -6), (name) => !name.includes('latent'), steep);
      }),
      { numRuns: 10, seed: 1 },
    );
    expect([...steep]).toEqual(expect.arrayContaining([...BOTH, 'linear stocks', 'hidden 1 stocks']));
  });
});

/**
 * Stocks act back on flows as data, without gradient (method.md 3.4). Here they do so too little to be seen: as inputs they
 * have a huge scale, and every group is large beside the few who move.
 */
function withoutFeedback(problem: Problem): Problem {
  return {
    ...problem,
    covariates: { ...problem.covariates, stock: { mean: 0, sd: 1e9 } },
    initialStock: problem.initialStock.map((persons) => (persons > 0 ? persons + 50_000 : 0)),
  };
}

/** Length of a step along a gradient, and the error of slopes from the rounding of log odds, as a share of the steepest one. */
const STEP = 0.002;
const ROUNDING = 3e-4;

/**
 * Compares the slope along the gradient of each group with its norm.
 * @param counts groups that must have a gradient.
 * @param steep takes the groups whose slope stands out from rounding.
 */
async function expectSlopes(problem: Problem, weights: Weights, counts: (name: string) => boolean, steep: Set<string>): Promise<void> {
  const engine = await engineOn('kernel', problem);
  const at = (moved: Weights) => engine.lossAndGradients(moved, everyEdge(problem), noFlows(problem));
  const { gradients } = await at(weights);
  const norms = gradients.map((gradient) => Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0)));
  const steepest = Math.max(...norms);
  for (const [layer, { name, values }] of weights.entries()) {
    const gradient = gradients[layer]!;
    const norm = norms[layer]!;
    if (counts(name)) expect(norm, name).toBeGreaterThan(0);
    if (norm === 0) continue;
    const lossAt = async (by: number) => {
      const moved = values.map((value, k) => value + (by * gradient[k]!) / norm);
      return (await at(weights.map((other, l) => (l === layer ? { ...other, values: moved } : other)))).loss;
    };
    const rise = async (step: number) => (await lossAt(step)) - (await lossAt(-step));
    // Five-point formula: steps that float32 can tell apart, short beside the bends of psi, with an error of their fourth power.
    const slope = (8 * (await rise(STEP)) - (await rise(2 * STEP))) / (12 * STEP);
    expect(Math.abs(slope - norm), name).toBeLessThan(0.01 * norm + ROUNDING * steepest);
    if (norm > 10 * ROUNDING * steepest) steep.add(name);
  }
}

test('a training that is resumed anywhere with any number of threads has the bits of an uninterrupted one', async () => {
  const settings = {
    shape: { hiddenLayers: [9, 6], latent: 5 },
    objective: OBJECTIVE,
    effects: { corridor: { level: 0.7, step: 0.2 }, observer: 0.5, report: 0.2 },
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
