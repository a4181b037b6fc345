import { exp, log1p } from '../../numerics/elementary.ts';
import type { TargetGroup } from '../problem/targets.ts';
import { heavyLoss, heavyWeight } from './heavyTail.ts';

/** Steps in which the level of a corridor is sought, and the change below which it is found. */
const LEVEL_STEPS = 50;
const LEVEL_FOUND = 1e-9;

/** Reporting factors, and the derivatives of the loss by their logs. */
export interface ReportingFactors {
  readonly factors: Float64Array;
  readonly adjoints: Float64Array;
}

/** How reports are taken. */
export interface ReportErrors {
  readonly bend: number;
  /**
   * Standard deviation of the log of what a cell has of its own through all years, beside what the reports themselves say; it is then
   * found along with the loss. 0 where it stands among the effects.
   */
  readonly level: number;
}

/**
 * Loss of reports of flows, or of arrivals or departures by birth, cell by cell: all reports of one cell share its level, so that a
 * corridor with many reports tells much of how it moves over the years and no more than another of how large such corridors are
 * (docs/method.md 4.11).
 */
export class RepeatedReports {
  readonly #errors: ReportErrors;
  /** Rows cell by cell: year, cell, log(1 + report), scale, reporter or -1. */
  readonly #year: Int32Array;
  readonly #cell: Int32Array;
  readonly #log: Float64Array;
  readonly #scale: Float64Array;
  readonly #reporter: Int32Array;
  /** First row of each cell, or cell and reporter where their levels differ, and the number of rows. */
  readonly #first: Int32Array;
  /** Standard deviation of the level of each. */
  readonly #level: Float64Array;

  /** @param groups by year. */
  constructor(groups: readonly TargetGroup[], errors: ReportErrors) {
    this.#errors = errors;
    const rows = groups.flatMap(({ cells, levels, reporters }, year) =>
      Array.from(cells, (cell, row) => ({ year, cell, row, of: levels === undefined ? -1 : (reporters?.[row] ?? -1) })),
    );
    rows.sort((one, other) => one.cell - other.cell || one.of - other.of || one.year - other.year || one.row - other.row);
    this.#year = Int32Array.from(rows, ({ year }) => year);
    this.#cell = Int32Array.from(rows, ({ cell }) => cell);
    this.#log = Float64Array.from(rows, ({ year, row }) => log1p(groups[year]!.persons[row]!));
    this.#scale = Float64Array.from(rows, ({ year, row }) => groups[year]!.errors[row]!);
    this.#reporter = Int32Array.from(rows, ({ year, row }) => groups[year]!.reporters?.[row] ?? -1);
    const begins = ({ cell, of }: (typeof rows)[number], at: number) => rows[at - 1]?.cell !== cell || rows[at - 1]?.of !== of;
    const starts = rows.flatMap((row, at) => (begins(row, at) ? [at] : []));
    this.#first = Int32Array.from([...starts, rows.length]);
    this.#level = Float64Array.from(starts, (at) => {
      const own = groups[rows[at]!.year]!.levels?.[rows[at]!.row] ?? 0;
      return Math.sqrt(errors.level ** 2 + own ** 2);
    });
  }

  /**
   * Sum of the losses of all reports; adds its derivatives, times a factor, to the adjoints.
   * @param tables by year, what the cells of the reports stand in, persons.
   */
  evaluate(tables: readonly Float64Array[], adjoints: readonly Float64Array[], reporting: ReportingFactors, factor: number): number {
    let loss = 0;
    for (let at = 0; at + 1 < this.#first.length; at++) {
      const [from, to] = [this.#first[at]!, this.#first[at + 1]!];
      const errors = new Float64Array(to - from);
      for (let row = from; row < to; row++) errors[row - from] = log1p(this.#onReportersScale(row, tables, reporting)) - this.#log[row]!;
      const level = this.#levelOf(errors, from, this.#level[at]!);
      if (level !== 0) loss += (level * level) / (2 * this.#level[at]! ** 2);
      for (let row = from; row < to; row++) {
        const error = errors[row - from]! - level;
        loss += heavyLoss(error, this.#scale[row]!, this.#errors.bend);
        const slope = factor * error * heavyWeight(error, this.#scale[row]!, this.#errors.bend);
        this.#addSlope(row, slope, tables, adjoints, reporting);
      }
    }
    return loss;
  }

  #onReportersScale(row: number, tables: readonly Float64Array[], { factors }: ReportingFactors): number {
    return Math.max(0, tables[this.#year[row]!]![this.#cell[row]!]!) * (factors[this.#reporter[row]!] ?? 1);
  }

  /** Adds the derivatives by flow and reporting factor, from that by log(1 + flow on the scale of the reporter). */
  #addSlope(
    row: number,
    slope: number,
    tables: readonly Float64Array[],
    adjoints: readonly Float64Array[],
    reporting: ReportingFactors,
  ): void {
    const persons = this.#onReportersScale(row, tables, reporting);
    const reporter = this.#reporter[row]!;
    const ofPersons = slope / (1 + persons);
    const adjoint = adjoints[this.#year[row]!]!;
    const cell = this.#cell[row]!;
    adjoint[cell] = adjoint[cell]! + ofPersons * (reporting.factors[reporter] ?? 1);
    if (reporting.factors[reporter] !== undefined) reporting.adjoints[reporter] = reporting.adjoints[reporter]! + ofPersons * persons;
  }

  /** The mode of the level given the errors of a cell: their mean, far ones weighing less, shrunk towards 0. */
  #levelOf(errors: Float64Array, from: number, sd: number): number {
    const { bend } = this.#errors;
    if (sd === 0) return 0;
    let level = shrunkMean(errors, sd, (_, row) => 1 / this.#scale[from + row]! ** 2);
    for (let step = 0; step < LEVEL_STEPS; step++) {
      const next = shrunkMean(errors, sd, (error, row) => heavyWeight(error - level, this.#scale[from + row]!, bend));
      const change = Math.abs(next - level);
      level = next;
      if (change < LEVEL_FOUND) break;
    }
    return level;
  }
}

/** Weighted mean of values around 0 with so great a standard deviation. */
function shrunkMean(values: Float64Array, sd: number, weightOf: (value: number, row: number) => number): number {
  let sum = 0;
  let weights = 1 / sd ** 2;
  for (let row = 0; row < values.length; row++) {
    const weight = weightOf(values[row]!, row);
    sum += weight * values[row]!;
    weights += weight;
  }
  return sum / weights;
}

/** Reporting factors of logs, with adjoints of 0. */
export function reportingFactorsOf(logs: Float32Array): ReportingFactors {
  return { factors: Float64Array.from(logs, exp), adjoints: new Float64Array(logs.length) };
}
