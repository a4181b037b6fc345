import type { Objective } from '../../src/model/dynamics/objective.ts';
import type { EffectPrior } from '../../src/model/problem/effects.ts';
import type { TargetGroup, Targets } from '../../src/model/problem/targets.ts';

/** Every kind of target counts as its errors say. */
export const LIKELIHOOD: Objective = {
  weights: { stock: 1, flow: 1, arrivals: 1, departures: 1, net: 1 },
  bend: 2.5,
  relative: { stock: 0.1, net: 0.2 },
};

/** What an error of so many scales costs under it, written out: normal up to the bend, exponential beyond. */
export function costOf(scales: number): number {
  return Math.abs(scales) <= 2.5 ? scales ** 2 / 2 : 2.5 * (Math.abs(scales) - 1.25);
}

export const PRIOR: EffectPrior = {
  area: { level: 0.3, step: 0.1, unreportedStep: 0.02, degrees: null },
  corridor: { level: 0.7, step: 0.2, unreportedStep: 0.1, degrees: 4 },
  reportingFactor: 0.5,
};

/** No effects at all. */
export const NO_EFFECTS: EffectPrior = {
  area: { level: 0, step: 1, unreportedStep: 1, degrees: null },
  corridor: { level: 0, step: 1, unreportedStep: 1, degrees: null },
  reportingFactor: 0,
};

export const NO_TARGETS: Targets = { stock: [], flow: [], arrivals: [], departures: [], net: [] };

/** No target at all of so many years. */
export function noneByYear(years: number): TargetGroup[] {
  return Array.from({ length: years }, () => targetsAt([], [], 1));
}

/** Targets of one year or interval, all with one error. */
export function targetsAt(cells: readonly number[], persons: readonly number[], error: number): TargetGroup {
  return {
    cells: Int32Array.from(cells),
    persons: Float64Array.from(persons),
    errors: new Float64Array(cells.length).fill(error),
    weights: new Float64Array(cells.length).fill(1),
  };
}

/** Those of one reporter. */
export function reportedBy(reporter: number, group: TargetGroup): TargetGroup {
  return { ...group, reporters: new Int32Array(group.cells.length).fill(reporter) };
}
