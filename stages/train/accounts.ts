import type { MoveModel, Moves } from '../../src/demography/accountedFlows.ts';
import { movesOf, PSEUDO_BAYES_MINIMUM } from '../../src/demography/accountedFlows.ts';
import type { AccountedStocks } from '../../src/demography/accounting.ts';
import { accountStocks } from '../../src/demography/accounting.ts';
import type { AccountedInterval } from '../../src/model/problem.ts';
import type { ModelTables, Years } from './problem.ts';
import { series } from './problem.ts';

/** Pseudo-Bayes flows by birth of every interval between stock dates whose calendar years are all estimated (method.md 9.5). */
export function accountedIntervals(
  tables: ModelTables,
  stocks: ReadonlyMap<number, Float64Array>,
  areas: readonly string[],
  years: Years,
): AccountedInterval[] {
  const births = series(tables, 'births', areas, years);
  const deaths = series(tables, 'deaths', areas, years);
  const dates = [...stocks.keys()].filter((date) => date >= years.first && date <= years.last + 1).sort((a, b) => a - b);
  return dates.slice(1).map((date, index) => {
    const start = dates[index]! - years.first;
    const end = date - years.first;
    const over = (values: Float64Array) => sumOfYears(values, areas.length, start, end);
    const tablesOf = { areas, start: stocks.get(dates[index]!)!, end: stocks.get(date)! };
    const accounted = accountStocks({ ...tablesOf, births: over(births), deaths: over(deaths) });
    return { start, end, stock: tablesOf.start, flow: pseudoBayesFlow(accounted) };
  });
}

/** Persons born in b who move from i to j, without holding the areas^3 numbers. */
function pseudoBayesFlow(accounted: AccountedStocks): AccountedInterval['flow'] {
  const moves = (model: MoveModel) => accounted.areas.map((_, birth) => movesOf(accounted, birth, model));
  const minimum = moves('minimum');
  const independence = moves('independence');
  const flowOf = ({ leavers, joiners, total }: Moves, orig: number, dest: number) =>
    total === 0 ? 0 : (leavers[orig]! * joiners[dest]!) / total;
  return (birth, orig, dest) =>
    PSEUDO_BAYES_MINIMUM * flowOf(minimum[birth]!, orig, dest) + (1 - PSEUDO_BAYES_MINIMUM) * flowOf(independence[birth]!, orig, dest);
}

/** Sum over the years start to end - 1 by area. @param values years x areas. */
function sumOfYears(values: Float64Array, areas: number, start: number, end: number): Float64Array {
  return Float64Array.from({ length: areas }, (_, area) => {
    let total = 0;
    for (let year = start; year < end; year++) total += values[year * areas + area]!;
    return total;
  });
}
