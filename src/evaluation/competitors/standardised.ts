import { mean, standardDeviation } from '../../numerics/statistics.ts';
import type { CorridorRows } from './corridorRows.ts';

/** Mean and standard deviation of each feature over some rows; missing values do not count. */
export interface FeatureScale {
  readonly means: Float64Array;
  readonly sds: Float64Array;
}

export function featureScale({ features, width, orig }: CorridorRows): FeatureScale {
  const columns = Array.from({ length: width }, (_, feature) =>
    Float64Array.from(orig, (_, row) => features[row * width + feature]!).filter((value) => !Number.isNaN(value)),
  );
  return {
    means: Float64Array.from(columns, (column) => (column.length === 0 ? 0 : mean(column))),
    // A feature that does not vary tells nothing, and divides by nothing.
    sds: Float64Array.from(columns, (column) => (column.length === 0 ? 1 : standardDeviation(column, 'population') || 1)),
  };
}

/** Features less their means, in standard deviations; 0 where missing. */
export function standardisedFeatures({ features, width }: CorridorRows, { means, sds }: FeatureScale): Float64Array {
  return features.map((value, at) => {
    const feature = at % width;
    return Number.isNaN(value) ? 0 : (value - means[feature]!) / sds[feature]!;
  });
}
