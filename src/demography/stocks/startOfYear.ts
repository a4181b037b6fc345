import { refuse } from '../../diagnostics/diagnostic.ts';
import { withoutDiagonal } from '../flowTable.ts';
import { withNativeBorn } from '../nativeBorn.ts';
import { requireCounts, requireStocks } from '../stockTable.ts';

/** Foreign-born stocks on 1 July, and the demography of that calendar year, n each. */
export interface MidYearStocks {
  readonly areas: readonly string[];
  /** n*n (birth, residence); the diagonal does not matter. */
  readonly stocks: Float64Array;
  /** Deaths by person and year. */
  readonly deathRate: Float64Array;
  /** On 1 January of the year. */
  readonly population: Float64Array;
}

/**
 * Stocks on 1 January of the year (docs/method.md 5.4). The foreign-born go back by half a year of deaths,
 * S- = S / sqrt(1 - death rate), and the native-born are what the population of 1 January leaves. Where the foreign-born
 * are more than the population, they are scaled down to it and there are no natives.
 *
 * That is the proportional fit to the populations by residence whose totals by place of birth let the natives take what
 * births, deaths and half a year of migration do not explain: they are the largest group of nearly every area, and no
 * group abroad moves by more than its deaths. The published account does not state its totals by place of birth; with
 * those of S- itself, 6 % of the cells above 1,000 persons move by more than 10 % in half a year.
 *
 * @returns n*n, whose columns add up to the population.
 * @throws PipelineError E505 for negative or infinite numbers.
 */
export function startOfYearStocks({ areas, stocks, deathRate, population }: MidYearStocks): Float64Array {
  const n = areas.length;
  requireCounts(deathRate, 'death rates', areas);
  requireCounts(population, 'populations', areas);
  const extinct = deathRate.findIndex((rate) => rate >= 1);
  if (extinct >= 0)
    refuse('E505', `the death rate of ${areas[extinct]} is ${deathRate[extinct]}`, { expected: 'deaths by person, below 1' });

  const foreignBorn = withoutDiagonal(stocks, n);
  requireStocks(foreignBorn, { what: 'stocks at mid-year', areas });
  for (let residence = 0; residence < n; residence++) {
    const survival = Math.sqrt(1 - deathRate[residence]!);
    let before = 0;
    for (let birth = 0; birth < n; birth++) before += foreignBorn[birth * n + residence]! / survival;
    const share = before > population[residence]! ? population[residence]! / before : 1;
    for (let birth = 0; birth < n; birth++) {
      const cell = birth * n + residence;
      foreignBorn[cell] = (foreignBorn[cell]! / survival) * share;
    }
  }
  return withNativeBorn(foreignBorn, population);
}
