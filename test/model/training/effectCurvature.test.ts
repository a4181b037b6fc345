import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listEdges } from '../../../src/model/problem/edges.ts';
import { type EffectPrior, effectDesign, noEffects } from '../../../src/model/problem/effects.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { TargetKind, Targets } from '../../../src/model/problem/targets.ts';
import { lossCurvature } from '../../../src/model/training/effectCurvature.ts';
import { EffectPosterior, type FittedEffects } from '../../../src/model/training/effectPosterior.ts';
import { Random } from '../../../src/numerics/random.ts';
import { LIKELIHOOD, NO_TARGETS, noneByYear, targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';
import { writtenPosterior } from './writtenPosterior.ts';

describe('the curvature of the loss by the log of a flow', () => {
  /** Of two areas: 60 move from 0 to 1, of whom 30 are born in 0 and 10 in 1; 20 move back, of whom 10 are born in 0. */
  const [THERE, BACK] = [1, 2];
  const totals = {
    corridors: Float64Array.of(0, 60, 20, 0),
    arrivals: Float64Array.of(10, 40, 0, 10),
    departures: Float64Array.of(30, 10, 40, 0),
  };
  const natives = { outward: [Float64Array.of(0, 30, 0, 0)], home: [Float64Array.of(0, 10, 10, 0)] };
  const objective = { ...LIKELIHOOD, weights: { stock: 2, flow: 3, arrivals: 5, departures: 7, net: 11 }, relative: { stock: 0, net: 0 } };
  const none = noneByYear(1);

  /** By corridor there and back, with so many targets in the mean. */
  function curvatureOf(targets: Partial<Targets>, count = 1): (number | undefined)[] {
    const all = { ...NO_TARGETS, flow: none, arrivals: none, departures: none, net: none, ...targets };
    const course = { totals: [totals], stocks: [new Float64Array(4), Float64Array.of(0, 20, 0, 0)] };
    const [ofYear] = lossCurvature(all, objective, course, natives, count);
    return [ofYear![THERE], ofYear![BACK]];
  }

  test('of a report is one over its variance, and reports add up', () => {
    expect(curvatureOf({ flow: [targetsAt([THERE], [60], 0.5)] })).toEqual([3 * 4, 0]);
    expect(curvatureOf({ flow: [targetsAt([THERE, THERE, BACK], [60, 60, 20], 0.5)] }, 3)).toEqual([2 * 4, 4]);
    expect(curvatureOf({ flow: none, censored: [targetsAt([BACK], [20], 0.5)] })).toEqual([0, 3 * 4]);
  });

  test('of arrivals by birth is that times the share of those who leave their country of birth', () => {
    // Those born in 0 who come to 1: 30 of 40 from 0.
    expect(curvatureOf({ arrivals: [targetsAt([THERE], [40], 0.5)] })).toEqual([5 * 4 * 0.75, 0]);
    expect(curvatureOf({ floors: [targetsAt([THERE], [40], 0.5)] })).toEqual([5 * 4 * 0.75, 0]);
  });

  test('of departures by birth is that times the share of those who return', () => {
    // Those born in 1 who leave 0: 10 of 40 to 1.
    expect(curvatureOf({ departures: [targetsAt([BACK], [40], 0.5)] })).toEqual([7 * 4 * 0.25, 0]);
  });

  test('of a change of a stock is shared by those who come and those who return', () => {
    // 30 born in 0 come to 1 and 10 return: 40 moves. As sigma is 10 and the change 0 of 0 is 20, its error is 1 / (1 + 4) squared.
    const stock = [{ ...targetsAt([THERE], [20], 10), start: 0, end: 1 }];
    const byPersons = 5 / (10 ** 2 + 20 ** 2);
    expect(curvatureOf({ stock })).toEqual([expect.closeTo(2 * 30 * 40 * byPersons, 12), expect.closeTo(2 * 10 * 40 * byPersons, 12)]);
  });

  test('of a change that is off leads to the target and no further: asinh is steepest about zero', () => {
    const stock = [{ ...targetsAt([THERE], [0], 10), start: 0, end: 1 }];
    const byPersons = Math.asinh(2) / (Math.sqrt(500) * 20);
    expect(byPersons).toBeGreaterThan(1.5 / 500);
    expect(curvatureOf({ stock })[0]).toBeCloseTo(2 * 30 * 40 * byPersons, 12);
  });

  test('of net migration is shared by all who come and leave', () => {
    // 60 leave and 20 come.
    const byPersons = 17 / (10 ** 2 + 40 ** 2);
    const shared = [expect.closeTo(11 * 60 * 80 * byPersons, 9), expect.closeTo(11 * 20 * 80 * byPersons, 9)];
    expect(curvatureOf({ net: [targetsAt([0], [-40], 10)] })).toEqual(shared);
  });
});

const AREAS = 3;
const AREAS_AND_CORRIDORS: EffectPrior = {
  area: { level: 0.4, step: 0.05, unreportedStep: 0.4, degrees: null },
  corridor: { level: 0.7, step: 0.1, unreportedStep: 0.4, degrees: 4 },
  reportingFactor: 0,
};
/** Changes of stocks and net migration rule over reports and priors. */
const ACCOUNTS = { ...LIKELIHOOD, weights: { ...LIKELIHOOD.weights, stock: 100, net: 100 } };
const RELATIVE = { ...LIKELIHOOD, relative: { stock: 0.4, net: 0.2 } };

/** Any world of all edges between three areas, with flows of 1 to 400 persons and any targets of some kinds. @param sigma error of changes of stocks and of net migration. */
function anyWorld(seed: number, kinds: readonly TargetKind[], sigma: number): { problem: Problem; flows: Float32Array[] } {
  const random = new Random(`effects ${seed}`);
  const years = 1 + Math.floor(3 * random.uniform());
  const { problem } = syntheticWorld({ areas: AREAS, years });
  const persons = () => Math.exp(6 * random.uniform());
  const signed = () => (random.uniform() < 0.5 ? -1 : 1) * persons();
  const some = (kind: TargetKind, cells: readonly number[], size: () => number, error: number) => {
    const chosen = cells.filter(() => kinds.includes(kind) && random.uniform() < 0.5);
    return targetsAt(
      chosen,
      chosen.map(() => size()),
      error,
    );
  };
  const others = [1, 2, 3, 5, 6, 7];
  const yearly = (kind: TargetKind) => noneByYear(years).map(() => some(kind, others, persons, 0.1 + 0.3 * random.uniform()));
  const targets: Targets = {
    stock: [{ ...some('stock', others, signed, sigma), start: 0, end: years }],
    flow: yearly('flow'),
    arrivals: yearly('arrivals'),
    departures: yearly('departures'),
    net: noneByYear(years).map(() => some('net', [0, 1, 2], signed, sigma)),
  };
  const edges = listEdges(AREAS, new Uint8Array(9).fill(1));
  const flows = Array.from({ length: years }, () => Float32Array.from(edges.birth, persons));
  const initialStock = Float64Array.from({ length: 9 }, () => 10 * persons());
  return { problem: { ...problem, edges, initialStock, targets, effects: effectDesign(targets, AREAS) }, flows };
}

describe('steps never go too far: each is followed by a posterior that is no lower', () => {
  test.each([
    ['reports of flows and groups, however far off', ['flow', 'arrivals', 'departures'], LIKELIHOOD, 500],
    ['changes of stocks and net migration of about their errors', ['flow', 'stock', 'net'], ACCOUNTS, 500],
    ['changes of stocks and net migration far beyond their errors', ['flow', 'stock', 'net'], RELATIVE, 20],
  ] as const)('under %s', (_, kinds, objective, sigma) => {
    const prior = AREAS_AND_CORRIDORS;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { problem, flows } = anyWorld(seed, kinds, sigma);
        const posterior = new EffectPosterior(problem, objective, prior, noEffects(problem.effects));
        const { years, effects: design } = problem;
        const zero = { areas: new Float32Array(2 * years * AREAS), corridors: new Float32Array(years * design.corridors.length) };
        const evaluated = posterior.evaluated(flows, zero);
        let effects: FittedEffects = { areas: Float64Array.from(zero.areas), corridors: Float64Array.from(zero.corridors) };
        let value = writtenPosterior(problem, objective, prior, flows, effects);
        for (let step = 0; step < 10; step++) {
          effects = posterior.step(effects, evaluated);
          const next = writtenPosterior(problem, objective, prior, flows, effects);
          expect(next).toBeLessThanOrEqual(value * (1 + 1e-12));
          value = next;
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
