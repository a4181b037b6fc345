import { accountedFlows, pseudoBayesFlows } from '../../src/demography/accounting/accountedFlows.ts';
import { accountStocks } from '../../src/demography/accounting/accountedStocks.ts';
import { differenceFlows } from '../../src/demography/differencing.ts';
import { rateFlows } from '../../src/demography/rates.ts';
import type { StockMethod } from '../../src/evaluation/comparison/comparison.ts';
import type { MadeUpInterval } from './tables.ts';

/** One estimate, each for itself as the R program makes it: pseudo-Bayes does its accounting anew. */
export function estimate(method: StockMethod, { start, end, births, deaths }: MadeUpInterval, areas: readonly string[]): Float64Array {
  const input = { areas, start, end, births, deaths };
  switch (method) {
    case 'drop_negative':
      return differenceFlows(start, end, areas, 'drop');
    case 'reverse_negative':
      return differenceFlows(start, end, areas, 'reverse');
    case 'migration_rate':
      return rateFlows(start, increases(start, end, areas.length), areas);
    case 'open':
      return accountedFlows(accountStocks(input, { match: 'open-dr' }), 'minimum');
    case 'closed':
      return accountedFlows(accountStocks(input), 'minimum');
    case 'pseudo_bayes':
      return pseudoBayesFlows(accountStocks(input));
  }
}

/** All increases of foreign-born stocks. */
function increases(start: Float64Array, end: Float64Array, n: number): number {
  return end.reduce((total, persons, cell) => total + (cell % (n + 1) === 0 ? 0 : Math.max(0, persons - start[cell]!)), 0);
}
