import { accountedFlows, mixModels, netMigration } from '../../demography/accounting/accountedFlows.ts';
import { type AccountingInput, accountStocks } from '../../demography/accounting/accountedStocks.ts';
import { differenceFlows } from '../../demography/differencing.ts';
import type { FitOptions } from '../../demography/fitting/fitOptions.ts';
import { balanceNetMigration, sumOfNetMigration } from '../../demography/netBalance.ts';
import { rateFlows } from '../../demography/rates.ts';
import type { Interval, StockMethod } from '../../evaluation/comparison/comparison.ts';
import type { DemographicSeries } from './demographicSeries.ts';

/** Two stock tables and what happened between them; net migration in persons over the interval, n. */
export interface StockBasedInput extends AccountingInput {
  readonly netMigration: Float64Array;
}

/** Flows of one interval by every stock-based estimator (docs/method.md 9), and how well the accounting closed. */
export interface StockBasedFlows {
  /** Persons in the whole interval, n*n (origin, destination). */
  readonly flows: Readonly<Record<StockMethod, Float64Array>>;
  /** Persons by which the world total of the stocks missed births minus deaths. */
  readonly gap: number;
  /** Largest relative distance of a margin of the matched stocks to its target. */
  readonly residual: number;
}

export interface StockBasedOptions {
  /**
   * Stocks whose differences are taken: as they are (docs/method.md 9.1), or after births, deaths and the moves to and from
   * outside of open accounting are taken out, as in the published flows of Abel and Cohen. Default 'given'.
   */
  readonly differencing?: 'given' | 'accounted';
  /** How birthplace totals are fitted. */
  readonly fit?: FitOptions;
}

/** All six estimators on the same stocks. Throws PipelineError E505 where they cannot be accounted. */
export function stockBasedFlows(input: StockBasedInput, { differencing = 'given', fit = {} }: StockBasedOptions = {}): StockBasedFlows {
  const { areas, start, end } = input;
  const closed = accountStocks(input, { fit });
  const open = accountStocks(input, { match: 'open-dr' });
  const compared = differencing === 'given' ? { start, end } : open;
  const minimum = accountedFlows(closed, 'minimum');
  return {
    flows: {
      drop_negative: differenceFlows(compared.start, compared.end, areas, 'drop'),
      reverse_negative: differenceFlows(compared.start, compared.end, areas, 'reverse'),
      migration_rate: rateFlows(start, sumOfNetMigration(balanceNetMigration(input.netMigration, areas)), areas),
      open: accountedFlows(open, 'minimum'),
      closed: minimum,
      pseudo_bayes: mixModels(minimum, accountedFlows(closed, 'independence')),
    },
    gap: closed.gap,
    residual: Math.max(closed.fits.start.residual, closed.fits.end.residual),
  };
}

/**
 * All six estimators on the completed stocks of an interval.
 * @param stocks by date, 1 January: n*n (birth, residence), native-born on the diagonal.
 */
export function flowsOfInterval(
  { start, end }: Interval,
  stocks: ReadonlyMap<number, Float64Array>,
  { areas, births, deaths, netMigration }: DemographicSeries,
  log: (line: string) => void,
): StockBasedFlows {
  const between = { births: births.sum(start, end), deaths: deaths.sum(start, end), netMigration: netMigration.sum(start, end) };
  const stockBased = stockBasedFlows({ areas, start: stocks.get(start)!, end: stocks.get(end)!, ...between });
  const { gap, residual } = stockBased;
  log(
    `${start} to ${end}: births minus deaths exceed the change of all stocks by ${Math.round(gap)}; accounting closes to ${residual.toExponential(1)}`,
  );
  return stockBased;
}

/** Net migration by area of flows n*n; NaN for an area whose flows are not known. */
export function netMigrationOfKnownFlows(flows: Float64Array, areas: number): Float64Array {
  const net = netMigration(
    flows.map((persons) => (Number.isNaN(persons) ? 0 : persons)),
    areas,
  );
  return net.map((persons, area) => (isKnown(flows, area, areas) ? persons : Number.NaN));
}

function isKnown(flows: Float64Array, orig: number, areas: number): boolean {
  for (let dest = 0; dest < areas; dest++) if (dest !== orig && !Number.isNaN(flows[orig * areas + dest])) return true;
  return false;
}
