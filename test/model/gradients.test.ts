import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { chooseBackend } from '../../src/model/backend.ts';
import { effectDesign, isLearned, noEffects } from '../../src/model/problem/effects.ts';
import { INPUTS } from '../../src/model/problem/inputs.ts';
import type { Weights } from '../../src/model/problem/network.ts';
import { initialWeights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import { TARGET_KINDS, type TargetGroup, type Targets } from '../../src/model/problem/targets.ts';
import type { Engine } from '../../src/model/training/engine.ts';
import type { EdgeFlows } from '../../src/model/training/latestFlows.ts';
import { LatestFlows } from '../../src/model/training/latestFlows.ts';
import { equallyWeighted } from '../../src/model/training/sampling.ts';
import { Random } from '../../src/numerics/random.ts';
import { everyEdge, LEVEL, noFlows, OBJECTIVE } from './anyWorld.ts';
import { targetsAt } from './likelihood.ts';
import { groupReports, syntheticWorld } from './syntheticProblem.ts';

const STEP = 0.005;

let engine: Engine;
afterEach(() => engine.dispose());

/**
 * Weights that are all away from zero, with a mean hazard of 2 in 100,000: people who move hardly change the stocks. Flows hardly
 * depend on latent states, so that what those of the start owe to the weights, which has no gradient, is too little to be seen.
 */
function randomWeights({ effects }: Problem): Weights {
  const random = new Random('gradient check 2');
  const linear = { coefficients: new Float64Array(INPUTS.length + 2), intercept: -11 };
  const start = [...initialWeights({ hiddenLayers: [5, 4], latent: 3 }, linear, random), ...noEffects(effects)];
  const spread = (name: string) => (name.startsWith('linear') ? 0.05 : 0.3);
  return start.map((layer) => ({
    ...layer,
    values: layer.values.map((value) => (layer.name === 'hidden 1 latent' ? 0.3 : 1) * (value + spread(layer.name) * random.normal())),
  }));
}

/**
 * A problem in which the stocks do not act back on the flows: they are no input (their scale is huge) and flows hardly
 * change them. What the gradient leaves out on purpose is then too small to be seen. Nothing is observed of the first year, whose
 * flows alone depend on the latent states of the start as much as on the weights.
 */
function problemWithoutFeedback(): Problem {
  const { problem } = syntheticWorld({ areas: 3, years: 4, reported: 1 });
  const { flow, stock } = problem.targets;
  const later = (groups: readonly TargetGroup[]) => groups.map((group, year) => (year === 0 ? targetsAt([], [], 1) : group));
  const { arrivals, departures } = groupReports(problem, [3, 4]);
  const targets: Targets = {
    stock: stock.map((group) => ({ ...group, start: Math.max(1, group.start) })),
    flow: later(flow),
    arrivals: later(arrivals),
    departures: later(departures),
    net: later(flow.map(() => targetsAt([0, 2], [150, -40], 100))),
  };
  return {
    ...problem,
    covariates: { ...problem.covariates, stock: { mean: 0, sd: 1e9 } },
    targets,
    effects: effectDesign(targets, problem.areas),
  };
}

test('gradients agree with finite differences, layer by layer', async () => {
  const problem = problemWithoutFeedback();
  engine = (await chooseBackend('cpu')).engineOf(problem, OBJECTIVE, LEVEL);
  const at = (weights: Weights) => engine.lossAndGradients(weights, everyEdge(problem), noFlows(problem));
  const weights = randomWeights(problem);
  const { gradients, loss, terms } = await at(weights);
  for (const kind of TARGET_KINDS) expect(terms[kind], kind).toBeGreaterThan(0);
  const random = new Random('directions');
  for (const [layer, { name, values }] of weights.filter(isLearned).entries()) {
    const normals = values.map(() => random.normal());
    const length = Math.sqrt(normals.reduce((sum, value) => sum + value * value, 0));
    const direction = normals.map((value) => value / length);
    const moved = (by: number) =>
      weights.map((other, l) => (l === layer ? { ...other, values: values.map((value, k) => value + by * direction[k]!) } : other));
    const slope = ((await at(moved(STEP))).loss - (await at(moved(-STEP))).loss) / (2 * STEP);
    const expected = gradients[layer]!.reduce((sum, gradient, k) => sum + gradient * direction[k]!, 0);
    expect(Math.abs(slope - expected), name).toBeLessThan(0.01 * Math.abs(expected) + 1e-4 * loss);
    if (!name.endsWith('stocks')) expect(Math.abs(expected), name).toBeGreaterThan(1e-3 * loss);
  }
});

test('an edge that is not sampled keeps its flow and has no gradient', async () => {
  const { problem } = syntheticWorld({ areas: 3, years: 4, reported: 1 });
  engine = (await chooseBackend('wasm')).engineOf(problem, OBJECTIVE, LEVEL);
  const weights = randomWeights(problem);
  const flows: EdgeFlows[] = [];
  await engine.simulate(weights, problem.initialStock, (year, _, before) => {
    flows[year] = before;
  });
  const sample = equallyWeighted(Int32Array.of(1, 4));
  const before = tf.memory().numTensors;
  const result = await engine.lossAndGradients(weights, sample, new LatestFlows(problem.edges, problem.areas, flows));
  expect(tf.memory().numTensors).toBe(before);
  for (const [year, ofYear] of result.flows.entries()) {
    sample.edges.forEach((edge, position) => {
      expect(Math.abs(ofYear[position]! - flows[year]!.unconstrained[edge]!)).toBeLessThanOrEqual(1e-5 * flows[year]!.unconstrained[edge]!);
    });
  }
  const other = flows.map(({ unconstrained, shares }) => ({
    shares,
    unconstrained: unconstrained.map((persons, edge) => (edge === 0 ? persons + 50 : persons)),
  }));
  const shifted = await engine.lossAndGradients(weights, sample, new LatestFlows(problem.edges, problem.areas, other));
  expect(Math.abs(shifted.loss - result.loss)).toBeGreaterThan(1e-6);
});
