import type { AnnualFlows } from './annualFlows.ts';
import { positionOf } from './annualFlows.ts';

/** Estimators that use stocks, births and deaths only, and give one flow for a whole interval (method.md 9). */
export const STOCK_METHODS = ['drop_negative', 'reverse_negative', 'closed', 'pseudo_bayes'] as const;
/** Estimators of annual flows: the ensemble, which saw the reports, and networks that did not see the corridor. */
export const ANNUAL_METHODS = ['ensemble', 'heldout'] as const;
/** Estimators that know the flow of every corridor in a whole interval. */
export const INTERVAL_METHODS = [...STOCK_METHODS, 'ensemble'] as const;
export const METHODS = [...STOCK_METHODS, ...ANNUAL_METHODS] as const;

export type StockMethod = (typeof STOCK_METHODS)[number];
export type AnnualMethod = (typeof ANNUAL_METHODS)[number];
export type IntervalMethod = (typeof INTERVAL_METHODS)[number];
export type Method = (typeof METHODS)[number];

/** Flows of one interval by method: persons in the whole interval, areas x areas (origin, destination). */
export type IntervalFlows = Readonly<Record<IntervalMethod, Float64Array>>;

/** Calendar years from start to end - 1, between the stock dates 1 January `start` and 1 January `end`. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Reports of one source by one kind of reporter. A model has no reporting country. */
export interface Collection {
  readonly name: string;
  readonly reporter: 'origin' | 'destination' | 'model';
}

/** Reported flows, one position for each report: indices of areas and collections, persons in a calendar year. */
export interface FlowReports {
  readonly collections: readonly Collection[];
  readonly collection: Int32Array;
  readonly orig: Int32Array;
  readonly dest: Int32Array;
  readonly year: Int16Array;
  readonly persons: Float64Array;
}

/** What the reports are held against. */
export interface FlowEstimates {
  readonly intervals: readonly Interval[];
  /** One for each interval. */
  readonly ofIntervals: readonly IntervalFlows[];
  readonly annual: Readonly<Record<AnnualMethod, AnnualFlows>>;
}

/**
 * Corridors of an interval as one collection reports them: one position for each, persons a year. Every method stands at
 * every position, so all are scored on the same corridors.
 */
export interface ComparedFlows {
  /** Index into FlowReports.collections. */
  readonly collection: Int32Array;
  /** Index into FlowEstimates.intervals. */
  readonly interval: Int32Array;
  readonly orig: Int32Array;
  readonly dest: Int32Array;
  readonly reported: Float64Array;
  readonly estimated: Readonly<Record<Method, Float64Array>>;
}

/**
 * Puts every method beside the reported flows of each collection, corridor and interval (method.md 7.3). Reports and
 * annual methods give the mean over the years that are reported; a stock-based method gives its flow of the interval
 * divided by the length of the interval.
 */
export function compareFlows(reports: FlowReports, estimates: FlowEstimates): ComparedFlows {
  const { intervals, ofIntervals, annual } = estimates;
  const { areas } = annual.ensemble;
  const groups = groupReports(reports, estimates, (report) => intervalOf(intervals, reports.year[report]!));

  const first = groups.map((group) => group[0]!);
  const interval = Int32Array.from(first, (report) => intervalOf(intervals, reports.year[report]!));
  const orig = Int32Array.from(first, (report) => reports.orig[report]!);
  const dest = Int32Array.from(first, (report) => reports.dest[report]!);
  const annualMean = (personsOf: (report: number) => number) =>
    Float64Array.from(groups, (group) => group.reduce((sum, report) => sum + personsOf(report), 0) / group.length);
  const perYear = (method: StockMethod) =>
    Float64Array.from(groups, (_, at) => {
      const index = interval[at]!;
      const { start, end } = intervals[index]!;
      const cell = orig[at]! * areas + dest[at]!;
      return ofIntervals[index]![method][cell]! / (end - start);
    });
  return {
    collection: Int32Array.from(first, (report) => reports.collection[report]!),
    interval,
    orig,
    dest,
    reported: annualMean((report) => reports.persons[report]!),
    estimated: {
      drop_negative: perYear('drop_negative'),
      reverse_negative: perYear('reverse_negative'),
      closed: perYear('closed'),
      pseudo_bayes: perYear('pseudo_bayes'),
      ensemble: annualMean((report) => annualEstimate(annual.ensemble, reports, report)),
      heldout: annualMean((report) => annualEstimate(annual.heldout, reports, report)),
    },
  };
}

/**
 * Reports that are compared, grouped by collection, corridor and block of years, in order of first appearance.
 * `blockOf` numbers the blocks, from 0 to below the number of intervals. Compared are the reports of years inside the
 * intervals that have a held-out prediction.
 */
export function groupReports(reports: FlowReports, estimates: FlowEstimates, blockOf: (report: number) => number): number[][] {
  const { areas } = estimates.annual.heldout;
  const groups = new Map<number, number[]>();
  for (let report = 0; report < reports.persons.length; report++) {
    if (intervalOf(estimates.intervals, reports.year[report]!) < 0) continue;
    if (Number.isNaN(annualEstimate(estimates.annual.heldout, reports, report))) continue;
    const corridor = reports.orig[report]! * areas + reports.dest[report]!;
    const series = reports.collection[report]! * areas * areas + corridor;
    const key = series * estimates.intervals.length + blockOf(report);
    const group = groups.get(key);
    if (group) group.push(report);
    else groups.set(key, [report]);
  }
  return [...groups.values()];
}

/** Annual estimate for the corridor and year of a report, persons; NaN where there is none. */
export function annualEstimate(flows: AnnualFlows, reports: FlowReports, report: number): number {
  const position = positionOf(flows, reports.year[report]!, reports.orig[report]!, reports.dest[report]!);
  return position < 0 ? Number.NaN : flows.values[position]!;
}

/** Index of the interval that holds a calendar year; -1 if none does. */
function intervalOf(intervals: readonly Interval[], year: number): number {
  return intervals.findIndex(({ start, end }) => start <= year && year < end);
}
