import type { CompareBaselines } from '../schemas/generated/types.ts';
import { agreementRows } from '../src/adapters/comparison/agreementRows.ts';
import {
  competitorFlows,
  ensembleFlows,
  foldsOfPairs,
  heldoutFlows,
  intervalsBetween,
  stockTables,
} from '../src/adapters/comparison/comparisonInput.ts';
import {
  type AgreementRow,
  agreementColumns,
  baselineColumns,
  differenceColumns,
  methodScoreColumns,
  referenceColumns,
} from '../src/adapters/comparison/comparisonTables.ts';
import { type DemographicSeries, demographicSeries } from '../src/adapters/comparison/demographicSeries.ts';
import { baselineFlows, type MethodEstimates, referenceFlows } from '../src/adapters/comparison/methodEstimates.ts';
import { publishedEstimates } from '../src/adapters/comparison/publishedEstimates.ts';
import { scoredSets } from '../src/adapters/comparison/scoredSets.ts';
import { flowsOfInterval } from '../src/adapters/comparison/stockBasedFlows.ts';
import { differencesOf } from '../src/evaluation/comparison/bootstrap.ts';
import { scoresOf } from '../src/evaluation/comparison/methodScores.ts';
import { Random } from '../src/numerics/random.ts';

/**
 * Flows of every interval by the stock-based estimators (docs/method.md 9), and all methods, with the published estimates of
 * others where the project has them, on the same reports (docs/method.md 7.3).
 */
export async function run(context: CompareBaselines): Promise<void> {
  const { params, inputs, outputs, log } = context;
  const demography = demographicSeries(await inputs.areas.read(), await inputs.panel.read());
  const estimates = await readEstimates(context, demography);
  const { areas } = demography;
  const { intervals } = estimates;
  await outputs.baselines.write(baselineColumns(intervals, baselineFlows(estimates), areas));
  await outputs.reference_flows.write(referenceColumns(intervals, referenceFlows(estimates), areas));
  await outputs.agreement.write(agreementColumns(await agreement(context, demography, estimates)));

  const reports = { observations: await inputs.observations.read(), netMigration: await inputs.net_migration.read() };
  const sets = scoredSets(reports, demography, estimates, params.compare.minimum_flow, log);
  await outputs.scores.write(methodScoreColumns(scoresOf(sets)));
  const random = new Random(params.training.seed).fork('bootstrap');
  await outputs.differences.write(differenceColumns(differencesOf(sets, params.compare.bootstrap, random)));
}

/** The estimates of all methods; of others null where the project has no source of them. */
async function readEstimates(
  { params: { years }, inputs, progress, log }: CompareBaselines,
  demography: DemographicSeries,
): Promise<MethodEstimates> {
  const { areas } = demography;
  const stocks = stockTables(await inputs.stocks.read(), areas);
  const intervals = intervalsBetween(stocks.keys(), years);
  const stockBased = intervals.map((interval, done) => {
    progress({ done, total: intervals.length, unit: 'interval' });
    return flowsOfInterval(interval, stocks, demography, log).flows;
  });
  const others = inputs.reference_estimates;
  return {
    areas: areas.length,
    intervals,
    stockBased,
    ensemble: await ensembleFlows(inputs.flows, areas, years),
    heldout: await heldoutFlows(inputs.heldout, areas, years),
    foldOf: await foldsOfPairs(inputs.heldout, areas),
    competitors: await competitorFlows(inputs.competitors, areas, years),
    published: others === null ? null : await publishedEstimates(others, await inputs.area_codes.read(), { areas, intervals, years }),
  };
}

/** Our flows beside the published ones of the same estimators. */
async function agreement(
  { params, inputs, progress }: CompareBaselines,
  demography: DemographicSeries,
  { intervals, stockBased, published }: MethodEstimates,
): Promise<AgreementRow[]> {
  if (published === null) return [];
  const publishedStocks = await inputs.published_stocks.read();
  return published.sets.flatMap((set, done) => {
    progress({ done, total: published.sets.length, unit: 'published set' });
    return agreementRows({ set, intervals, january: stockBased, publishedStocks, demography, years: params.years });
  });
}
