import type { RawCovariates } from '../../../model/problem/covariates.ts';
import type { Years } from '../../areas.ts';

/**
 * Completed stocks as covariates, persons: those born in one area who live in another, years x areas x areas (birth, residence);
 * all who live outside their area of birth, and all who were born outside the area, years x areas. In a straight line between the
 * dates of the stocks.
 * @param stocks by date, areas x areas (birth, residence).
 */
export function stockCovariates(
  stocks: ReadonlyMap<number, Float64Array>,
  areas: number,
  { first, last }: Years,
): Pick<RawCovariates, 'diaspora' | 'emigrants' | 'immigrants'> {
  const years = last - first + 1;
  const diaspora = new Float64Array(years * areas * areas);
  const emigrants = new Float64Array(years * areas);
  const immigrants = new Float64Array(years * areas);
  for (let year = 0; year < years; year++) {
    const table = stockIn(stocks, first + year);
    for (let birth = 0, cell = 0; birth < areas; birth++) {
      for (let residence = 0; residence < areas; residence++, cell++) {
        if (birth === residence) continue;
        const persons = table[cell]!;
        diaspora[year * areas * areas + cell] = persons;
        emigrants[year * areas + birth] = emigrants[year * areas + birth]! + persons;
        immigrants[year * areas + residence] = immigrants[year * areas + residence]! + persons;
      }
    }
  }
  return { diaspora, emigrants, immigrants };
}

/** Stocks in a year between two dates; before the first and after the last those of that date. */
function stockIn(stocks: ReadonlyMap<number, Float64Array>, year: number): Float64Array {
  const dates = [...stocks.keys()].sort((a, b) => a - b);
  const after = dates.find((date) => date >= year) ?? dates[dates.length - 1]!;
  const before = dates.findLast((date) => date <= year) ?? dates[0]!;
  if (after <= before) return stocks.get(before)!;
  const share = (year - before) / (after - before);
  const [start, end] = [stocks.get(before)!, stocks.get(after)!];
  return start.map((persons, cell) => (1 - share) * persons + share * end[cell]!);
}
