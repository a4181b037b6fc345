import { RunningMoments, type VectorMoments } from '../../numerics/moments.ts';
import type { Random } from '../../numerics/random.ts';
import { accountedFlows } from './accountedFlows.ts';
import { type AccountingInput, type AccountingOptions, accountStocks } from './accountedStocks.ts';

/** Stocks at both ends of an interval with the standard error of each cell, n*n. */
export interface UncertainStocks extends AccountingInput {
  readonly startErrors: Float64Array;
  readonly endErrors: Float64Array;
}

/** Runs of a resampling, numbered from 0. */
export interface RunRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Effect of errors of stocks on the flows of closed accounting: mean and variance of F (n*n, origin x destination)
 * over runs on stocks drawn from max(0, Normal(stock, error)), cell by cell. Natives absorb the
 * change of the foreign-born, so that populations stay as they are.
 *
 * Run r draws from the stream `run r` of `random` whatever the range is, so ranges may be computed anywhere and their
 * moments merged (`mergeMoments`) in order.
 *
 * @throws PipelineError as `accountStocks`.
 */
export function resampledFlows(
  stocks: UncertainStocks,
  { first, count }: RunRange,
  random: Random,
  options?: AccountingOptions,
): VectorMoments {
  const moments = new RunningMoments(stocks.start.length);
  for (let run = first; run < first + count; run++) {
    const stream = random.fork(`run ${run}`);
    const start = drawnStocks(stocks.start, stocks.startErrors, stream);
    const end = drawnStocks(stocks.end, stocks.endErrors, stream);
    moments.add(accountedFlows(accountStocks({ ...stocks, start, end }, options), 'minimum'));
  }
  return moments.finish();
}

/** Foreign-born drawn anew; natives are the rest of the population of their area, at least 0. */
function drawnStocks(stocks: Float64Array, errors: Float64Array, random: Random): Float64Array {
  const n = Math.sqrt(stocks.length);
  const drawn = Float64Array.from(stocks);
  for (let birth = 0; birth < n; birth++) {
    for (let residence = 0; residence < n; residence++) {
      const cell = birth * n + residence;
      if (birth === residence || errors[cell] === 0) continue;
      drawn[cell] = Math.max(0, stocks[cell]! + errors[cell]! * random.normal());
      const native = residence * (n + 1);
      drawn[native] = drawn[native]! + stocks[cell]! - drawn[cell]!;
    }
  }
  for (let area = 0; area < n; area++) drawn[area * (n + 1)] = Math.max(0, drawn[area * (n + 1)]!);
  return drawn;
}
