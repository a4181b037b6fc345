import type { Gdp } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';

/** The country in whose currency trade is published. */
const DOLLAR_AREA = 'USA';

/** Row of a GDP table by ISO3 and year; -1 where it has none, or where GDP per head or growth is missing. */
export function gdpRows({ area, year, gdp_per_capita, growth }: Gdp): (area: string, year: number) => number {
  const rows = new Map<string, number>();
  for (let row = 0; row < year.length; row++) {
    const complete = !Number.isNaN(gdp_per_capita[row]) && !Number.isNaN(growth[row]);
    if (complete) rows.set(`${categoryAt(area, row)} ${year[row]}`, row);
  }
  return (code, when) => rows.get(`${code} ${when}`) ?? -1;
}

/**
 * Price level of the US dollar by year: current USD for one USD of 2015; NaN where it is not known. In a world without the
 * United States, the median over the areas.
 */
export function dollarDeflator({ area, year, deflator }: Gdp): (year: number) => number {
  const own = area.levels.indexOf(DOLLAR_AREA);
  const byYear = new Map<number, number[]>();
  for (let row = 0; row < year.length; row++) {
    const value = deflator[row]!;
    if (!(value > 0) || (own >= 0 && area.codes[row] !== own)) continue;
    const values = byYear.get(year[row]!);
    if (values === undefined) byYear.set(year[row]!, [value]);
    else values.push(value);
  }
  const medians = new Map([...byYear].map(([each, values]) => [each, median(values)]));
  return (when) => medians.get(when) ?? Number.NaN;
}

/** The middle value; the lower one of two. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}
