import type { RefugeeStocks } from '../../../schemas/generated/types.ts';
import type { TargetRows } from '../../model/problem/targets.ts';
import type { Years } from '../areas.ts';
import { refugeesByYear } from '../pairMeasures.ts';
import type { MeasureErrors } from './measureErrors.ts';

/** Name of the measure among the errors of the parameters. */
const REFUGEES = 'refugees';
/** A rise counts from so many persons, and from this share of those who were there the year before: less may be births and recounts. */
const LEAST_RISE = 1000;
const LEAST_SHARE = 0.2;

/**
 * What rising numbers of refugees say: at least as many people born in the one area came to the other in that year. No row where the
 * parameters have no error for it, and none of the first year, whose rise is not known.
 */
export function refugeeFloors(refugees: RefugeeStocks, errors: MeasureErrors, areas: readonly string[], years: Years): TargetRows {
  const error = errors[REFUGEES]?.error;
  const found: { group: number; cell: number; persons: number }[] = [];
  const byYear = refugeesByYear(refugees, areas);
  for (let year = years.first + 1; year <= years.last && error !== undefined; year++) {
    const [before, after] = [byYear.get(year - 1), byYear.get(year)];
    if (before === undefined || after === undefined) continue;
    after.forEach((persons, cell) => {
      const earlier = Number.isNaN(before[cell]!) ? 0 : before[cell]!;
      const rise = persons - earlier;
      const counts = rise >= LEAST_RISE && rise >= LEAST_SHARE * earlier && cell % (areas.length + 1) !== 0;
      if (counts) found.push({ group: year - years.first, cell, persons: rise });
    });
  }
  return {
    group: Int32Array.from(found, ({ group }) => group),
    cell: Int32Array.from(found, ({ cell }) => cell),
    persons: Float64Array.from(found, ({ persons }) => persons),
    errors: new Float64Array(found.length).fill(error ?? 1),
    weights: new Float64Array(found.length).fill(1),
  };
}
