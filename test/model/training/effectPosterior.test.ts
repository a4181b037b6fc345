import { describe, expect, test } from 'vitest';
import type { Edges } from '../../../src/model/problem/edges.ts';
import { type EffectPrior, effectDesign, noEffects } from '../../../src/model/problem/effects.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { Targets } from '../../../src/model/problem/targets.ts';
import { EffectPosterior, type FittedEffects } from '../../../src/model/training/effectPosterior.ts';
import { LIKELIHOOD, targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';
import { CORRIDORS, FLOW, NORMAL, ONE_EDGE, reports, world } from './effectWorld.ts';
import { writtenPosterior } from './writtenPosterior.ts';

/** Three areas, two years: natives who leave 0 and 2, natives of 1 who return, and natives of 0 who move on from 1 to 2. */
const TINY_EDGES: Edges = { birth: Int32Array.of(0, 0, 1, 2, 1), orig: Int32Array.of(0, 1, 0, 2, 1), dest: Int32Array.of(1, 2, 1, 0, 0) };
/** In the second year fewer than two natives of 1 come to 0. */
const TINY_FLOWS = [Float32Array.of(300, 40, 20, 75, 5), Float32Array.of(250, 60, 30, 80, 1.5)];
const TINY_PRIOR: EffectPrior = {
  area: { level: 0.4, step: 0.2, unreportedStep: 0.1, degrees: null },
  corridor: { level: 0.7, step: 0.1, unreportedStep: 0.15, degrees: 4 },
  reportingFactor: 0.5,
};

describe('the gradient of the posterior', () => {
  const { problem } = syntheticWorld({ areas: 3, years: 2 });
  const targets: Targets = {
    stock: [{ ...targetsAt([1, 2, 3], [900, -30, -40], 80), start: 0, end: 2 }],
    flow: [targetsAt([1, 6], [500, 100], 0.3), targetsAt([1], [200], 0.3)],
    arrivals: [targetsAt([1], [400], 0.25), targetsAt([3], [9], 0.25)],
    departures: [targetsAt([], [], 1), targetsAt([3], [45], 0.25)],
    net: [targetsAt([0], [-300], 100), targetsAt([2], [20], 60)],
  };
  const design = effectDesign(targets, 3);
  const tiny: Problem = {
    ...problem,
    edges: TINY_EDGES,
    initialStock: Float64Array.of(9000, 500, 100, 200, 8000, 50, 70, 30, 7000),
    demography: {
      population: new Float64Array(6).fill(10_000),
      births: Float64Array.of(90, 80, 70, 60, 50, 40),
      deathRate: Float64Array.of(0.01, 0.02, 0.03, 0.015, 0.025, 0.035),
    },
    targets,
    effects: design,
  };
  const posterior = new EffectPosterior(tiny, LIKELIHOOD, TINY_PRIOR, noEffects(design));
  const zero = { areas: new Float32Array(12), corridors: new Float32Array(2 * design.corridors.length) };
  const evaluated = posterior.evaluated(TINY_FLOWS, zero);

  test('is by corridors of reports, of which those of the first are in both years', () => {
    expect(Array.from(design.corridors)).toEqual([1, 3, 6]);
    expect(Array.from(design.reported.corridors)).toEqual([0, 0, 0, 1, 0, 0]);
  });

  test.each([
    ['areas', 0],
    ['areas', 1],
    ['corridors', 0],
    ['corridors', 1],
  ] as const)('by effects of %s is what finite differences say (%i)', (kind, seed) => {
    const value = (at: number) => 0.4 * Math.sin(7 * seed + 3 * at);
    const effects = {
      areas: Float64Array.from(zero.areas, (_, at) => value(at)),
      corridors: Float64Array.from(zero.corridors, (_, at) => value(20 + at)),
    };
    const gradient = posterior.gradient(effects, evaluated)[kind];
    effects[kind].forEach((effect, at) => {
      const by = (step: number) => {
        const moved = effects[kind].slice();
        moved[at] = effect + step;
        return writtenPosterior(tiny, LIKELIHOOD, TINY_PRIOR, TINY_FLOWS, { ...effects, [kind]: moved });
      };
      // Over the number of all targets, eleven.
      expect((by(1e-5) - by(-1e-5)) / 2e-5 / 11, `effect ${at}`).toBeCloseTo(gradient[at]!, 7);
    });
  });
});

describe('a step', () => {
  /** Effects of the corridor from 0 to 1 after steps from zero. */
  function stepsOf(logs: readonly (number | null)[], steps: number) {
    const problem = world(logs.length, ONE_EDGE, { flow: reports(logs) });
    const posterior = new EffectPosterior(problem, NORMAL, CORRIDORS, noEffects(problem.effects));
    const zero = { areas: new Float32Array(8 * logs.length), corridors: new Float32Array(logs.length) };
    const evaluated = posterior.evaluated(
      logs.map(() => Float32Array.of(FLOW)),
      zero,
    );
    let effects: FittedEffects = { areas: Float64Array.from(zero.areas), corridors: Float64Array.from(zero.corridors) };
    for (let step = 0; step < steps; step++) effects = posterior.step(effects, evaluated);
    return { effects, slopes: posterior.gradient(effects, evaluated).corridors };
  }

  test('solves for all years of a walk at once: one is enough where errors and steps are normal', () => {
    const { effects, slopes } = stepsOf([0.5, null, null, -0.3, 0.2], 1);
    expect(Math.min(...effects.corridors.map(Math.abs))).toBeGreaterThan(0.01);
    for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(0.01);
    expect(Math.max(...stepsOf([0.5, null, null, -0.3, 0.2], 0).slopes.map(Math.abs))).toBeGreaterThan(10);
  });

  test('is not longer than 1', () => {
    const log = (steps: number) => stepsOf([5], steps).effects.corridors[0];
    expect([log(1), log(2)]).toEqual([1, 2]);
    expect(log(6)).toBeCloseTo((5 * 100) / 104, 3);
  });

  test('leaves effects without a prior at 0', () => {
    expect(Array.from(stepsOf([0.5], 3).effects.areas)).toEqual(new Array(8).fill(0));
  });
});
