import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum } from '../../numerics/statistics.ts';
import { factorTo } from '../tableTotals.ts';
import { FIT_DEFAULTS, type FitOptions, relativeError, TOTALS_TOLERANCE, UNMET } from './fitOptions.ts';
import { requireNotNegative } from './fitProblem.ts';
import type { Margin } from './margins.ts';

/** A group of the margin with that index among those given. */
export interface MarginGroup {
  readonly margin: number;
  readonly group: number;
}

export interface MarginFit {
  /** As the seed. */
  readonly table: Float64Array;
  readonly cycles: number;
  /** Largest relative distance of a group to its target. */
  readonly residual: number;
  /** What the stopping rule measured in the last cycle. */
  readonly measure: number;
  /** The stopping rule was met and no group is unreachable. */
  readonly converged: boolean;
  /** Groups with a positive target and nothing in the seed. */
  readonly unreachable: readonly MarginGroup[];
  /** Groups that a fit without convergence leaves further than 1e-6 from their targets. */
  readonly unmet: readonly MarginGroup[];
}

/** Plain cycles only: `ipf` and `fitThreeWay` are faster where two margins are all there is. */
export type MarginFitOptions = Omit<FitOptions, 'accelerate'>;

/**
 * Iterative proportional fitting to any list of margins: rows, columns, blocks, stripes, faces, fixed cells. A cycle
 * brings them to their targets in the order given. Margins may overlap as they like; zero cells of the seed stay zero.
 * @param seed cells of a table of any shape, not negative.
 * @throws PipelineError E505 for numbers that are negative or not finite, or totals that differ where that is refused.
 */
export function fitMargins(seed: Float64Array, margins: readonly Margin[], options: MarginFitOptions = {}): MarginFit {
  const settings = { ...FIT_DEFAULTS, ...options };
  requireNotNegative(seed, 'cell of the seed');
  for (const { groupOf, targets } of margins) {
    if (groupOf.length !== seed.length) throw new RangeError(`a margin over ${groupOf.length} cells for a table of ${seed.length}`);
    requireNotNegative(targets, 'target');
  }
  const asShares = totalsDiffer(margins, settings);
  const fitted = asShares ? margins.map(({ groupOf, targets }) => ({ groupOf, targets: shares(targets) })) : margins;
  const table = asShares ? shares(seed) : Float64Array.from(seed);
  const unreachable = groupsWhere(fitted, table, (total, target) => target > 0 && total === 0);

  const previous = new Float64Array(table.length);
  let [cycles, measure, met] = [0, Number.POSITIVE_INFINITY, false];
  while (!met && cycles < settings.maximumCycles) {
    cycles++;
    previous.set(table);
    measure = 0;
    for (const margin of fitted) measure = Math.max(measure, bringToTarget(table, margin, settings.rule));
    if (settings.rule === 'change') measure = largestChange(previous, table);
    met = settings.rule === 'change' ? measure < settings.tolerance : measure <= settings.tolerance;
  }
  const converged = met && unreachable.length === 0;
  const unmet = converged ? [] : groupsWhere(fitted, table, (total, target) => relativeError(total, target) > UNMET);
  return { table, cycles, residual: residualOf(fitted, table), measure, converged, unreachable, unmet };
}

/** Multiplies the groups of one margin so that they meet their targets. @returns the largest distance of one before. */
function bringToTarget(table: Float64Array, { groupOf, targets }: Margin, rule: MarginFitOptions['rule']): number {
  const totals = totalsOf(table, groupOf, targets.length);
  const factors = targets.map((target, group) => factorTo(target, totals[group]!));
  for (let cell = 0; cell < table.length; cell++) {
    const group = groupOf[cell]!;
    if (group >= 0) table[cell] = table[cell]! * factors[group]!;
  }
  return targets.reduce((largest, target, group) => {
    const total = totals[group]!;
    return Math.max(largest, rule === 'relative' ? relativeError(total, target) : Math.abs(total - target));
  }, 0);
}

function totalsOf(table: Float64Array, groupOf: Int32Array, groups: number): Float64Array {
  const totals = new Float64Array(groups);
  for (let cell = 0; cell < table.length; cell++) {
    const group = groupOf[cell]!;
    if (group >= 0) totals[group] = totals[group]! + table[cell]!;
  }
  return totals;
}

function largestChange(before: Float64Array, after: Float64Array): number {
  let largest = 0;
  for (let cell = 0; cell < after.length; cell++) largest = Math.max(largest, Math.abs(after[cell]! - before[cell]!));
  return largest;
}

/** True where the fit is to be one of shares. Margins over part of the cells, such as diagonals, have totals of their own. */
function totalsDiffer(margins: readonly Margin[], { unequalTotals }: Required<FitOptions>): boolean {
  const totals = margins.filter(({ groupOf }) => !groupOf.includes(-1)).map(({ targets }) => sum(targets));
  const largest = totals.reduce((most, total) => Math.max(most, total), 0);
  const different = totals.find((total) => Math.abs(total - totals[0]!) > TOTALS_TOLERANCE * largest);
  if (different === undefined) return false;
  if (unequalTotals === 'refuse') {
    refuse('E505', `proportional fitting: the targets of one margin add up to ${totals[0]}, of another to ${different}`, {
      expected: 'one total',
    });
  }
  return unequalTotals === 'shares';
}

function groupsWhere(margins: readonly Margin[], table: Float64Array, holds: (total: number, target: number) => boolean): MarginGroup[] {
  return margins.flatMap(({ groupOf, targets }, margin) => {
    const totals = totalsOf(table, groupOf, targets.length);
    return [...targets.keys()].filter((group) => holds(totals[group]!, targets[group]!)).map((group) => ({ margin, group }));
  });
}

function residualOf(margins: readonly Margin[], table: Float64Array): number {
  return margins.reduce((largest, { groupOf, targets }) => {
    const totals = totalsOf(table, groupOf, targets.length);
    return targets.reduce((most, target, group) => Math.max(most, relativeError(totals[group]!, target)), largest);
  }, 0);
}

function shares(values: Float64Array): Float64Array {
  const total = sum(values);
  return values.map((value) => value / total);
}
