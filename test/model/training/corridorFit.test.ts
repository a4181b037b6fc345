import { expect, test } from 'vitest';
import type { Objective } from '../../../src/model/dynamics/objective.ts';
import type { EffectPrior } from '../../../src/model/problem/effects.ts';
import { corridorEffects, effectDesign, noEffects } from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { StockTargetGroup, TargetGroup } from '../../../src/model/problem/targets.ts';
import { countTargets, targetScale } from '../../../src/model/problem/targets.ts';
import { fitCorridors } from '../../../src/model/training/corridorFit.ts';
import type { Engine } from '../../../src/model/training/engine.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const AREAS = 4;
const CORRIDOR = 1;
const FLOW = 50_000;
const LOGS: Objective = { lambdas: { stock: 1, flow: 0, net: 1 }, weights: { stock: 1, flow: 1, net: 1 } };
const PRIOR: EffectPrior = { area: 0.3, corridor: { level: 0.5, step: 0.1 }, reportingFactor: 0.2, report: 0.1 };

/** One edge of those born in 0 from 0 to 1, and reports of areas 2 to 3 that set the scale of the flow loss. */
function problemOf(reported: readonly number[], stock: readonly StockTargetGroup[] = []): Problem {
  const { problem } = syntheticWorld({ areas: AREAS, years: reported.length });
  const flow: TargetGroup[] = reported.map((persons) => ({
    cells: Int32Array.of(CORRIDOR, 2 * AREAS + 3),
    persons: Float64Array.of(persons, 10),
    weights: Float64Array.of(persons > 0 ? 1 : 0, 0),
    reporters: Int32Array.of(0, 0),
  }));
  const targets = { stock, flow, net: [] };
  const edges = { birth: Int32Array.of(0), orig: Int32Array.of(0), dest: Int32Array.of(1) };
  return { ...problem, edges, targets, effects: effectDesign(targets, AREAS) };
}

/** An engine whose flow of the one edge is the same in all years but for its effect. */
function engineOf({ effects: { corridors } }: Problem, flow: number): Pick<Engine, 'simulate'> {
  return {
    simulate: async (weights, initialStock, edgeFlows) => {
      const effects = corridorEffects(weights)!;
      for (let year = 0; year * corridors.length < effects.length; year++) {
        const persons = Float32Array.of(flow * Math.exp(effects[year * corridors.length]!));
        edgeFlows?.(year, persons, { unconstrained: persons, shares: new Float64Array(AREAS * AREAS).fill(1) });
      }
      return { flows: new Float64Array(0), stocks: initialStock, netMigration: new Float64Array(0) };
    },
  };
}

/** Loss of a report whose log is off by 1. */
function unitOf({ targets: { flow } }: Problem): number {
  return 1 / (countTargets(flow) * targetScale(flow, 0) ** 2);
}

/** Fitted effects of the corridor by year. */
async function effectsOf(problem: Problem, { factor = 0, prior = PRIOR, flow = FLOW } = {}): Promise<number[]> {
  const { years, corridors } = problem.effects;
  const weights: Weights = [
    { name: 'observer factor', shape: [1, 1], values: Float32Array.of(factor) },
    { name: 'corridor effect', shape: [years, corridors.length], values: new Float32Array(years * corridors.length) },
  ];
  const fitted = await fitCorridors(engineOf(problem, flow), weights, problem, { objective: LOGS, prior, unit: unitOf(problem) });
  return Array.from({ length: years }, (_, year) => fitted[1]!.values[year * corridors.length]!);
}

/** The descent stops a little before the mode. */
function expectNear(actual: number | undefined, expected: number): void {
  expect(Math.abs(actual! - expected)).toBeLessThan(0.02);
}

test('an effect is the mean of prior and report by their precisions, and stays in years without a report', async () => {
  const [first, second] = await effectsOf(problemOf([FLOW * Math.E, 0]));
  // (1 / 0.1^2) / (1 / 0.1^2 + 1 / 0.5^2) of the log ratio 1.
  expectNear(first, 100 / 104);
  expectNear(second, first!);
});

