import type { IntervalMethod } from './comparison.ts';
import { INTERVAL_METHODS } from './comparison.ts';
import { correlation } from './measures.ts';
import type { MethodScore } from './methodScores.ts';

/** Name of the net migration of the World Population Prospects among the collections. */
export const WPP_COLLECTION = 'un-wpp';

/** Net migration of one interval by method: persons in the whole interval, one value for each area. */
export type IntervalNetMigration = Readonly<Record<IntervalMethod, Float64Array>>;

/**
 * Correlation of the net migration of every method with that of WPP, over areas and intervals together (method.md 7.3).
 * The accounting methods are fed the populations, births and deaths that the net migration of WPP closes, so theirs is
 * near 1 by construction.
 *
 * @param estimated one for each interval
 * @param reported by WPP, one array over the areas for each interval
 */
export function netMigrationScores(estimated: readonly IntervalNetMigration[], reported: readonly Float64Array[]): MethodScore[] {
  const wpp = concatenate(reported);
  return INTERVAL_METHODS.map((method) => {
    const value = correlation(wpp, concatenate(estimated.map((net) => net[method])));
    return { collection: WPP_COLLECTION, measure: 'net_migration', method, n: wpp.length, value };
  });
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
