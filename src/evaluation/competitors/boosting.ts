import { expm1, log1p } from '../../numerics/elementary.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/statistics.ts';
import { foldOfPairs } from '../folds.ts';
import { binEdges, binned } from './binnedFeatures.ts';
import type { CorridorRows, Extent, LearntRows, Predictor } from './corridorRows.ts';
import { BoostedTrees, type BoostingSettings } from './regressionTrees.ts';

const SETTINGS: BoostingSettings = { trees: 300, depth: 6, learningRate: 0.08, leastRows: 20, prior: 1 };

/** A mean over the reports of an area is drawn to that of all as by so many reports. */
const PRIOR_REPORTS = 5;

/** Reports that share a place: the origin, the destination, each in one year, and the year. */
const GROUPINGS: readonly ((orig: number, dest: number, year: number, extent: Extent) => number)[] = [
  (orig) => orig,
  (_, dest) => dest,
  (orig, _, year, { years }) => orig * years + year,
  (_, dest, year, { years }) => dest * years + year,
  (_, __, year) => year,
];

/** Parts of the learnt pairs; a row is given means over the parts that it is not in. */
const INNER_FOLDS = 5;

/**
 * Boosted trees on log(1 + report), censored reports included. Beside the features each row has the mean of log(1 + report) of its
 * origin, its destination, both in the year, and the year. Learnt rows have means over other parts of the pairs: a mean without the
 * row alone would tell the report by what it lacks.
 */
export function boostedTrees(learnt: LearntRows, extent: Extent, random: Random): Predictor {
  const logs = learnt.persons.map((persons) => log1p(persons));
  const foldOf = foldOfPairs(learnt.pair, INNER_FOLDS, random);
  const folds = learnt.pair.map((pair) => foldOf.get(pair)!);
  const means = GROUPINGS.map((groupOf) => new GroupMeans(learnt, logs, (orig, dest, year) => groupOf(orig, dest, year, extent)));
  const own = withMeans(
    learnt,
    means.map((each) => each.ofOtherFolds(folds)),
  );
  const edges = binEdges(own, learnt.width + means.length);
  const trees = new BoostedTrees(binned(own, edges), logs, SETTINGS);
  return (wanted) => {
    const asked = withMeans(
      wanted,
      means.map((each) => each.of(wanted)),
    );
    return trees.predict(binned(asked, edges)).map((value) => Math.max(0, expm1(value)));
  };
}

/** Means of log(1 + report) over groups of rows, drawn to that of all. */
class GroupMeans {
  readonly #rows: LearntRows;
  readonly #logs: Float64Array;
  readonly #groupOf: (orig: number, dest: number, year: number) => number;
  readonly #centre: number;
  readonly #sums = new Map<number, { sum: number; count: number }>();

  constructor(rows: LearntRows, logs: Float64Array, groupOf: (orig: number, dest: number, year: number) => number) {
    this.#rows = rows;
    this.#logs = logs;
    this.#groupOf = groupOf;
    this.#centre = logs.length === 0 ? 0 : mean(logs);
    for (const [row, value] of logs.entries()) add(this.#sums, this.#groupAt(rows, row), value);
  }

  /** For each learnt row, the mean over the rows of its group in other inner folds. @param fold of each row. */
  ofOtherFolds(fold: Int32Array): Float64Array {
    const groups = Int32Array.from(this.#logs, (_, row) => this.#groupAt(this.#rows, row));
    const inFold = new Map<number, { sum: number; count: number }>();
    const key = (row: number) => groups[row]! * (INNER_FOLDS + 1) + fold[row]!;
    for (const [row, value] of this.#logs.entries()) add(inFold, key(row), value);
    return Float64Array.from(this.#logs, (_, row) => {
      const [all, own] = [this.#sums.get(groups[row]!)!, inFold.get(key(row))!];
      return this.#drawn(all.sum - own.sum, all.count - own.count);
    });
  }

  /** For each row the mean over its group. */
  of(rows: CorridorRows): Float64Array {
    return Float64Array.from(rows.orig, (_, row) => {
      const { sum, count } = this.#sums.get(this.#groupAt(rows, row)) ?? { sum: 0, count: 0 };
      return this.#drawn(sum, count);
    });
  }

  #groupAt({ orig, dest, year }: CorridorRows, row: number): number {
    return this.#groupOf(orig[row]!, dest[row]!, year[row]!);
  }

  #drawn(sum: number, count: number): number {
    return (sum + PRIOR_REPORTS * this.#centre) / (count + PRIOR_REPORTS);
  }
}

function add<K>(sums: Map<K, { sum: number; count: number }>, key: K, value: number): void {
  const known = sums.get(key);
  if (known === undefined) sums.set(key, { sum: value, count: 1 });
  else {
    known.sum += value;
    known.count += 1;
  }
}

/** Features with more columns behind them. */
function withMeans({ features, width, orig }: CorridorRows, columns: readonly Float64Array[]): Float64Array {
  const wide = width + columns.length;
  const all = new Float64Array(orig.length * wide);
  for (const row of orig.keys()) {
    all.set(features.subarray(row * width, (row + 1) * width), row * wide);
    for (const [at, column] of columns.entries()) all[row * wide + width + at] = column[row]!;
  }
  return all;
}
