import { standardDeviation } from '../../numerics/statistics.ts';
import { yeoJohnson } from './yeoJohnson.ts';

/** Targets of one year or interval, what predictions are compared with: cells of the predicted array, persons, and weights relative to 1. */
export interface TargetGroup {
  readonly cells: Int32Array;
  readonly persons: Float64Array;
  readonly weights: Float64Array;
  /** Who reports each value, numbered from 0; left out where there are no reporting factors. */
  readonly reporters?: Int32Array;
}

/** Changes of stocks between two dates, given as year indices. */
export interface StockTargetGroup extends TargetGroup {
  readonly start: number;
  readonly end: number;
}

/** What the model is fitted to (docs/method.md 4.1). */
export interface Targets {
  /** By interval; cells are birth * areas + residence. */
  readonly stock: readonly StockTargetGroup[];
  /** By year; cells are orig * areas + dest. Every report is a row: conflicting ones stand side by side. */
  readonly flow: readonly TargetGroup[];
  /** By year; cells are areas. */
  readonly net: readonly TargetGroup[];
  /**
   * By year, reports that a flow is smaller than so many persons; cells and reporters as for flows. They count within the loss of
   * flows and beside its rows: scale and number of the latter stay.
   */
  readonly censored?: readonly TargetGroup[];
}

/**
 * An estimate that is so many times what a censored report allows is taken as one that the source does not cover instead. The error
 * counts no more than that.
 */
export const NOT_COVERED = 10;

export const TARGET_KINDS = ['stock', 'flow', 'net'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Rows of one kind before grouping. `group` is the index of the year or interval. */
export interface TargetRows {
  readonly group: Int32Array;
  readonly cell: Int32Array;
  readonly persons: Float64Array;
  readonly weights: Float64Array;
  readonly reporter?: Int32Array;
}

/** Splits rows into `count` groups, in their order. */
export function groupTargets(rows: TargetRows, count: number): TargetGroup[] {
  const members: number[][] = Array.from({ length: count }, () => []);
  rows.group.forEach((group, row) => {
    members[group]!.push(row);
  });
  return members.map((chosen) => ({
    cells: Int32Array.from(chosen, (row) => rows.cell[row]!),
    persons: Float64Array.from(chosen, (row) => rows.persons[row]!),
    weights: Float64Array.from(chosen, (row) => rows.weights[row]!),
    ...(rows.reporter === undefined ? {} : { reporters: Int32Array.from(chosen, (row) => rows.reporter![row]!) }),
  }));
}

/**
 * Weights with mean 1 that give each source the same total, so that the source with most rows does not decide alone
 * (docs/method.md 4.2).
 */
export function balancedWeights(sources: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const source of sources) counts.set(source, (counts.get(source) ?? 0) + 1);
  return Float64Array.from(sources, (source) => sources.length / (counts.size * counts.get(source)!));
}

/**
 * Standard deviation of psi(y) over all targets of a kind: one scale for all years, so that years and intervals
 * keep their relative size (docs/method.md 4.3). 1 where there is nothing to scale by.
 */
export function targetScale(groups: readonly TargetGroup[], lambda: number): number {
  const transformed = groups.flatMap(({ persons }) => Array.from(persons, (value) => yeoJohnson(value, lambda)));
  const sd = standardDeviation(transformed, 'sample');
  return sd > 0 ? sd : 1;
}

/** N sd^2 of a kind: its loss is the sum of w error^2 / (N sd^2) over all groups, the weighted mean of squared standardised errors. */
export function lossDivisor(groups: readonly TargetGroup[], lambda: number): number {
  const sd = targetScale(groups, lambda);
  return countTargets(groups) * sd * sd;
}

/** The pair of areas of a corridor, orig * areas + dest, the same for both directions. */
export function pairOfCorridor(cell: number, areas: number): number {
  const [orig, dest] = [Math.floor(cell / areas), cell % areas];
  return Math.min(orig, dest) * areas + Math.max(orig, dest);
}

/** Number of different reporters, if they are numbered without gaps. */
export function countReporters(groups: readonly TargetGroup[]): number {
  let count = 0;
  for (const { reporters } of groups) for (const reporter of reporters ?? []) count = Math.max(count, reporter + 1);
  return count;
}

/** Number of targets in all groups. */
export function countTargets(groups: readonly TargetGroup[]): number {
  return groups.reduce((sum, { cells }) => sum + cells.length, 0);
}
