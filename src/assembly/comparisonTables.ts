import type { Baselines, MethodScores } from '../../schemas/types.ts';
import type { Interval, IntervalFlows } from '../evaluation/comparison.ts';
import { INTERVAL_METHODS } from '../evaluation/comparison.ts';
import type { MethodScore } from '../evaluation/methodScores.ts';
import { categoryOf } from '../tables/columns.ts';

/** One row for each interval and corridor that any method gives a flow, in order of interval, origin and destination. */
export function baselineColumns(intervals: readonly Interval[], flows: readonly IntervalFlows[], areas: readonly string[]): Baselines {
  const n = areas.length;
  const index: number[] = [];
  const cell: number[] = [];
  for (const [at, flow] of flows.entries()) {
    for (let corridor = 0; corridor < n * n; corridor++) {
      if (!INTERVAL_METHODS.some((method) => flow[method][corridor]! > 0)) continue;
      index.push(at);
      cell.push(corridor);
    }
  }
  const personsBy = (method: (typeof INTERVAL_METHODS)[number]) =>
    Float64Array.from(cell, (corridor, row) => flows[index[row]!]![method][corridor]!);
  return {
    start: Int16Array.from(index, (at) => intervals[at]!.start),
    end: Int16Array.from(index, (at) => intervals[at]!.end),
    orig: { codes: Int32Array.from(cell, (corridor) => Math.floor(corridor / n)), levels: areas },
    dest: { codes: Int32Array.from(cell, (corridor) => corridor % n), levels: areas },
    drop_negative: personsBy('drop_negative'),
    reverse_negative: personsBy('reverse_negative'),
    closed: personsBy('closed'),
    pseudo_bayes: personsBy('pseudo_bayes'),
    ensemble: personsBy('ensemble'),
  };
}

export function scoreColumns(scores: readonly MethodScore[]): MethodScores {
  return {
    collection: categoryOf(scores.map(({ collection }) => collection)),
    measure: categoryOf(scores.map(({ measure }) => measure)),
    method: categoryOf(scores.map(({ method }) => method)),
    n: Int32Array.from(scores, ({ n }) => n),
    value: Float64Array.from(scores, ({ value }) => value),
  };
}
