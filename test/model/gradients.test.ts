import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { chooseBackend } from '../../src/model/backend.ts';
import { countEdges } from '../../src/model/problem/edges.ts';
import { INPUTS } from '../../src/model/problem/inputs.ts';
import type { Weights } from '../../src/model/problem/network.ts';
import { initialWeights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { Engine } from '../../src/model/training/engine.ts';
import type { EdgeFlows } from '../../src/model/training/latestFlows.ts';
import { LatestFlows } from '../../src/model/training/latestFlows.ts';
import { equallyWeighted } from '../../src/model/training/sampling.ts';
import { Random } from '../../src/numerics/random.ts';
import { syntheticWorld } from './syntheticProblem.ts';

const STEP = 0.005;
const OBJECTIVE = { lambdas: { stock: 0.5, flow: 0, net: 0.3 }, weights: { stock: 1, flow: 0.7, net: 0.4 } };

let engine: Engine;
afterEach(() => engine.dispose());

/** Weights that are all away from zero, with a mean hazard of 2 in 100,000: people who move hardly change the stocks. */
function randomWeights(): Weights {
  const random = new Random('gradient check');
  const linear = { coefficients: new Float64Array(INPUTS.length + 2), intercept: -11 };
  const start = initialWeights({ hiddenLayers: [5, 4], latent: 3 }, linear, random);
  const spread = (name: string) => (name.startsWith('linear') ? 0.05 : 0.3);
  return start.map((layer) => ({ ...layer, values: layer.values.map((value) => value + spread(layer.name) * random.normal()) }));
}

/**
 * A problem in which the stocks do not act back on the flows: they are no input (their scale is huge) and flows hardly
 * change them. What the gradient leaves out on purpose is then too small to be seen.
 */
function problemWithoutFeedback(): Problem {
  const { problem } = syntheticWorld({ areas: 3, years: 4, reported: 1 });
  const net = problem.targets.flow.map(() => ({
    cells: Int32Array.of(0, 2),
    persons: Float64Array.of(150, -40),
    weights: Float64Array.of(1, 2),
  }));
  return {
    ...problem,
    covariates: { ...problem.covariates, stock: { mean: 0, sd: 1e9 } },
    targets: { ...problem.targets, net },
  };
}

test('gradients agree with finite differences, layer by layer', async () => {
  engine = (await chooseBackend('cpu')).engineOf(problemWithoutFeedback(), OBJECTIVE);
  const problem = problemWithoutFeedback();
  const all = Int32Array.from({ length: countEdges(problem.edges) }, (_, edge) => edge);
  const nothing = () =>
    new LatestFlows(
      problem.edges,
      problem.areas,
      Array.from({ length: problem.years }, () => ({
        unconstrained: new Float32Array(all.length),
        shares: new Float64Array(problem.areas * problem.areas).fill(1),
      })),
    );
  const at = (weights: Weights) => engine.lossAndGradients(weights, equallyWeighted(all), nothing());
  const weights = randomWeights();
  const { gradients, loss } = await at(weights);
  const random = new Random('directions');
  for (const [layer, { name, values }] of weights.entries()) {
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
  engine = (await chooseBackend('wasm')).engineOf(problem, OBJECTIVE);
  const weights = randomWeights();
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
