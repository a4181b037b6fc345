import type { Baselines, FlowAgreement, MethodDifferences, MethodScores, ReferenceFlows } from '../../../schemas/generated/types.ts';
import type { Agreement } from '../../evaluation/comparison/agreement.ts';
import type { MethodDifference } from '../../evaluation/comparison/bootstrap.ts';
import type { Interval } from '../../evaluation/comparison/comparison.ts';
import { ENSEMBLE, STOCK_METHODS } from '../../evaluation/comparison/comparison.ts';
import type { MethodScore } from '../../evaluation/comparison/methodScores.ts';
import { categoryOf } from '../../tables/columns.ts';

/** Flows by column of a table, for each interval: persons, n*n. */
export type FlowsByColumn<T extends string> = ReadonlyMap<T, readonly Float64Array[]>;

const BASELINES = [...STOCK_METHODS, ENSEMBLE] as const;
export type BaselineColumn = (typeof BASELINES)[number];

/** Columns of the contract reference_flows. */
const REFERENCES = [
  'abel_cohen_2024_drop_negative',
  'abel_cohen_2024_reverse_negative',
  'abel_cohen_2024_migration_rate',
  'abel_cohen_2024_open',
  'abel_cohen_2024_closed',
  'abel_cohen_2024_pseudo_bayes',
  'abel_cohen_2020_open',
  'abel_cohen_2020_closed',
  'abel_cohen_2020_pseudo_bayes',
  'abel_cohen_2020_outward',
  'abel_cohen_2020_return',
  'abel_cohen_2020_transit',
  'gaskin_abel',
] as const;
export type ReferenceColumn = (typeof REFERENCES)[number];

/** One of our variants of an estimator beside a published set, in one interval. */
export interface AgreementRow extends Agreement {
  readonly set: string;
  readonly variant: 'january' | 'mid_year' | 'as_published';
  readonly method: string;
  readonly interval: Interval;
}

/** One row for each interval and corridor that any method gives a flow, in order of interval, origin and destination. */
export function baselineColumns(intervals: readonly Interval[], flows: FlowsByColumn<BaselineColumn>, areas: readonly string[]): Baselines {
  return flowColumns(intervals, BASELINES, flows, areas);
}

/** As `baselineColumns`; no rows where nothing is published. */
export function referenceColumns(
  intervals: readonly Interval[],
  flows: FlowsByColumn<ReferenceColumn>,
  areas: readonly string[],
): ReferenceFlows {
  return flowColumns(intervals, REFERENCES, flows, areas);
}

export function methodScoreColumns(scores: readonly MethodScore[]): MethodScores {
  return {
    collection: categoryOf(scores.map(({ collection }) => collection)),
    measure: categoryOf(scores.map(({ measure }) => measure)),
    method: categoryOf(scores.map(({ method }) => method)),
    n: Int32Array.from(scores, ({ n }) => n),
    value: Float64Array.from(scores, ({ value }) => value),
  };
}

export function differenceColumns(differences: readonly MethodDifference[]): MethodDifferences {
  return {
    collection: categoryOf(differences.map(({ collection }) => collection)),
    measure: categoryOf(differences.map(({ measure }) => measure)),
    method: categoryOf(differences.map(({ method }) => method)),
    reference: categoryOf(differences.map(({ reference }) => reference)),
    n: Int32Array.from(differences, ({ n }) => n),
    difference: Float64Array.from(differences, ({ difference }) => difference),
    low: Float64Array.from(differences, ({ low }) => low),
    high: Float64Array.from(differences, ({ high }) => high),
  };
}

export function agreementColumns(rows: readonly AgreementRow[]): FlowAgreement {
  return {
    set: categoryOf(rows.map(({ set }) => set)),
    variant: categoryOf(rows.map(({ variant }) => variant)),
    method: categoryOf(rows.map(({ method }) => method)),
    start: Int16Array.from(rows, ({ interval }) => interval.start),
    end: Int16Array.from(rows, ({ interval }) => interval.end),
    n: Int32Array.from(rows, ({ n }) => n),
    correlation: Float64Array.from(rows, ({ correlation }) => correlation),
    log_correlation: Float64Array.from(rows, ({ logCorrelation }) => logCorrelation),
    median_ratio: Float64Array.from(rows, ({ medianRatio }) => medianRatio),
    total: Float64Array.from(rows, ({ total }) => total),
    published_total: Float64Array.from(rows, ({ publishedTotal }) => publishedTotal),
  };
}

type FlowColumns<T extends string> = Pick<Baselines, 'start' | 'end' | 'orig' | 'dest'> & Readonly<Record<T, Float64Array>>;

/** Rows of the corridors between different areas for which any of the columns is above 0. */
function flowColumns<T extends string>(
  intervals: readonly Interval[],
  names: readonly T[],
  flows: FlowsByColumn<T>,
  areas: readonly string[],
): FlowColumns<T> {
  const n = areas.length;
  const index: number[] = [];
  const cell: number[] = [];
  const all = [...flows.values()];
  for (const at of intervals.keys()) {
    for (let corridor = 0; corridor < n * n; corridor++) {
      if (corridor % (n + 1) === 0 || !all.some((ofIntervals) => ofIntervals[at]![corridor]! > 0)) continue;
      index.push(at);
      cell.push(corridor);
    }
  }
  const personsBy = (name: T) => Float64Array.from(cell, (corridor, row) => flows.get(name)![index[row]!]![corridor]!);
  const persons = Object.fromEntries(names.map((name) => [name, personsBy(name)])) as Record<T, Float64Array>;
  return {
    start: Int16Array.from(index, (at) => intervals[at]!.start),
    end: Int16Array.from(index, (at) => intervals[at]!.end),
    orig: { codes: Int32Array.from(cell, (corridor) => Math.floor(corridor / n)), levels: areas },
    dest: { codes: Int32Array.from(cell, (corridor) => corridor % n), levels: areas },
    ...persons,
  };
}
