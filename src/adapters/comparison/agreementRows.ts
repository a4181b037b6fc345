import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import type { FitOptions } from '../../demography/fitting/fitOptions.ts';
import { agreementOf } from '../../evaluation/comparison/agreement.ts';
import type { Interval, StockMethod } from '../../evaluation/comparison/comparison.ts';
import type { Years } from '../areas.ts';
import type { AgreementRow } from './comparisonTables.ts';
import type { DemographicSeries } from './demographicSeries.ts';
import { midYearAccount, type StocksOfRevision, stocksOfRevision } from './midYearAccount.ts';
import type { PublishedSet } from './publishedEstimates.ts';
import { stockBasedFlows } from './stockBasedFlows.ts';

/**
 * Birthplace totals of published stocks, in which nothing is completed, cannot always be met, so a fit ends as in the program
 * of the authors: when a cycle changes no cell by as much as 0.001 persons (docs/method.md 9.3.4).
 */
const FIT: FitOptions = { rule: 'change', tolerance: 1e-3 };

type StockBased = Readonly<Record<StockMethod, Float64Array>>;

/** What the flows of a published set are computed again from. */
export interface AgreementInput {
  readonly set: PublishedSet;
  readonly intervals: readonly Interval[];
  /** Flows of each interval on the completed stocks of 1 January. */
  readonly january: readonly StockBased[];
  readonly publishedStocks: ReportedStocks;
  readonly demography: DemographicSeries;
  readonly years: Years;
}

/**
 * Our flows beside the published ones of the same estimator, in every interval that the set has, in three variants: as in
 * the table baselines, on the stocks of the same revision as published, and as the set itself appears to be made.
 */
export function agreementRows({ set, intervals, january, publishedStocks, demography, years }: AgreementInput): AgreementRow[] {
  const stocks = stocksOfRevision(publishedStocks, set.revision, demography.areas);
  return intervals.flatMap((interval, at) => {
    const published = new Map([...set.methods].map(([method, flows]) => [method, flows[at]!]));
    if ([...published.values()].every((flows) => flows.every((persons) => Number.isNaN(persons)))) return [];
    const { midYear, asPublished } = recomputed(stocks, demography, interval, years);
    const variants = { january: january[at]!, mid_year: midYear, as_published: asPublished };
    return Object.entries(variants).flatMap(([variant, flows]) =>
      [...published].map(([method, theirs]) => {
        const agreement = agreementOf(flows[method as StockMethod], theirs, demography.areas.length);
        return { set: set.name, variant: variant as AgreementRow['variant'], method, interval, ...agreement };
      }),
    );
  });
}

function recomputed(
  stocks: ReadonlyMap<number, StocksOfRevision>,
  demography: DemographicSeries,
  interval: Interval,
  years: Years,
): { midYear: StockBased; asPublished: StockBased } {
  const midYear = stockBasedFlows(midYearAccount(stocks, demography, interval, years, 'native'), { fit: FIT });
  const known = midYearAccount(stocks, demography, interval, years, 'left out');
  return { midYear: midYear.flows, asPublished: stockBasedFlows(known, { differencing: 'accounted', fit: FIT }).flows };
}
