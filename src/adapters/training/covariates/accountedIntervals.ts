import type { Panel } from '../../../../schemas/generated/types.ts';
import { type MoveModel, type Moves, movesOf, PSEUDO_BAYES_MINIMUM } from '../../../demography/accounting/accountedFlows.ts';
import { type AccountedStocks, accountStocks } from '../../../demography/accounting/accountedStocks.ts';
import type { AccountedInterval } from '../../../model/problem/problem.ts';
import type { Years } from '../../areas.ts';
import { PanelSeries } from '../../panelSeries.ts';

/** Pseudo-Bayes flows by birth of every interval between stock dates whose calendar years are all estimated (docs/method.md 9.5). */
export function accountedIntervals(
  panel: Panel,
  stocks: ReadonlyMap<number, Float64Array>,
  areas: readonly string[],
  years: Years,
): AccountedInterval[] {
  const births = new PanelSeries(panel, 'births', areas);
  const deaths = new PanelSeries(panel, 'deaths', areas);
  const dates = [...stocks.keys()].filter((date) => date >= years.first && date <= years.last + 1).sort((a, b) => a - b);
  return dates.slice(1).map((date, index) => {
    const from = dates[index]!;
    const stock = stocks.get(from)!;
    const natural = { births: births.sum(from, date), deaths: deaths.sum(from, date) };
    const accounted = accountStocks({ areas, start: stock, end: stocks.get(date)!, ...natural });
    return { start: from - years.first, end: date - years.first, stock, flow: pseudoBayesFlow(accounted) };
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
