import { mean, median, pearson } from '../../numerics/statistics.ts';
import type { MeasuredValues, ScoringRules } from './comparedValues.ts';
import { measuredFlows } from './comparedValues.ts';
import type { Collection, ComparedFlows } from './comparison.ts';

/** One number of the comparison; NaN where the measure is not defined for the n values that there are. */
export interface MethodScore {
  readonly collection: string;
  readonly measure: string;
  readonly method: string;
  readonly n: number;
  readonly value: number;
}

/** Values of one collection that are scored together, row by row the same for all of its measures. */
export interface ScoredSet {
  readonly collection: string;
  readonly measures: readonly MeasuredValues[];
  /** What each row belongs to, and is resampled with: the unordered pair of areas, or the area. */
  readonly clusters: Int32Array;
}

/** Name under which all collections are scored together. */
const ALL_COLLECTIONS = 'all';

const STATISTICS: Readonly<Record<MeasuredValues['statistic'], (reported: Float64Array, estimated: Float64Array) => number>> = {
  correlation: pearson,
  mean: (_, estimated) => mean(estimated),
  median: (_, estimated) => median(estimated),
};

/** Flows of each collection and of all together, in rows of corridors by interval (docs/method.md 7.3). */
export function flowSets(flows: ComparedFlows, collections: readonly Collection[], rules: ScoringRules): ScoredSet[] {
  const measures = measuredFlows(flows, collections, rules);
  const clusters = flows.orig.map((orig, row) => pairOf(orig, flows.dest[row]!));
  return splitByCollection({ measures, clusters }, flows.collection, collections);
}

/** One set for each collection, and one of all rows. */
export function splitByCollection(
  { measures, clusters }: Pick<ScoredSet, 'measures' | 'clusters'>,
  collectionOf: Int32Array,
  collections: readonly Collection[],
): ScoredSet[] {
  const all = [...clusters.keys()];
  const single = collections.map(({ name }, index) => {
    const rows = all.filter((row) => collectionOf[row] === index);
    return {
      collection: name,
      measures: measures.map((values) => pickRows(values, rows)),
      clusters: clusters.filter((_, row) => collectionOf[row] === index),
    };
  });
  return [...single, { collection: ALL_COLLECTIONS, measures, clusters }];
}

/** Every method on every measure of the sets. A method counts only where it has a value, so n tells on how many rows. */
export function scoresOf(sets: readonly ScoredSet[]): MethodScore[] {
  return sets.flatMap(({ collection, measures }) =>
    measures.flatMap(({ measure, statistic, reported, estimated }) =>
      [...estimated].map(([method, values]) => {
        const rows = definedRows(reported, values);
        const value = STATISTICS[statistic](pick(reported, rows), pick(values, rows));
        return { collection, measure, method, n: rows.length, value };
      }),
    ),
  );
}

/** Rows in which all of the values are there. */
export function definedRows(...values: readonly Float64Array[]): number[] {
  const rows: number[] = [];
  const length = values[0]?.length ?? 0;
  for (let row = 0; row < length; row++) if (values.every((each) => !Number.isNaN(each[row]))) rows.push(row);
  return rows;
}

/** Number of the unordered pair of two areas: the place of (larger, smaller) in a lower triangle. */
export function pairOf(a: number, b: number): number {
  const larger = Math.max(a, b);
  return (larger * (larger + 1)) / 2 + Math.min(a, b);
}

function pickRows(values: MeasuredValues, rows: readonly number[]): MeasuredValues {
  const estimated = new Map([...values.estimated].map(([method, all]) => [method, pick(all, rows)]));
  return { ...values, reported: pick(values.reported, rows), estimated };
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}
