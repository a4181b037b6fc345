import type { ScoredSet } from './methodScores.ts';

/** Name of the net migration of the World Population Prospects among the collections. */
export const WPP_COLLECTION = 'un-wpp';

/** Net migration of whole intervals: persons, one array over the areas for each interval; NaN where there is none. */
export type IntervalNetMigration = readonly Float64Array[];

/**
 * Net migration of whole intervals against that of one collection, over areas and intervals together (docs/method.md 7.3),
 * resampled by area. The closed accounting methods are fed the populations, births and deaths that the net migration of WPP
 * closes, so theirs correlates with WPP by construction.
 *
 * @param estimated by method
 */
export function netMigrationSet(
  collection: string,
  reported: IntervalNetMigration,
  estimated: ReadonlyMap<string, IntervalNetMigration>,
): ScoredSet {
  const rows = concatenate(reported);
  const areas = reported[0]?.length ?? 0;
  const values = {
    measure: 'net_migration',
    statistic: 'correlation',
    reported: rows,
    estimated: new Map([...estimated].map(([method, net]) => [method, concatenate(net)])),
  } as const;
  return { collection, measures: [values], clusters: Int32Array.from(rows, (_, row) => row % areas) };
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
