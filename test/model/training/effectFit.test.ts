import { describe, expect, test } from 'vitest';
import { areaEffects, corridorEffects, type EffectPrior, noEffects } from '../../../src/model/problem/effects.ts';
import { fitEffects } from '../../../src/model/training/effectFit.ts';
import { LIKELIHOOD, reportedBy, targetsAt } from '../likelihood.ts';
import { AREAS, CORRIDORS, corridorOf, engineOf, FLOW, fitted, NORMAL, ONE_EDGE, reports, THERE, world } from './effectWorld.ts';

/** Small steps, of which reported ones may be jumps, or not. */
const WALKS: EffectPrior = { ...CORRIDORS, corridor: { level: 0.5, step: 0.05, unreportedStep: 0.05, degrees: null } };
const JUMPS: EffectPrior = { ...WALKS, corridor: { ...WALKS.corridor, degrees: 4 } };
/** Walks that may begin anywhere. */
const free = (prior: EffectPrior): EffectPrior => ({ ...prior, corridor: { ...prior.corridor, level: 100 } });

/** Effects are kept in single precision, and a log of 1 + y is not quite one of y. */
function expectNear(actual: number | undefined, expected: number, by = 1e-4): void {
  expect(Math.abs(actual! - expected)).toBeLessThan(by);
}

