import { describe, expect, test } from 'vitest';
import type { Objective } from '../../../src/model/dynamics/objective.ts';
import type { Edges } from '../../../src/model/problem/edges.ts';
import { areaEffects, corridorEffects, type EffectPrior, effectDesign, noEffects } from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { Targets } from '../../../src/model/problem/targets.ts';
import { fitEffects } from '../../../src/model/training/effectFit.ts';
import { EffectPosterior, type FittedEffects } from '../../../src/model/training/effectPosterior.ts';
import type { Engine } from '../../../src/model/training/engine.ts';
import { LIKELIHOOD, NO_TARGETS, noneByYear, reportedBy, targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const AREAS = 4;
/** From area 0 to 1. */
const THERE = 1;
const FLOW = 50_000;
const NORMAL: Objective = { ...LIKELIHOOD, degrees: 1e9 };
/** Effects of corridors alone. */
const CORRIDORS: EffectPrior = {
  area: { level: 0, step: 0.1, degrees: null },
  corridor: { level: 0.5, step: 0.1, degrees: null },
  reportingFactor: 0.2,
};
/** Small steps, of which those in years with a report may be jumps, or not. */
const JUMPS: EffectPrior = { ...CORRIDORS, corridor: { level: 0.5, step: 0.05, degrees: 4 } };
const WALKS: EffectPrior = { ...CORRIDORS, corridor: { level: 0.5, step: 0.05, degrees: null } };
/** Those born in 0 who move to 1. */
const ONE_EDGE: Edges = { birth: Int32Array.of(0), orig: Int32Array.of(0), dest: Int32Array.of(1) };

function world(years: number, edges: Edges, targets: Partial<Targets>): Problem {
  const { problem } = syntheticWorld({ areas: AREAS, years });
  const all = { ...NO_TARGETS, arrivals: noneByYear(years), departures: noneByYear(years), ...targets };
  return { ...problem, edges, targets: all, effects: effectDesign(all, AREAS) };
}

/** Reports of the flow from 0 to 1 by year, with an error of 0.1; none where it is null. */
function reports(logs: readonly (number | null)[]): Targets['flow'] {
  return logs.map((above) => reportedBy(0, above === null ? targetsAt([], [], 1) : targetsAt([THERE], [FLOW * Math.exp(above)], 0.1)));
}

/** An engine whose flows are the same in all years but for effects. */
function engineOf({ areas, edges, effects: design }: Problem, flows: readonly number[]): Pick<Engine, 'simulate'> {
  return {
    simulate: async (weights, initialStock, edgeFlows) => {
      const [ofAreas, ofCorridors] = [areaEffects(weights)!, corridorEffects(weights)!];
      for (let year = 0; year < design.years; year++) {
        const persons = Float32Array.from(flows, (flow, edge) => {
          const [orig, dest] = [edges.orig[edge]!, edges.dest[edge]!];
          const column = design.corridors.indexOf(orig * areas + dest);
          const own = column < 0 ? 0 : ofCorridors[year * design.corridors.length + column]!;
          return flow * Math.exp(own + ofAreas[2 * areas * year + orig]! + ofAreas[2 * areas * year + areas + dest]!);
        });
        edgeFlows?.(year, persons, { unconstrained: persons, shares: new Float64Array(areas * areas).fill(1) });
      }
      return { flows: new Float64Array(0), stocks: initialStock, netMigration: new Float64Array(0) };
    },
  };
}

interface Fit {
  readonly objective?: Objective;
  readonly prior?: EffectPrior;
  readonly flows?: readonly number[];
  readonly factor?: number;
}

async function fitted(problem: Problem, { objective = NORMAL, prior = CORRIDORS, flows = [FLOW], factor = 0 }: Fit = {}): Promise<Weights> {
  const weights = noEffects(problem.effects).map((layer) =>
    layer.name === 'observer factor' ? { ...layer, values: layer.values.map(() => factor) } : layer,
  );
  return fitEffects(engineOf(problem, flows), weights, problem, { objective, prior });
}

/** Fitted effects of the corridor from 0 to 1 by year. */
async function corridorOf(problem: Problem, fit?: Fit): Promise<number[]> {
  const values = corridorEffects(await fitted(problem, fit))!;
  const { years, corridors } = problem.effects;
  return Array.from({ length: years }, (_, year) => values[year * corridors.length + corridors.indexOf(THERE)]!);
}

/** The descent stops a little before the mode. */
function expectNear(actual: number | undefined, expected: number, by = 0.02): void {
  expect(Math.abs(actual! - expected)).toBeLessThan(by);
}

describe('effects of corridors', () => {
  test('are the mean of prior and report by their precisions, and stay in years without a report', async () => {
    const [first, second] = await corridorOf(world(2, ONE_EDGE, { flow: reports([1, null]) }));
    // (1 / 0.1^2) / (1 / 0.1^2 + 1 / 0.5^2) of the log ratio 1.
    expectNear(first, 100 / 104);
    expectNear(second, first!);
  });

  test('share a change between two reports with the errors of both', async () => {
    const prior = { ...CORRIDORS, corridor: { level: 100, step: 0.1, degrees: null } };
    const [first, second] = await corridorOf(world(2, ONE_EDGE, { flow: reports([0, 1]) }), { prior });
    // Three variances of 0.01 in a row: a third of the difference each.
    expectNear(first, 1 / 3);
    expectNear(second, 2 / 3);
  });

  test('keep a jump better than normal steps would', async () => {
    const logs = [0, 0, 0, 0, 1, 1, 1, 1];
    const problem = world(8, ONE_EDGE, { flow: reports(logs) });
    const jumps = await corridorOf(problem, { prior: JUMPS, objective: LIKELIHOOD });
    const walks = await corridorOf(problem, { prior: WALKS });
    const error = (effects: readonly number[]) => Math.max(...effects.map((effect, year) => Math.abs(effect - logs[year]!)));
    expect(error(jumps)).toBeLessThan(0.1);
    expect(error(walks)).toBeGreaterThan(0.2);
    // Before and after the jump nothing moves.
    expect(jumps[4]! - jumps[3]!).toBeGreaterThan(0.85);
    expect(walks[4]! - walks[3]!).toBeLessThan(0.6);
  });

  test('jump in the year of a report, not in the years between two of them', async () => {
    const [first, second, third, fourth] = await corridorOf(world(4, ONE_EDGE, { flow: reports([0, null, null, 1]) }), {
      prior: JUMPS,
    });
    expect(second! - first!).toBeLessThan(0.05);
    expect(third! - second!).toBeLessThan(0.05);
    expect(fourth! - third!).toBeGreaterThan(0.8);
  });

  test('pass over one report that is far off all others', async () => {
    const problem = world(5, ONE_EDGE, { flow: reports([0, 0, 2, 0, 0]) });
    expect((await corridorOf(problem, { prior: JUMPS, objective: LIKELIHOOD }))[2]).toBeLessThan(0.1);
    expect((await corridorOf(problem, { prior: WALKS }))[2]).toBeGreaterThan(0.2);
  });

  test('are fitted on the scale of the reporter', async () => {
    const [first] = await corridorOf(world(1, ONE_EDGE, { flow: reports([0]) }), { factor: -1 });
    expectNear(first, 100 / 104);
  });

  test('of flows of less than a person a year, which change no stock to speak of, follow their reports', async () => {
    const persons = 0.5;
    const flow = [targetsAt([THERE], [Math.E * (1 + persons) - 1], 0.1)];
    // The log of 1 + y, of which an effect moves the share 0.5 / 1.5 at first.
    expect((await corridorOf(world(1, ONE_EDGE, { flow }), { flows: [persons] }))[0]).toBeGreaterThan(0.8);
  });

  test('are held back by changes of stocks that contradict a report', async () => {
    const { initialStock, demography } = world(1, ONE_EDGE, {});
    const change = FLOW - demography.deathRate[1]! * initialStock[THERE]!;
    const contradiction = [{ ...targetsAt([THERE], [change], 2_000), start: 0, end: 1 }];
    const [free] = await corridorOf(world(1, ONE_EDGE, { flow: reports([1]) }));
    const [held] = await corridorOf(world(1, ONE_EDGE, { flow: reports([1]), stock: contradiction }));
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(0.8 * free!);
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
    const without = { ...fit, prior: { ...CORRIDORS, corridor: { level: 0, step: 1, degrees: null } } };
    expect(await fitEffects(engineOf(problem, [FLOW]), weights, problem, without)).toBe(weights);
  });
});

describe('effects of areas', () => {
  const edges = { birth: Int32Array.of(0, 0), orig: Int32Array.of(0, 0), dest: Int32Array.of(1, 2) };
  const both = (above: number) => targetsAt([1, 2], [FLOW * Math.exp(above), FLOW * Math.exp(above)], 0.1);

  test('take what the corridors of an area have in common', async () => {
    const prior = { ...CORRIDORS, area: { level: 0.5, step: 0.1, degrees: null } };
    const weights = await fitted(world(1, edges, { flow: [both(1)] }), { prior, flows: [FLOW, FLOW] });
    const [areas, corridors] = [areaEffects(weights)!, corridorEffects(weights)!];
    const [leaving, coming] = [areas[0]!, areas[AREAS + 1]!];
    // Covariance of the two log ratios: 0.25 of area 0, on the diagonal 0.25 of each destination and corridor and 0.01 more.
    // Steps of one size share a sum evenly at first.
    expectNear(leaving, 0.5 / 1.01, 0.12);
    expectNear(coming, 0.25 / 1.01, 0.06);
    expectNear(corridors[0], 0.25 / 1.01, 0.06);
    expect(leaving).toBeGreaterThan(1.2 * coming);
    expectNear(leaving + coming + corridors[0]!, 1 / 1.01);
    expect(corridors[1]).toBe(corridors[0]);
    // Those of areas that no flow leaves or comes to are 0.
    expect([areas[1], areas[2], areas[3], areas[AREAS], areas[AREAS + 3]]).toEqual([0, 0, 0, 0, 0]);
  });

  test('change from year to year where corridors do not', async () => {
    const prior = { ...CORRIDORS, area: { level: 0.5, step: 0.5, degrees: null }, corridor: { level: 0.5, step: 0.02, degrees: null } };
    const weights = await fitted(world(2, edges, { flow: [both(1), both(0)] }), { prior, flows: [FLOW, FLOW] });
    const [areas, corridors] = [areaEffects(weights)!, corridorEffects(weights)!];
    const total = (year: number) => areas[2 * AREAS * year]! + areas[2 * AREAS * year + AREAS + 1]! + corridors[2 * year]!;
    expectNear(total(0), 1, 0.05);
    expectNear(total(1), 0, 0.05);
    expect(areas[0]! - areas[2 * AREAS]!).toBeGreaterThan(0.5);
    expect(Math.abs(corridors[2]! - corridors[0]!)).toBeLessThan(0.02);
  });
});

/** Three areas, two years; flows of the edges by year, of all of which more than two persons move. */
const TINY_EDGES: Edges = { birth: Int32Array.of(0, 0, 1, 2), orig: Int32Array.of(0, 1, 0, 2), dest: Int32Array.of(1, 2, 1, 0) };
const TINY_FLOWS = [Float32Array.of(300, 40, 20, 75), Float32Array.of(250, 60, 30, 80)];
const TINY_PRIOR: EffectPrior = {
  area: { level: 0.4, step: 0.2, degrees: null },
  corridor: { level: 0.7, step: 0.1, degrees: 4 },
  reportingFactor: 0.5,
};

describe('the posterior of effects', () => {
  const { problem } = syntheticWorld({ areas: 3, years: 2 });
  const initialStock = Float64Array.of(9000, 500, 100, 200, 8000, 50, 70, 30, 7000);
  const demography = {
    population: new Float64Array(6).fill(10_000),
    births: Float64Array.of(90, 80, 70, 60, 50, 40),
    deathRate: Float64Array.of(0.01, 0.02, 0.03, 0.015, 0.025, 0.035),
  };
  const targets: Targets = {
    stock: [{ ...targetsAt([1, 2], [900, -30], 80), start: 0, end: 2 }],
    flow: [targetsAt([1, 6], [500, 100], 0.3), targetsAt([1], [200], 0.3)],
    arrivals: [targetsAt([1], [400], 0.25), targetsAt([], [], 1)],
    departures: [targetsAt([], [], 1), targetsAt([3], [45], 0.25)],
    net: [targetsAt([0], [-300], 100), targetsAt([2], [20], 60)],
  };
  const design = effectDesign(targets, 3);
  const tiny: Problem = { ...problem, edges: TINY_EDGES, initialStock, demography, targets, effects: design };

  /** Minus its log over the number of targets, written out: flows times what the effects say, stocks by accounting, errors of Student. */
  function posteriorAt({ areas, corridors }: FittedEffects): number {
    const student = (error: number, scale: number) => 2.5 * Math.log1p((error / scale) ** 2 / 4);
    const counted = (persons: number, report: number, error: number, relative: number) =>
      student(Math.asinh(persons / error) - Math.asinh(report / error), Math.sqrt(relative ** 2 + 1 / (1 + (report / error) ** 2)));
    let sum = 0;
    let stock = Array.from(initialStock);
    for (let year = 0; year < 2; year++) {
      const [flows, came, left] = [new Array<number>(9).fill(0), new Array<number>(9).fill(0), new Array<number>(9).fill(0)];
      TINY_FLOWS[year]!.forEach((persons, edge) => {
        const [b, i, j] = [TINY_EDGES.birth[edge]!, TINY_EDGES.orig[edge]!, TINY_EDGES.dest[edge]!];
        const column = design.corridors.indexOf(3 * i + j);
        const own = column < 0 ? 0 : corridors[design.corridors.length * year + column]!;
        const moved = persons * Math.exp(areas[6 * year + i]! + areas[6 * year + 3 + j]! + own);
        flows[3 * i + j]! += moved;
        came[3 * b + j]! += moved;
        left[3 * b + i]! += moved;
      });
      for (const [table, { cells, persons, errors }] of [
        [flows, targets.flow[year]!],
        [came, targets.arrivals[year]!],
        [left, targets.departures[year]!],
      ] as const) {
        cells.forEach((cell, row) => {
          sum += student(Math.log1p(table[cell]!) - Math.log1p(persons[row]!), errors[row]!);
        });
      }
      const { cells, persons, errors } = targets.net[year]!;
      const area = cells[0]!;
      const net = [0, 1, 2].reduce((total, other) => total + flows[3 * other + area]! - flows[3 * area + other]!, 0);
      sum += counted(net, persons[0]!, errors[0]!, 0.2);
      stock = stock.map((people, cell) => {
        const [birth, residence] = [Math.floor(cell / 3), cell % 3];
        const born = birth === residence ? demography.births[3 * year + birth]! : 0;
        return (1 - demography.deathRate[3 * year + residence]!) * people + born + came[cell]! - left[cell]!;
      });
    }
    sum += counted(stock[1]! - 500, 900, 80, 0.1) + counted(stock[2]! - 100, -30, 80, 0.1);
    const walks = (values: Float64Array, { level, step }: { level: number; step: number }, mayJump: (at: number) => boolean) => {
      const half = values.length / 2;
      for (let at = 0; at < half; at++) {
        const moved = values[half + at]! - values[at]!;
        sum += values[at]! ** 2 / (2 * level ** 2) + (mayJump(at) ? student(moved, step) : moved ** 2 / (2 * step ** 2));
      }
    };
    walks(areas, TINY_PRIOR.area, () => false);
    // Of the corridors, 1 and 6, only the first has a report in the second year.
    walks(corridors, TINY_PRIOR.corridor, (at) => at === 0);
    return sum / 9;
  }

  /** The posterior as it stands after the flows were evaluated under effects of zero. */
  const posterior = new EffectPosterior(tiny, LIKELIHOOD, TINY_PRIOR, noEffects(design));
  const zero = { areas: new Float32Array(12), corridors: new Float32Array(2 * design.corridors.length) };
  const evaluated = posterior.evaluated(TINY_FLOWS, zero);

  test('has effects of the corridors of the reports', () => {
    expect(Array.from(design.corridors)).toEqual([1, 6]);
  });

  test.each([0, 1, 2])('has the gradient that its finite differences say (%i)', (seed) => {
    const value = (at: number) => 0.4 * Math.sin(7 * seed + 3 * at);
    const effects = {
      areas: Float64Array.from(zero.areas, (_, at) => value(at)),
      corridors: Float64Array.from(zero.corridors, (_, at) => value(20 + at)),
    };
    const gradient = posterior.gradient(effects, evaluated);
    for (const kind of ['areas', 'corridors'] as const) {
      effects[kind].forEach((effect, at) => {
        const by = (step: number) => {
          const moved = effects[kind].slice();
          moved[at] = effect + step;
          return posteriorAt({ ...effects, [kind]: moved });
        };
        expect((by(1e-5) - by(-1e-5)) / 2e-5, `${kind} ${at}`).toBeCloseTo(gradient[kind][at]!, 7);
      });
    }
  });
});
