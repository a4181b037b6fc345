import type { FoldScores, Heldout, Observations, TruthScores } from '../../../schemas/generated/types.ts';
import type { GroupScore } from '../../evaluation/foldScores.ts';
import type { Category } from '../../tables/columns.ts';
import { categoryOf } from '../../tables/columns.ts';
import type { Predictions } from './predictions.ts';

/**
 * The held-out reports and their predictions, in the order of the observations.
 * @param onReportersScale the predictions times the reporting factors.
 */
export function heldoutColumns(
  observations: Observations,
  { rows, reported, predicted }: Predictions,
  onReportersScale: Float64Array,
): Heldout {
  const of = ({ codes, levels }: Category): Category => ({ codes: rows.map((row) => codes[row]!), levels });
  return {
    orig: of(observations.orig),
    dest: of(observations.dest),
    year: Int16Array.from(rows, (row) => observations.year[row]!),
    source: of(observations.source),
    reporter: of(observations.reporter),
    reported,
    predicted,
    counted: onReportersScale,
  };
}

export function foldScoreColumns(scores: readonly GroupScore[]): FoldScores & TruthScores {
  return {
    group: categoryOf(scores.map(({ group }) => group)),
    measure: categoryOf(scores.map(({ measure }) => measure)),
    n: Int32Array.from(scores, ({ n }) => n),
    value: Float64Array.from(scores, ({ value }) => value),
  };
}
