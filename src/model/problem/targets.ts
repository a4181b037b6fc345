/** Targets of one year or interval, what predictions are compared with: cells of the predicted array, persons, and their errors. */
export interface TargetGroup {
  readonly cells: Int32Array;
  readonly persons: Float64Array;
  /** Standard errors: of the log of a report of a flow or of a group, otherwise in persons; above 0 (docs/method.md 4.2). */
  readonly errors: Float64Array;
  /** Standard deviation of the log of what a cell has, as its reporter counts it, beyond ours in all years; left out for 0. */
  readonly levels?: Float64Array;
  /** Weights relative to 1, which the published program gives to changes of stocks. */
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
  /** By year, arrivals by country of birth or citizenship; cells are birth * areas + residence. */
  readonly arrivals: readonly TargetGroup[];
  /** The same of departures. */
  readonly departures: readonly TargetGroup[];
  /** By year; cells are areas. */
  readonly net: readonly TargetGroup[];
  /** By year, reports that a flow is smaller than so many persons; cells and reporters as for flows. They count as flows. */
  readonly censored?: readonly TargetGroup[];
  /** By year, reports that at least so many persons arrive; cells as for arrivals, as which they count. */
  readonly floors?: readonly TargetGroup[];
}

/**
 * An estimate that is so many times what a censored report allows is taken as one that the source does not cover instead. The error
 * counts no more than that.
 */
export const NOT_COVERED = 10;

export const TARGET_KINDS = ['stock', 'flow', 'arrivals', 'departures', 'net'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Rows of one kind before grouping. `group` is the index of the year or interval. */
export interface TargetRows {
  readonly group: Int32Array;
  readonly cell: Int32Array;
  readonly persons: Float64Array;
  readonly errors: Float64Array;
  readonly levels?: Float64Array;
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
    errors: Float64Array.from(chosen, (row) => rows.errors[row]!),
    weights: Float64Array.from(chosen, (row) => rows.weights[row]!),
    ...(rows.levels === undefined ? {} : { levels: Float64Array.from(chosen, (row) => rows.levels![row]!) }),
    ...(rows.reporter === undefined ? {} : { reporters: Int32Array.from(chosen, (row) => rows.reporter![row]!) }),
  }));
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

/** Number of targets of all kinds but censored reports: losses are means over them. At least 1. */
export function countAllTargets(targets: Targets): number {
  return Math.max(
    1,
    TARGET_KINDS.reduce((sum, kind) => sum + countTargets(targets[kind]), 0),
  );
}
