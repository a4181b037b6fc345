import type { CompetitorFlows, CompetitorTruth } from '../../../schemas/generated/types.ts';
import type { Competitor } from '../../evaluation/competitors/competitors.ts';
import type { CorridorRows } from '../../evaluation/competitors/corridorRows.ts';
import type { GroupScore } from '../../evaluation/foldScores.ts';
import { categoryOf } from '../../tables/columns.ts';

/** @param rows in order of origin, destination and year. @param predicted persons by method, one for each row. */
export function competitorColumns(
  { orig, dest, year }: CorridorRows,
  predicted: ReadonlyMap<Competitor, Float64Array>,
  areas: readonly string[],
  firstYear: number,
): CompetitorFlows {
  const of = (method: Competitor) => predicted.get(method)!;
  return {
    orig: { codes: orig, levels: areas },
    dest: { codes: dest, levels: areas },
    year: Int16Array.from(year, (step) => firstYear + step),
    corridor_mean: of('corridor_mean'),
    last_value: of('last_value'),
    gravity: of('gravity'),
    ridge: of('ridge'),
    boosted_trees: of('boosted_trees'),
  };
}

export function competitorTruthColumns(scores: readonly (readonly [Competitor, readonly GroupScore[]])[]): CompetitorTruth {
  const rows = scores.flatMap(([method, ofMethod]) => ofMethod.map((score) => ({ method, ...score })));
  return {
    method: categoryOf(rows.map(({ method }) => method)),
    group: categoryOf(rows.map(({ group }) => group)),
    measure: categoryOf(rows.map(({ measure }) => measure)),
    n: Int32Array.from(rows, ({ n }) => n),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}
