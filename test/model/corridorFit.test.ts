import { expect, test } from 'vitest';
import { fitCorridors } from '../../src/model/corridorFit.ts';
import type { EffectPrior } from '../../src/model/effects.ts';
import { effectDesign } from '../../src/model/effects.ts';
import type { Objective } from '../../src/model/engine.ts';
import type { Weights } from '../../src/model/network.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { StockTargetGroup, TargetGroup } from '../../src/model/targets.ts';
import { countTargets, targetScale } from '../../src/model/targets.ts';
import { syntheticWorld } from './syntheticProblem.ts';

const AREAS = 4;
const CORRIDOR = 1;
const FLOW = 50_000;
const LOGS: Objective = { lambdas: { stock: 1, flow: 0, net: 1 }, weights: { stock: 1, flow: 1, net: 1 } };
const PRIOR: EffectPrior = { corridor: { level: 0.5, step: 0.1 }, observer: 0.2, report: 0.1 };

/** One edge of those born in 0 from 0 to 1, and reports of areas 2 to 3 that set the scale of the flow loss. */
function problemOf(reported: readonly number[], stock: readonly StockTargetGroup[] = []): Problem {
  const { problem } = syntheticWorld({ areas: AREAS, years: reported.length });
  const flow: TargetGroup[] = reported.map((persons) => ({
    cells: Int32Array.of(CORRIDOR, 2 * AREAS + 3),
    persons: Float64Array.of(persons, 10),
    weights: Float64Array.of(persons > 0 ? 1 : 0, 0),
    observers: Int32Array.of(0, 0),
  }));
  const targets = { stock, flow, net: [] };
  const edges = { birth: Int32Array.of(0), orig: Int32Array.of(0), dest: Int32Array.of(1) };
  return { ...problem, edges, targets, effects: effectDesign(targets, AREAS) };
}

/** Effects of the corridor by year, after some fits to what they make of a flow that would be the same every year. */
function effectsOf(problem: Problem, { factor = 0, prior = PRIOR, fits = 4 } = {}): number[] {
  const { years, corridors } = problem.effects;
  const unit = 1 / (countTargets(problem.targets.flow) * targetScale(problem.targets.flow, 0) ** 2);
  let weights: Weights = [
    { name: 'observer factor', shape: [1, 1], values: Float32Array.of(factor) },
    { name: 'corridor effect', shape: [years, corridors.length], values: new Float32Array(years * corridors.length) },
  ];
  const effects = () => Array.from({ length: years }, (_, year) => weights[1]!.values[year * corridors.length]!);
  for (let fit = 0; fit < fits; fit++) {
    const flows = effects().map((effect) => Float32Array.of(FLOW * Math.exp(effect)));
    weights = fitCorridors(weights, flows, problem, LOGS, prior, unit);
  }
  return effects();
}

/** The descent stops a little before the mode. */
function expectNear(actual: number | undefined, expected: number): void {
  expect(Math.abs(actual! - expected)).toBeLessThan(0.02);
}

test('an effect is the mean of prior and report by their precisions, and stays in years without a report', () => {
  const [first, second] = effectsOf(problemOf([FLOW * Math.E, 0]));
  // (1 / 0.1^2) / (1 / 0.1^2 + 1 / 0.5^2) of the log ratio 1.
  expectNear(first, 100 / 104);
  expectNear(second, first!);
});

test('a change between two reports is shared by the walk and the errors of both', () => {
  const [first, second] = effectsOf(problemOf([FLOW, FLOW * Math.E]), { prior: { ...PRIOR, corridor: { level: 100, step: 0.1 } } });
  // Three variances of 0.01 in a row: a third of the difference each.
  expectNear(first, 1 / 3);
  expectNear(second, 2 / 3);
});

test('what the observer counts is asked of the flow', () => {
  expectNear(effectsOf(problemOf([FLOW]), { factor: -1 })[0], 100 / 104);
});

test('stock changes that contradict a report hold its effect back', () => {
  const reported = [FLOW * Math.E];
  const free = effectsOf(problemOf(reported))[0]!;
  const { initialStock, demography } = problemOf(reported);
  const cell = 1; // born in 0, living in 1
  const change = FLOW - demography.deathRate[1]! * initialStock[cell]!;
  const stock = [
    { start: 0, end: 1, cells: Int32Array.of(cell, 3 * AREAS), persons: Float64Array.of(change, -change), weights: Float64Array.of(1, 0) },
  ];
  const held = effectsOf(problemOf(reported, stock))[0]!;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(0.8 * free);
});

test('corridors that no report speaks of have no effect', () => {
  const problem = problemOf([FLOW]);
  expect(Array.from(problem.effects.corridors)).toEqual([CORRIDOR, 2 * AREAS + 3]);
  expect(fitCorridors([], [Float32Array.of(FLOW)], problem, LOGS, PRIOR, 1)).toEqual([]);
});
