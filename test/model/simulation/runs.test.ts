import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/model/backend.ts';
import { initialWeights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import { addBirthFlows, birthGroups, edgesOfFlow } from '../../../src/model/simulation/birthFlows.ts';
import type { RunSettings, Runs } from '../../../src/model/simulation/runs.ts';
import { simulateRuns } from '../../../src/model/simulation/runs.ts';
import type { FlowSink, Simulation } from '../../../src/model/training/engine.ts';
import type { TrainingSettings } from '../../../src/model/training/trainer.ts';
import { trainerOn } from '../../../src/model/training/trainer.ts';
import { linearStart } from '../../../src/model/training/warmStart.ts';
import { Random } from '../../../src/numerics/random.ts';
import { LIKELIHOOD, PRIOR } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const AREAS = 6;
const YEARS = 5;
const TRAINING: TrainingSettings = {
  shape: { hiddenLayers: [8], latent: 4 },
  objective: LIKELIHOOD,
  effects: PRIOR,
  epochs: 1,
  learningRate: 0.02,
  sample: 40,
  refreshEvery: 1,
  clipNorm: 1,
};
const SETTINGS: RunSettings = {
  runs: 3,
  minimumFlow: 5,
  covariates: { reportedSd: 0.3, imputedSd: 0.3, autocorrelation: 0.5 },
};

const { problem } = syntheticWorld({ areas: AREAS, years: YEARS });
const simulated: { readonly problem: Problem; readonly simulation: Simulation; readonly edges: Float32Array[] }[] = [];
let runs: Runs;

async function runsOf(settings: RunSettings, seed: string, keep: typeof simulated = []): Promise<Runs> {
  const trainer = trainerOn((await chooseBackend('auto')).engineOf);
  const random = new Random(1);
  const weights = initialWeights(TRAINING.shape, linearStart(problem, random), random);
  const simulate = async (sampled: Problem, sink: FlowSink) => {
    const edges: Float32Array[] = [];
    const simulation = await trainer.simulate(sampled, TRAINING, weights, sampled.initialStock, (year, flows) => {
      edges[year] = flows.slice();
      sink(year, flows);
    });
    keep.push({ problem: sampled, simulation, edges });
    return simulation;
  };
  return simulateRuns(problem, {}, settings, new Random(seed), { simulate });
}

beforeAll(async () => {
  runs = await runsOf(SETTINGS, '7/member 1', simulated);
});

const sum = (values: Iterable<number>) => Array.from(values).reduce((total, value) => total + value, 0);

test('groups are those at an end of an edge, and flows by birth are sums over the edges that end and begin there', () => {
  // Born in 1: from 1 to 0, from 0 to 2; born in 2: from 1 to 0.
  const edges = { birth: Int32Array.of(1, 1, 2), orig: Int32Array.of(1, 0, 1), dest: Int32Array.of(0, 2, 0) };
  const groups = birthGroups(edges, 3);
  expect(Array.from(groups.birth)).toEqual([1, 1, 1, 2, 2]);
  expect(Array.from(groups.residence)).toEqual([0, 1, 2, 0, 1]);
  const arrivals = Float64Array.of(1, 0, 0, 0, 0);
  const departures = new Float64Array(5);
  addBirthFlows(groups, Float32Array.of(10, 4, 7), arrivals, departures);
  expect(Array.from(arrivals)).toEqual([11, 0, 4, 7, 0]);
  expect(Array.from(departures)).toEqual([4, 10, 0, 0, 7]);
  const flows = [Float32Array.of(10, 0, 7), Float32Array.of(0, 4, 3)];
  expect(Array.from(edgesOfFlow(edges, flows, 5))).toEqual([0, 2]);
});

test('flows by birth sum to those between countries of residence, in the central run and in the mean', () => {
  const { groups, spreads } = runs;
  for (const kind of ['central', 'mean'] as const) {
    const [flows, arrivals, departures] = (['flows', 'arrivals', 'departures'] as const).map((name) =>
      kind === 'central' ? spreads[name].central : spreads[name].moments.mean,
    ) as [Float64Array, Float64Array, Float64Array];
    const count = groups.birth.length;
    for (let year = 0; year < YEARS; year++) {
      for (let area = 0; area < AREAS; area++) {
        const there = Array.from({ length: count }, (_, group) => group).filter((group) => groups.residence[group] === area);
        const into = sum(Array.from({ length: AREAS }, (_, orig) => flows[(year * AREAS + orig) * AREAS + area]!));
        const outOf = sum(Array.from({ length: AREAS }, (_, dest) => flows[(year * AREAS + area) * AREAS + dest]!));
        expect(Math.abs(sum(there.map((group) => arrivals[year * count + group]!)) - into)).toBeLessThan(1e-6 * (1 + into));
        expect(Math.abs(sum(there.map((group) => departures[year * count + group]!)) - outOf)).toBeLessThan(1e-6 * (1 + outOf));
      }
    }
  }
});

test('people are conserved by country of birth and residence in every run, by the demography of the problem', () => {
  expect(simulated.length).toBe(1 + SETTINGS.runs);
  const { births, deathRate } = problem.demography;
  for (const { problem: sampled, simulation, edges } of simulated) {
    const groups = birthGroups(problem.edges, AREAS);
    for (let year = 0; year < YEARS; year++) {
      const arrivals = new Float64Array(groups.birth.length);
      const departures = new Float64Array(groups.birth.length);
      addBirthFlows(groups, edges[year]!, arrivals, departures);
      groups.birth.forEach((birth, group) => {
        const area = groups.residence[group]!;
        const at = (date: number) => simulation.stocks[(date * AREAS + birth) * AREAS + area]!;
        const born = birth === area ? births[year * AREAS + area]! : 0;
        const expected = (1 - deathRate[year * AREAS + area]!) * at(year) + born + arrivals[group]! - departures[group]!;
        // Nobody was cut off at zero, so the account closes in every cell (docs/method.md 12.3).
        expect(Math.abs(at(year + 1) - expected)).toBeLessThanOrEqual(1e-4 * (1 + expected));
      });
    }
    expect(Array.from(simulation.stocks.subarray(0, AREAS * AREAS))).toEqual(Array.from(sampled.initialStock));
    expect(sampled.demography).toBe(problem.demography);
  }
});

test('sampled runs start from other stocks and covariates, each from the stream that its label names', async () => {
  expect(runs.totals.map(({ stream }) => stream)).toEqual([null, '7/member 1/run 0', '7/member 1/run 1', '7/member 1/run 2']);
  const [central, ...sampled] = simulated.map((run) => run.problem);
  expect(central).toBe(problem);
  expect(new Set(sampled.map(({ initialStock }) => initialStock.join())).size).toBe(3);
  expect(new Set(sampled.map(({ covariates }) => covariates.tables.gdp_growth.join())).size).toBe(3);
  const again: typeof simulated = [];
  await runsOf({ ...SETTINGS, runs: 1 }, '7/member 1', again);
  expect(again[1]!.simulation.flows).toEqual(simulated[1]!.simulation.flows);
});

test('spread is that over all runs around their mean', () => {
  const cell = 2;
  const values = simulated.map(({ simulation }) => simulation.flows[cell]!);
  const mean = sum(values) / values.length;
  const { central, moments } = runs.spreads.flows;
  expect(central[cell]).toBe(values[0]);
  expect(moments.mean[cell]).toBeCloseTo(mean, 8);
  expect(moments.variance[cell]).toBeCloseTo(sum(values.map((value) => (value - mean) ** 2)) / values.length, 6);
  expect(moments.variance[cell]).toBeGreaterThan(0);
});

test('listed edges are those of the minimum flow, in the order of the list, and the rest is counted', () => {
  const { edges, spreads, totals } = runs;
  const first = simulated[0]!.edges;
  const means = Array.from(problem.edges.birth, (_, edge) => sum(first.map((flows) => flows[edge]!)) / YEARS);
  const listed = means.flatMap((mean, edge) => (mean >= 5 ? [edge] : []));
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.length).toBeLessThan(means.length);
  expect(Array.from(edges.birth, (b, at) => [b, edges.orig[at], edges.dest[at]])).toEqual(
    listed.map((edge) => [problem.edges.birth[edge], problem.edges.orig[edge], problem.edges.dest[edge]]),
  );
  expect(spreads.listed.central[YEARS + 3]).toBe(first[3]![listed[1]!]);
  const { movers, unlisted } = totals[0]!;
  expect(movers[4]).toBeCloseTo(sum(first[4]!), 2);
  const rest = sum(Array.from(first[4]!).filter((_, edge) => means[edge]! < 5));
  expect(rest).toBeGreaterThan(0);
  expect(unlisted[4]).toBeCloseTo(rest, 2);
});

test('totals count the people outside their country of birth at the end of each year', () => {
  runs.totals.forEach(({ abroad }, run) => {
    const { stocks } = simulated[run]!.simulation;
    const last = stocks.subarray(YEARS * AREAS * AREAS);
    const expected = sum(Array.from(last).filter((_, cell) => Math.floor(cell / AREAS) !== cell % AREAS));
    expect(abroad[YEARS - 1]).toBeCloseTo(expected, 4);
  });
});