describe('effects of corridors', () => {
  test('are the mean of prior and report by their precisions, and stay in years without a report', async () => {
    const [first, second] = await corridorOf(world(2, ONE_EDGE, { flow: reports([1, null]) }));
    // (1 / 0.1^2) / (1 / 0.1^2 + 1 / 0.5^2) of the log ratio 1.
    expectNear(first, 100 / 104);
    expect(second).toBeCloseTo(first!, 6);
  });

  test('share a change between two reports with the errors of both', async () => {
    const [first, second] = await corridorOf(world(2, ONE_EDGE, { flow: reports([0, 1]) }), { prior: free(CORRIDORS) });
    // Three variances of 0.01 in a row: a third of the difference each.
    expectNear(first, 1 / 3);
    expectNear(second, 2 / 3);
  });

  test('spread a change evenly over the years between two reports, for nothing tells in which it was', async () => {
    const problem = world(4, ONE_EDGE, { flow: reports([0, null, null, 1]) });
    // Variances of 0.01, three times 0.0025, and 0.01: each step is an eleventh, and none a jump.
    for (const prior of [JUMPS, WALKS]) {
      const effects = await corridorOf(problem, { prior: free(prior) });
      effects.forEach((effect, year) => {
        expectNear(effect, (4 + year) / 11);
      });
    }
    // Steps that no report tells of have a scale of their own, whatever that of others: variances of 0.01, 0.01, 0.01 and 0.01.
    const apart = { ...CORRIDORS, corridor: { level: 100, step: 5, unreportedStep: 0.1, degrees: 4 } };
    const effects = await corridorOf(world(3, ONE_EDGE, { flow: reports([0, null, 1]) }), { prior: apart });
    effects.forEach((effect, year) => {
      expectNear(effect, (1 + year) / 4);
    });
  });

  test('keep a jump between two years with reports, which normal steps smooth away', async () => {
    const logs = [0, 0, 0, 0, 1, 1, 1, 1];
    const problem = world(8, ONE_EDGE, { flow: reports(logs) });
    const error = (effects: readonly number[]) => Math.max(...effects.map((effect, year) => Math.abs(effect - logs[year]!)));
    const walks = await corridorOf(problem, { prior: WALKS });
    expect(error(walks)).toBeGreaterThan(0.35);
    expect(walks[4]! - walks[3]!).toBeLessThan(0.25);
    for (const objective of [NORMAL, LIKELIHOOD]) {
      const jumps = await corridorOf(problem, { prior: JUMPS, objective });
      expect(error(jumps)).toBeLessThan(0.02);
      expect(jumps[4]! - jumps[3]!).toBeGreaterThan(0.95);
    }
  });

  test('jump to a year in which refugees rose, and back', async () => {
    const flow = reports([0, 0, null, 0, 0]);
    const risen = flow.map((_, year) => (year === 2 ? targetsAt([THERE], [FLOW * Math.E ** 2], 0.1) : targetsAt([], [], 1)));
    const jumps = await corridorOf(world(5, ONE_EDGE, { flow, floors: risen }), { prior: JUMPS });
    const walks = await corridorOf(world(5, ONE_EDGE, { flow, floors: risen }), { prior: WALKS });
    expect(jumps[2]).toBeGreaterThan(1.9);
    expect(Math.max(...[0, 1, 3, 4].map((year) => jumps[year]!))).toBeLessThan(0.05);
    expect(walks[2]! - walks[1]!).toBeLessThan(0.3);
  });

  test('are pulled by a report that is far off all others no more than by one at the bend', async () => {
    const third = async (far: number, objective = LIKELIHOOD) =>
      (await corridorOf(world(5, ONE_EDGE, { flow: reports([0, 0, far, 0, 0]) }), { prior: WALKS, objective }))[2];
    // 2.5 / 0.1, held by the reports before and after, each as far as the steps between reach: 125.3 and 124.1.
    for (const far of [1, 2, 4]) expectNear(await third(far), 25 / 249.5);
    // Without a bend, 100 times as far as it is off.
    for (const far of [1, 2, 4]) expectNear(await third(far, NORMAL), (far * 100) / 349.5);
  });

  test('follow a report that stands alone, however far off it is', async () => {
    for (const times of [2, 30]) {
      const [effect] = await corridorOf(world(1, ONE_EDGE, { flow: reports([Math.log(times)]) }), { objective: LIKELIHOOD });
      expectNear(effect, (Math.log(times) * 100) / 104);
    }
  });

  test('are fitted on the scale of the reporter', async () => {
    const [first] = await corridorOf(world(1, ONE_EDGE, { flow: reports([0]) }), { factor: -1 });
    expectNear(first, 100 / 104);
  });

  test('of flows of less than a person a year, which change no stock to speak of, follow their reports', async () => {
    const persons = 0.5;
    const flow = [targetsAt([THERE], [Math.E * (1 + persons) - 1], 0.1)];
    // The log of 1 + y, of which an effect moves the share 0.5 / 1.5 at first.
    expect((await corridorOf(world(1, ONE_EDGE, { flow }), { flows: [persons] }))[0]).toBeGreaterThan(1.6);
  });

  test('are held back by changes of stocks that contradict a report', async () => {
    const { initialStock, demography } = world(1, ONE_EDGE, {});
    const change = FLOW - demography.deathRate[1]! * initialStock[THERE]!;
    const contradiction = [{ ...targetsAt([THERE], [change], 2_000), start: 0, end: 1 }];
    const [alone] = await corridorOf(world(1, ONE_EDGE, { flow: reports([1]) }));
    const [held] = await corridorOf(world(1, ONE_EDGE, { flow: reports([1]), stock: contradiction }));
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(0.8 * alone!);
  });

  test('heed changes of the stock of those who leave their country of birth or return to it, and no others', async () => {
    // Those born in 0, in 1 and in 2 move from 0 to 1; what their stocks change is said to be far from that.
    const edges = { birth: Int32Array.of(0, 1, 2), orig: Int32Array.of(0, 0, 0), dest: Int32Array.of(1, 1, 1) };
    const flow = [reportedBy(0, targetsAt([THERE], [3 * FLOW], 0.1))];
    const effectOf = async (cell: number, change: number) => {
      const stock = [{ ...targetsAt([cell], [change], 1000), start: 0, end: 1 }];
      return (await corridorOf(world(1, edges, { flow, stock }), { flows: [FLOW, FLOW, FLOW] }))[0]!;
    };
    expect(await effectOf(0 * AREAS + 1, 5 * FLOW)).toBeGreaterThan(0.1);
    expect(await effectOf(1 * AREAS + 0, -5 * FLOW)).toBeGreaterThan(0.1);
    for (const cell of [2 * AREAS + 0, 2 * AREAS + 1]) expectNear(await effectOf(cell, 5 * FLOW), 0);
  });

  test.each([
    ['arrivals', 'those born in 0 who come to 1', 0 * AREAS + 1],
    ['departures', 'those born in 1 who leave 0', 1 * AREAS + 0],
  ] as const)('follow %s: %s', async (side, _, cell) => {
    const none = [targetsAt([], [], 1)];
    const counted = [reportedBy(0, targetsAt([cell], [FLOW * Math.E], 0.1))];
    const edges = { birth: Int32Array.of(0, 1), orig: Int32Array.of(0, 0), dest: Int32Array.of(1, 1) };
    const problem = world(1, edges, { flow: none, arrivals: none, departures: none, [side]: counted });
    expectNear((await corridorOf(problem, { flows: [FLOW, FLOW] }))[0], 100 / 104);
  });

  test('are left as they are in a model without them', async () => {
    const problem = world(1, ONE_EDGE, { flow: reports([1]) });
    const fit = { objective: NORMAL, prior: CORRIDORS };
    expect(await fitEffects(engineOf(problem, [FLOW]), [], problem, fit)).toEqual([]);
    const weights = noEffects(problem.effects);
    const without = { ...fit, prior: { ...CORRIDORS, corridor: { ...CORRIDORS.corridor, level: 0 } } };
    expect(await fitEffects(engineOf(problem, [FLOW]), weights, problem, without)).toBe(weights);
  });
});

