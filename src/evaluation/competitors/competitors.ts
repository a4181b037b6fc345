import type { Random } from '../../numerics/random.ts';
import { boostedTrees } from './boosting.ts';
import { corridorMean, lastValue } from './corridorHistory.ts';
import type { Extent, LearntRows, Predictor } from './corridorRows.ts';
import { gravityModel } from './gravity.ts';
import { ridgeRegression } from './ridge.ts';

/** What a statistician would write in an afternoon, from the same reports and covariates as the model (docs/method.md 7.6). */
export const COMPETITORS = ['corridor_mean', 'last_value', 'gravity', 'ridge', 'boosted_trees'] as const;
export type Competitor = (typeof COMPETITORS)[number];

/** What the competitors are fitted with. */
export interface CompetitorSetting {
  readonly extent: Extent;
  /** Columns of the features that a gravity model has. */
  readonly gravityFeatures: readonly number[];
  /** Splits the learnt pairs inside ridge and trees. */
  readonly random: Random;
}

/** A competitor fitted on the reports. */
export function fitCompetitor(name: Competitor, learnt: LearntRows, { extent, gravityFeatures, random }: CompetitorSetting): Predictor {
  switch (name) {
    case 'corridor_mean':
      return corridorMean(learnt, extent);
    case 'last_value':
      return lastValue(learnt, extent);
    case 'gravity':
      return gravityModel(learnt, extent, gravityFeatures);
    case 'ridge':
      return ridgeRegression(learnt, extent, random.fork(name));
    case 'boosted_trees':
      return boostedTrees(learnt, extent, random.fork(name));
  }
}
