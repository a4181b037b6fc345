import { refuse } from '../diagnostics/diagnostic.ts';
import { sum } from '../numerics/statistics.ts';
import { type FitOptions, type FitReport, ipf, rowTotals } from './ipf.ts';
import { requireCounts, requireStocks } from './stockTable.ts';

/** Stocks on 1 July and what happened in that calendar year, n each. */
export interface MidYearStocks {
  readonly areas: readonly string[];
  /** n*n (birth, residence), native-born on the diagonal. */
  readonly stocks: Float64Array;
  readonly births: Float64Array;
  /** Deaths by person and year. */
  readonly deathRate: Float64Array;
  /** On 1 January of the year. */
  readonly population: Float64Array;
}

/**
 * Stocks on 1 January of the year (method.md 5.4): back by half a year of births, all of them native, and of deaths,
 * S- = (S - [b = j] births_j / 2) / sqrt(1 - death rate_j), then fitted to the population of 1 January by residence.
 * Totals by place of birth keep the proportions they have in S-; that they are the row targets is our reading of the
 * published account.
 * @returns n*n, whose columns add up to the population.
 * @throws PipelineError E505 for negative or infinite numbers.
 */
export function startOfYearStocks(
  { areas, stocks, births, deathRate, population }: MidYearStocks,
  fit?: FitOptions,
): { stocks: Float64Array; fit: FitReport } {
  const n = areas.length;
  requireStocks(stocks, { what: 'stocks at mid-year', areas });
  requireCounts(births, 'births', areas);
  requireCounts(deathRate, 'death rates', areas);
  requireCounts(population, 'populations', areas);
  const extinct = deathRate.findIndex((rate) => rate >= 1);
  if (extinct >= 0)
    refuse('E505', `the death rate of ${areas[extinct]} is ${deathRate[extinct]}`, { expected: 'deaths by person, below 1' });

  const survival = deathRate.map((rate) => Math.sqrt(1 - rate));
  const before = stocks.map((persons, cell) => {
    const area = cell % n;
    const bornSince = cell % (n + 1) === 0 ? births[area]! / 2 : 0;
    return Math.max(0, persons - bornSince) / survival[area]!;
  });
  const totals = rowTotals(before, n);
  const share = sum(population) / sum(totals);
  const { table, ...report } = ipf(
    before,
    totals.map((total) => total * share),
    population,
    fit,
  );
  return { stocks: table, fit: report };
}
