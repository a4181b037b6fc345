import type { CompareBaselines } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { agreementRows } from '../src/adapters/comparison/agreementRows.ts';
import {
  ensembleFlows,
  flowReports,
  heldoutFlows,
  intervalsBetween,
  nationalNetMigration,
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
import {
  baselineFlows,
  flowEstimates,
  type MethodEstimates,
  netMigrationEstimates,
  referenceFlows,
} from '../src/adapters/comparison/methodEstimates.ts';
import type { Population } from '../src/adapters/comparison/midYearAccount.ts';
import { publishedEstimates } from '../src/adapters/comparison/publishedEstimates.ts';
import { type StockBasedFlows, stockBasedFlows } from '../src/adapters/comparison/stockBasedFlows.ts';
import { PanelSeries } from '../src/adapters/panelSeries.ts';
import { differencesOf } from '../src/evaluation/comparison/bootstrap.ts';
import { compareFlows, type Interval } from '../src/evaluation/comparison/comparison.ts';
import { flowSets, type ScoredSet, scoresOf } from '../src/evaluation/comparison/methodScores.ts';
import { netMigrationSet, WPP_COLLECTION } from '../src/evaluation/comparison/netMigrationScores.ts';
import { withinCorridorSets } from '../src/evaluation/comparison/withinCorridor.ts';
import { Random } from '../src/numerics/random.ts';

/**
 * Flows of every interval by the stock-based estimators (docs/method.md 9), and all methods, with the published estimates of
 * others where the project has them, on the same reports (docs/method.md 7.3).
 */
export async function run(context: CompareBaselines): Promise<void> {
  const { params, inputs, outputs, log } = context;
  const demography = await readPopulation(inputs);
  const { areas } = demography;
  const stocks = stockTables(await inputs.stocks.read(), areas);
  const intervals = intervalsBetween(stocks.keys(), params.years);
  const estimates: MethodEstimates = {
    areas: areas.length,
    intervals,
    stockBased: intervals.map((interval, done) => {
      context.progress({ done, total: intervals.length, unit: 'interval' });
      return flowsOf(interval, stocks, demography, log).flows;
    }),
    ensemble: await ensembleFlows(inputs.flows, areas, params.years),
    heldout: await heldoutFlows(inputs.heldout, areas, params.years),
    published: await readPublished(context, areas, intervals),
  };
  await outputs.baselines.write(baselineColumns(intervals, baselineFlows(estimates), areas));
  await outputs.reference_flows.write(referenceColumns(intervals, referenceFlows(estimates), areas));
  await outputs.agreement.write(agreementColumns(await agreement(context, demography, estimates)));

  const sets = await scoredSets(context, demography, estimates);
  await outputs.scores.write(methodScoreColumns(scoresOf(sets)));
  const random = new Random(params.training.seed).fork('bootstrap');
  await outputs.differences.write(differenceColumns(differencesOf(sets, params.compare.bootstrap, random)));
}

async function readPopulation(inputs: CompareBaselines['inputs']): Promise<Population> {
  const areas = areaCodes(await inputs.areas.read());
  const panel = await inputs.panel.read();
  return {
    areas,
    population: new PanelSeries(panel, 'population', areas),
    births: new PanelSeries(panel, 'births', areas),
    deaths: new PanelSeries(panel, 'deaths', areas),
    netMigration: new PanelSeries(panel, 'net_migration', areas),
  };
}

function flowsOf(
  { start, end }: Interval,
  stocks: ReadonlyMap<number, Float64Array>,
  { areas, births, deaths, netMigration }: Population,
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

/** Estimates of others; null where the project has no source of them. */
async function readPublished({ params, inputs }: CompareBaselines, areas: readonly string[], intervals: readonly Interval[]) {
  if (inputs.reference_estimates === null) return null;
  const frame = { areas, intervals, years: params.years };
  return publishedEstimates(inputs.reference_estimates, await inputs.area_codes.read(), frame);
}

async function agreement(
  { params, inputs, progress }: CompareBaselines,
  demography: Population,
  { intervals, stockBased, published }: MethodEstimates,
): Promise<AgreementRow[]> {
  if (published === null) return [];
  const publishedStocks = await inputs.published_stocks.read();
  return published.sets.flatMap((set, done) => {
    progress({ done, total: published.sets.length, unit: 'published set' });
    return agreementRows({ set, intervals, january: stockBased, publishedStocks, demography, years: params.years });
  });
}

async function scoredSets(
  { params, inputs, log }: CompareBaselines,
  { areas, population, netMigration }: Population,
  estimates: MethodEstimates,
): Promise<ScoredSet[]> {
  const { intervals } = estimates;
  const flows = flowEstimates(estimates);
  const reports = flowReports(await inputs.observations.read(), areas);
  const compared = compareFlows(reports, flows);
  log(`${reports.persons.length} reports in ${reports.collections.length} collections: ${compared.reported.length} corridors by interval`);
  const rules = { minimumFlow: params.compare.minimum_flow, population: intervals.map(({ start }) => population.at(start)) };
  const nets = netMigrationEstimates(estimates);
  const reportedNets = new Map([
    [WPP_COLLECTION, intervals.map(({ start, end }) => netMigration.sum(start, end))],
    ...nationalNetMigration(await inputs.net_migration.read(), areas, intervals),
  ]);
  return [
    ...flowSets(compared, reports.collections, rules),
    ...withinCorridorSets(reports, flows),
    ...[...reportedNets].map(([collection, reported]) => netMigrationSet(collection, reported, nets)),
  ];
}
