import { exp } from '../numerics/elementary.ts';
import { adamStep, initialAdamState } from './adam.ts';
import type { EffectPrior } from './effects.ts';
import { CORRIDOR, corridorEffects, observerFactors } from './effects.ts';
import type { Objective } from './engine.ts';
import { nextStock, stockAdjoints } from './kernel/population.ts';
import type { LossAdjoints } from './kernel/targetErrors.ts';
import { TargetErrors } from './kernel/targetErrors.ts';
import type { Weights } from './network.ts';
import type { Problem } from './problem.ts';

/** Steps of the descent and the size of the first, in logs; it falls to zero in a straight line. */
const STEPS = 40;
const RATE = 0.1;

/** Corridors, people and adjoints of edges lie in these cells of their tables. */
interface EdgeCells {
  readonly corridor: Int32Array;
  readonly departure: Int32Array;
  readonly arrival: Int32Array;
}

/**
 * Fits the effects of corridors to a network that has been trained: descends from the effects that are there towards the mode
 * of their posterior, given all targets, the factors of the observers, and the flows of all edges as the network has them. An
 * effect multiplies the flows of all edges of its corridor; that fewer or more people then move on is left to a later fit.
 * @param flows of all edges by year, under the present weights.
 * @param unit loss of a report whose log is off by 1.
 */
export function fitCorridors(
  weights: Weights,
  flows: readonly Float32Array[],
  problem: Problem,
  objective: Objective,
  prior: EffectPrior,
  unit: number,
): Weights {
  const before = corridorEffects(weights);
  if (before === null) return weights;
  const errors = new TargetErrors(problem.targets, objective, problem.areas);
  const factors = observerFactors(weights);
  const cells = cellsOf(problem);
  let effects = [{ values: Float64Array.from(before) }];
  let state = initialAdamState(effects);
  for (let step = 0; step < STEPS; step++) {
    const { values } = effects[0]!;
    const multipliers = multipliersOf(values, before, problem);
    const totals = totalsOf(flows, multipliers, cells, problem);
    const { adjoints } = errors.evaluate(totals.corridors, totals.stocks, factors);
    const gradient = priorGradient(values, prior, problem.effects.corridors.length);
    addGradient(gradient, flows, multipliers, totals.corridors, adjoints, cells, problem, 1 / unit);
    ({ weights: effects, state } = adamStep(effects, [gradient], state, RATE * (1 - step / STEPS)));
  }
  return weights.map((layer) => (layer.name === CORRIDOR ? { ...layer, values: Float32Array.from(effects[0]!.values) } : layer));
}

function cellsOf({ areas, edges: { birth, orig, dest } }: Problem): EdgeCells {
  return {
    corridor: orig.map((i, edge) => i * areas + dest[edge]!),
    departure: birth.map((b, edge) => b * areas + orig[edge]!),
    arrival: birth.map((b, edge) => b * areas + dest[edge]!),
  };
}

/** By year, what the flows of each corridor (orig, dest) are multiplied by. */
function multipliersOf(effects: Float64Array, before: Float32Array, { areas, years, effects: { corridors } }: Problem): Float64Array[] {
  return Array.from({ length: years }, (_, year) => {
    const multipliers = new Float64Array(areas * areas).fill(1);
    corridors.forEach((cell, at) => {
      const effect = year * corridors.length + at;
      multipliers[cell] = exp(effects[effect]! - before[effect]!);
    });
    return multipliers;
  });
}

/** Corridors by year and stocks by date, of the multiplied flows. */
function totalsOf(
  flows: readonly Float32Array[],
  multipliers: readonly Float64Array[],
  { corridor, departure, arrival }: EdgeCells,
  { areas, initialStock, demography }: Problem,
): { corridors: Float64Array[]; stocks: Float64Array[] } {
  const corridors: Float64Array[] = [];
  const stocks = [initialStock];
  flows.forEach((persons, year) => {
    const [ofYear, changes] = [new Float64Array(areas * areas), new Float64Array(areas * areas)];
    const factors = multipliers[year]!;
    for (let edge = 0; edge < persons.length; edge++) {
      const cell = corridor[edge]!;
      const moved = persons[edge]! * factors[cell]!;
      ofYear[cell] = ofYear[cell]! + moved;
      changes[arrival[edge]!] = changes[arrival[edge]!]! + moved;
      changes[departure[edge]!] = changes[departure[edge]!]! - moved;
    }
    corridors.push(ofYear);
    stocks.push(nextStock(stocks[year]!, changes, demography, year, areas));
  });
  return { corridors, stocks };
}

/** Adds the derivatives of the loss by the effects, times a factor: the last year first, for stocks carry on what flows change. */
function addGradient(
  gradient: Float64Array,
  flows: readonly Float32Array[],
  multipliers: readonly Float64Array[],
  corridors: readonly Float64Array[],
  adjoints: LossAdjoints,
  { corridor, departure, arrival }: EdgeCells,
  { areas, years, demography, effects: { corridors: withEffect } }: Problem,
  factor: number,
): void {
  let ofStock = adjoints.stocks[years]!;
  for (let year = years - 1; year >= 0; year--) {
    const persons = flows[year]!;
    const ofChanges = new Float64Array(areas * areas);
    for (let edge = 0; edge < persons.length; edge++) {
      const cell = corridor[edge]!;
      ofChanges[cell] = ofChanges[cell]! + persons[edge]! * (ofStock[arrival[edge]!]! - ofStock[departure[edge]!]!);
    }
    withEffect.forEach((cell, at) => {
      const slope = corridors[year]![cell]! * adjoints.corridors[year]![cell]! + multipliers[year]![cell]! * ofChanges[cell]!;
      const effect = year * withEffect.length + at;
      gradient[effect] = gradient[effect]! + factor * slope;
    });
    const direct = adjoints.stocks[year]!;
    ofStock = stockAdjoints(ofStock, demography, year, areas).map((value, cell) => value + direct[cell]!);
  }
}

/** Derivatives of minus the log of the prior, in units of the loss of a report whose log is off by 1. */
function priorGradient(effects: Float64Array, { corridor, report }: EffectPrior, count: number): Float64Array {
  const [ofLevel, ofStep] = [(2 * report * report) / corridor.level ** 2, (2 * report * report) / corridor.step ** 2];
  const gradient = new Float64Array(effects.length);
  for (let at = 0; at < effects.length; at++) {
    if (at < count) gradient[at] = ofLevel * effects[at]!;
    else {
      const pull = ofStep * (effects[at]! - effects[at - count]!);
      gradient[at] = gradient[at]! + pull;
      gradient[at - count] = gradient[at - count]! - pull;
    }
  }
  return gradient;
}