test('a change between two reports is shared by the walk and the errors of both', async () => {
  const [first, second] = await effectsOf(problemOf([FLOW, FLOW * Math.E]), { prior: { ...PRIOR, corridor: { level: 100, step: 0.1 } } });
  // Three variances of 0.01 in a row: a third of the difference each.
  expectNear(first, 1 / 3);
  expectNear(second, 2 / 3);
});

test('the effect is fitted on the scale of the reporter', async () => {
  const [first] = await effectsOf(problemOf([FLOW]), { factor: -1 });
  expectNear(first, 100 / 104);
});

test('flows of less than a person a year, which change no stock to speak of, follow their reports', async () => {
  const persons = 0.5;
  const [effect] = await effectsOf(problemOf([Math.E * (1 + persons) - 1]), { flow: persons, prior: { ...PRIOR, reportingFactor: 0 } });
  // psi is log(1 + y), of which an effect moves the share 0.5 / 1.5 at first.
  expect(effect).toBeGreaterThan(0.8);
});

test('stock changes that contradict a report hold its effect back', async () => {
  const reported = [FLOW * Math.E];
  const [free] = await effectsOf(problemOf(reported));
  const { initialStock, demography } = problemOf(reported);
  const cell = 1; // born in 0, living in 1
  const change = FLOW - demography.deathRate[1]! * initialStock[cell]!;
  const stock = [
    { start: 0, end: 1, cells: Int32Array.of(cell, 3 * AREAS), persons: Float64Array.of(change, -change), weights: Float64Array.of(1, 0) },
  ];
  const [held] = await effectsOf(problemOf(reported, stock));
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(0.8 * free!);
});

test('who has come with an effect may leave again, which is no effect of the way back', async () => {
  const [years, leaving, factor] = [12, 0.05, 5];
  /** Arrivals and departures of a stock that starts empty. */
  const flowsOf = (ofWayIn: (year: number) => number, ofWayBack: (year: number) => number) => {
    let stock = 0;
    return Array.from({ length: years }, (_, year) => {
      const persons = Float32Array.of(1000 * ofWayIn(year), leaving * stock * ofWayBack(year));
      stock += persons[0]! - persons[1]!;
      return persons;
    });
  };
  const cells = Int32Array.of(1, AREAS);
  const truth = flowsOf(
    () => factor,
    () => 1,
  );
  const flow = truth.map((persons) => ({ cells, persons: Float64Array.from(persons), weights: Float64Array.of(1, 1) }));
  const { problem } = syntheticWorld({ areas: AREAS, years });
  const targets = { stock: [], flow, net: [] };
  const edges = { birth: Int32Array.of(0, 0), orig: Int32Array.of(0, 1), dest: Int32Array.of(1, 0) };
  const effects = effectDesign(targets, AREAS);
  const engine: Pick<Engine, 'simulate'> = {
    simulate: async (weights, stocks, edgeFlows) => {
      const values = corridorEffects(weights)!;
      const flows = flowsOf(
        (year) => Math.exp(values[2 * year]!),
        (year) => Math.exp(values[2 * year + 1]!),
      );
      flows.forEach((persons, year) => {
        edgeFlows?.(year, persons, { unconstrained: persons, shares: new Float64Array(AREAS * AREAS).fill(1) });
      });
      return { flows: new Float64Array(0), stocks, netMigration: new Float64Array(0) };
    },
  };
  const world = { ...problem, edges, targets, effects };
  const prior = { ...PRIOR, corridor: { level: 5, step: 0.1 } };
  const fitted = corridorEffects(await fitCorridors(engine, noEffects(effects), world, { objective: LOGS, prior, unit: unitOf(world) }))!;
  for (let year = 1; year < years; year++) {
    expect(Math.abs(fitted[2 * year]! - Math.log(factor))).toBeLessThan(0.1);
    expect(Math.abs(fitted[2 * year + 1]!)).toBeLessThan(0.15);
  }
});

test('corridors that no report speaks of have no effect', async () => {
  const problem = problemOf([FLOW]);
  expect(Array.from(problem.effects.corridors)).toEqual([CORRIDOR, 2 * AREAS + 3]);
  expect(await fitCorridors(engineOf(problem, FLOW), [], problem, { objective: LOGS, prior: PRIOR, unit: 1 })).toEqual([]);
});
