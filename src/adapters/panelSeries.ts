import type { Panel } from '../../schemas/generated/types.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { yearlyVectors } from '../tables/pivot.ts';
import type { Years } from './areas.ts';

/** Values of one indicator of the panel, by year and area. */
export class PanelSeries {
  readonly #indicator: string;
  readonly #areas: readonly string[];
  /** By year: one value for each area, NaN where the panel has none. */
  readonly #values: ReadonlyMap<number, Float64Array>;

  constructor(panel: Panel, indicator: string, areas: readonly string[]) {
    this.#indicator = indicator;
    this.#areas = areas;
    this.#values = yearlyVectors(panel, indicator, areas);
  }

  /** Values of a year by area. Refuses (E307) a year in which an area has none. */
  at(year: number): Float64Array {
    const values = this.#values.get(year);
    const gap = values?.findIndex((value) => Number.isNaN(value)) ?? 0;
    if (values !== undefined && gap < 0) return values;
    return refuse('E307', `the panel has no ${this.#indicator} of ${this.#areas[gap]} in ${year}`, {
      expected: `${this.#indicator} of every area in every year that is estimated and between the stock dates`,
      hint: 'complete the source that harmonize takes it from, or shorten years in params.yaml',
    });
  }

  /** Sum over the calendar years from `start` to the one before `end`, by area. */
  sum(start: number, end: number): Float64Array {
    const total = new Float64Array(this.#areas.length);
    for (let year = start; year < end; year++) {
      for (const [area, value] of this.at(year).entries()) total[area] = total[area]! + value;
    }
    return total;
  }

  /** All years, years x areas; NaN where the panel has no value. */
  over({ first, last }: Years): Float64Array {
    const n = this.#areas.length;
    const values = new Float64Array((last - first + 1) * n).fill(Number.NaN);
    for (let year = first; year <= last; year++) values.set(this.#values.get(year) ?? [], (year - first) * n);
    return values;
  }

  /** As `over`, but refuses (E307) a gap. */
  complete({ first, last }: Years): Float64Array {
    for (let year = first; year <= last; year++) this.at(year);
    return this.over({ first, last });
  }
}
