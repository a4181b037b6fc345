import { accountedFlows, netMigration, pseudoBayesFlows } from '../demography/accountedFlows.ts';
import type { AccountingInput } from '../demography/accounting.ts';
import { accountStocks } from '../demography/accounting.ts';
import { differenceFlows } from '../demography/differencing.ts';
import type { IntervalFlows, StockMethod } from '../evaluation/comparison.ts';
import type { IntervalNetMigration } from '../evaluation/netMigrationScores.ts';

/** Flows of one interval by every stock-based estimator (method.md 9.1, 9.3, 9.5), and how well the accounting closed. */
export interface StockBasedFlows {
  readonly flows: Readonly<Record<StockMethod, Float64Array>>;
  /** Persons by which the world total of the stocks missed births minus deaths. */
  readonly gap: number;
  /** Largest relative distance of a margin of the matched stocks to its target. */
  readonly residual: number;
}

export function stockBasedFlows(input: AccountingInput): StockBasedFlows {
  const { areas, start, end } = input;
  const accounted = accountStocks(input);
  return {
    flows: {
      drop_negative: differenceFlows(start, end, areas.length, 'drop'),
      reverse_negative: differenceFlows(start, end, areas.length, 'reverse'),
      closed: accountedFlows(accounted, 'minimum'),
      pseudo_bayes: pseudoBayesFlows(accounted),
    },
    gap: accounted.gap,
    residual: Math.max(accounted.fits.start.residual, accounted.fits.end.residual),
  };
}

export function netMigrationOf(flows: IntervalFlows, areas: number): IntervalNetMigration {
  return {
    drop_negative: netMigration(flows.drop_negative, areas),
    reverse_negative: netMigration(flows.reverse_negative, areas),
    closed: netMigration(flows.closed, areas),
    pseudo_bayes: netMigration(flows.pseudo_bayes, areas),
    ensemble: netMigration(flows.ensemble, areas),
  };
}
