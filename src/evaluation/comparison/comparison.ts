import type { AnnualFlows } from '../annualFlows.ts';
import { positionOf } from '../annualFlows.ts';

/** Estimators that use stocks, births and deaths only, and give one flow for a whole interval (docs/method.md 9). */
export const STOCK_METHODS = ['drop_negative', 'reverse_negative', 'migration_rate', 'open', 'closed', 'pseudo_bayes'] as const;
export type StockMethod = (typeof STOCK_METHODS)[number];

/** Annual flows of the ensemble, which saw the reports, and of networks that did not see the corridor. */
export const ENSEMBLE = 'ensemble';
export const HELDOUT = 'heldout';

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
export interface ReportTable {
  readonly collections: readonly Collection[];
  readonly collection: Int32Array;
  readonly orig: Int32Array;
  readonly dest: Int32Array;
  readonly year: Int16Array;
  readonly persons: Float64Array;
}

/** What the reports are held against. A flow that a method does not estimate is NaN. */
export interface FlowEstimates {
  readonly areas: number;
  readonly intervals: readonly Interval[];
  /** By method, for each interval: persons in the whole interval, areas x areas (origin, destination). */
  readonly ofIntervals: ReadonlyMap<string, readonly Float64Array[]>;
  /** By method: flows of calendar years. */
  readonly annual: ReadonlyMap<string, AnnualEstimates>;
}

/** Annual flows of a method, which may leave small ones out. */
export interface AnnualEstimates extends AnnualFlows {
  /**
   * Persons below which the method lists no flow. Its zeros then are flows that it leaves out: right beside a report that is small
   * too, and else the limit itself, never nobody. Absent where zeros are estimates.
   */
  readonly listedFrom?: number;
}

/**
 * Corridors of an interval as one collection reports them: one position for each, persons a year. Every method stands at
 * every position; NaN where it estimates nothing there.
 */
export interface ComparedFlows {
  /** Index into FlowReports.collections. */
  readonly collection: Int32Array;
  /** Index into FlowEstimates.intervals. */
  readonly interval: Int32Array;
  readonly orig: Int32Array;
  readonly dest: Int32Array;
  readonly reported: Float64Array;
  readonly estimated: ReadonlyMap<string, Float64Array>;
}

/** Corridor of one collection over a block of years: positions in the reports. */
type Group = readonly number[];

/**
 * Puts every method beside the reported flows of each collection, corridor and interval (docs/method.md 7.3). Compared are
 * corridors whose every year is reported; where the reporting country has reports of a part of an interval only, every
 * year of that part. Reports and annual methods give the mean over these years; a method of whole intervals gives its flow
 * divided by the length of the interval, which is to spread it evenly.
 */
export function compareFlows(reports: ReportTable, estimates: FlowEstimates): ComparedFlows {
  const { intervals, areas } = estimates;
  const blockOf = (report: number) => intervalOf(intervals, reports.year[report]!);
  const groups = completeGroups(reports, groupReports(reports, estimates, blockOf), blockOf);
  const first = groups.map((group) => group[0]!);
  const interval = Int32Array.from(first, blockOf);
  const orig = Int32Array.from(first, (report) => reports.orig[report]!);
  const dest = Int32Array.from(first, (report) => reports.dest[report]!);
  const annualMean = (personsOf: (report: number) => number) =>
    Float64Array.from(groups, (group) => group.reduce((sum, report) => sum + personsOf(report), 0) / group.length);
  const perYear = (flows: readonly Float64Array[]) =>
    Float64Array.from(groups, (_, at) => {
      const { start, end } = intervals[interval[at]!]!;
      return flows[interval[at]!]![orig[at]! * areas + dest[at]!]! / (end - start);
    });
  return {
    collection: Int32Array.from(first, (report) => reports.collection[report]!),
    interval,
    orig,
    dest,
    reported: annualMean((report) => reports.persons[report]!),
    estimated: new Map([
      ...[...estimates.ofIntervals].map(([method, flows]) => [method, perYear(flows)] as const),
      ...[...estimates.annual].map(([method, flows]) => [method, annualMean((report) => annualEstimate(flows, reports, report))] as const),
    ]),
  };
}

/**
 * Reports that are compared, grouped by collection, corridor and block of years, in order of first appearance.
 * `blockOf` numbers the blocks, from 0 to below the number of intervals. Compared are the reports of years inside the
 * intervals that have a held-out prediction, where there are held-out predictions at all.
 */
export function groupReports(reports: ReportTable, estimates: FlowEstimates, blockOf: (report: number) => number): Group[] {
  const { areas } = estimates;
  const heldout = estimates.annual.get(HELDOUT);
  const groups = new Map<number, number[]>();
  for (let report = 0; report < reports.persons.length; report++) {
    if (intervalOf(estimates.intervals, reports.year[report]!) < 0) continue;
    if (heldout && Number.isNaN(annualEstimate(heldout, reports, report))) continue;
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
export function annualEstimate(flows: AnnualEstimates, reports: ReportTable, report: number): number {
  const position = positionOf(flows, reports.year[report]!, reports.orig[report]!, reports.dest[report]!);
  if (position < 0) return Number.NaN;
  const persons = flows.values[position]!;
  return persons === 0 && flows.listedFrom !== undefined ? Math.min(reports.persons[report]!, flows.listedFrom) : persons;
}

/** The country that reports a flow, as an index of areas; -1 for a model, which covers all of them alike. */
export function reporterOf(kind: Collection['reporter'], orig: number, dest: number): number {
  if (kind === 'model') return -1;
  return kind === 'origin' ? orig : dest;
}

/** The groups that have a report of every year that their reporter has any report of, within the collection and block. */
function completeGroups(reports: ReportTable, groups: readonly Group[], blockOf: (report: number) => number): Group[] {
  const covered = new Map<string, Set<number>>();
  const reporterKey = (report: number) => {
    const collection = reports.collection[report]!;
    const reporter = reporterOf(reports.collections[collection]!.reporter, reports.orig[report]!, reports.dest[report]!);
    return `${collection} ${reporter} ${blockOf(report)}`;
  };
  for (const group of groups) {
    const key = reporterKey(group[0]!);
    const years = covered.get(key) ?? new Set();
    for (const report of group) years.add(reports.year[report]!);
    covered.set(key, years);
  }
  return groups.filter((group) => group.length === covered.get(reporterKey(group[0]!))!.size);
}

/** Index of the interval that holds a calendar year; -1 if none does. */
function intervalOf(intervals: readonly Interval[], year: number): number {
  return intervals.findIndex(({ start, end }) => start <= year && year < end);
}
