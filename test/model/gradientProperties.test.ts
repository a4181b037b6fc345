import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { isLearned } from '../../src/model/problem/effects.ts';
import type { Weights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import { cases, disposeEngines, engineOn, everyEdge, noFlows, weightsOf, worldOf } from './anyWorld.ts';

afterEach(disposeEngines);

const BOTH = [
  'linear covariates',
  'linear bias',
  'hidden 1 covariates',
  'hidden 1 bias',
  'hidden 2 kernel',
  'hidden 2 bias',
  'output kernel',
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
 * Stocks act back on flows as data, without gradient (docs/method.md 3.4). Here they do so too little to be seen: as inputs they
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
  for (const [layer, { name, values }] of weights.filter(isLearned).entries()) {
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