describe('effects of areas', () => {
  const edges = { birth: Int32Array.of(0, 0), orig: Int32Array.of(0, 0), dest: Int32Array.of(1, 2) };
  const both = (above: number) => targetsAt([1, 2], [FLOW * Math.exp(above), FLOW * Math.exp(above)], 0.1);

  test('take what the corridors of an area have in common', async () => {
    const prior = { ...CORRIDORS, area: { ...CORRIDORS.area, level: 0.5 } };
    const weights = await fitted(world(1, edges, { flow: [both(1)] }), { prior, flows: [FLOW, FLOW] });
    const [areas, corridors] = [areaEffects(weights)!, corridorEffects(weights)!];
    const [leaving, coming] = [areas[0]!, areas[AREAS + 1]!];
    // Covariance of the two log ratios: 0.25 of area 0, on the diagonal 0.25 of each destination and corridor and 0.01 more.
    // Steps share a sum evenly at first, and shift it between effects slowly.
    expectNear(leaving, 0.5 / 1.01, 0.12);
    expectNear(coming, 0.25 / 1.01, 0.06);
    expectNear(corridors[0], 0.25 / 1.01, 0.06);
    expect(leaving).toBeGreaterThan(1.2 * coming);
    expectNear(leaving + coming + corridors[0]!, 1 / 1.01, 0.001);
    expect(corridors[1]).toBe(corridors[0]);
    // Those of areas that no flow leaves or comes to are 0.
    expect([areas[1], areas[2], areas[3], areas[AREAS], areas[AREAS + 3]]).toEqual([0, 0, 0, 0, 0]);
  });

  test('change from year to year where corridors do not', async () => {
    const prior = { ...CORRIDORS, area: { ...CORRIDORS.area, level: 0.5, step: 0.5 }, corridor: { ...CORRIDORS.corridor, step: 0.02 } };
    const weights = await fitted(world(2, edges, { flow: [both(1), both(0)] }), { prior, flows: [FLOW, FLOW] });
    const [areas, corridors] = [areaEffects(weights)!, corridorEffects(weights)!];
    const total = (year: number) => areas[2 * AREAS * year]! + areas[2 * AREAS * year + AREAS + 1]! + corridors[2 * year]!;
    expectNear(total(0), 1, 0.05);
    expectNear(total(1), 0, 0.05);
    expect(areas[0]! - areas[2 * AREAS]!).toBeGreaterThan(0.5);
    expect(Math.abs(corridors[2]! - corridors[0]!)).toBeLessThan(0.02);
  });
});
