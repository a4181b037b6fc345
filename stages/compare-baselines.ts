import type { CompareBaselines } from '../schemas/types.ts';
import { areaCodes } from '../src/assembly/areas.ts';
import { ensembleFlows, flowReports, heldoutFlows, intervalsBetween, stockTables } from '../src/assembly/comparisonInput.ts';
import { baselineColumns, scoreColumns } from '../src/assembly/comparisonTables.ts';
import { PanelSeries } from '../src/assembly/panelSeries.ts';
import { netMigrationOf, stockBasedFlows } from '../src/assembly/stockBasedFlows.ts';
import type { AnnualFlows } from '../src/evaluation/annualFlows.ts';
import { sumOfYears } from '../src/evaluation/annualFlows.ts';
import type { FlowEstimates, Interval, IntervalFlows } from '../src/evaluation/comparison.ts';
import { compareFlows } from '../src/evaluation/comparison.ts';
import type { MethodScore } from '../src/evaluation/methodScores.ts';
import { flowScores } from '../src/evaluation/methodScores.ts';
import { netMigrationScores } from '../src/evaluation/netMigrationScores.ts';
import { withinCorridorScores } from '../src/evaluation/withinCorridor.ts';

/** Demography of all areas over the years. */
interface Population {
  readonly areas: readonly string[];
  readonly population: PanelSeries;
  readonly births: PanelSeries;
  readonly deaths: PanelSeries;
  readonly netMigration: PanelSeries;
}

/** Flows of every interval by the stock-based estimators (method.md 9), and all methods on the same reports (method.md 7.3). */
export async function run(context: CompareBaselines): Promise<void> {
  const { params, inputs, outputs } = context;
  const areas = areaCodes(await inputs.areas.read());
  const panel = await inputs.panel.read();
  const demography: Population = {
    areas,
    population: new PanelSeries(panel, 'population', areas),
    births: new PanelSeries(panel, 'births', areas),
    deaths: new PanelSeries(panel, 'deaths', areas),
    netMigration: new PanelSeries(panel, 'net_migration', areas),
  };
  const stocks = stockTables(await inputs.stocks.read(), areas);
  const intervals = intervalsBetween(stocks.keys(), params.years);
  const annual = {
    ensemble: await ensembleFlows(inputs.flows, areas, params.years),
    heldout: await heldoutFlows(inputs.heldout, areas, params.years),
  };

  const ofIntervals = intervals.map((interval, done) => {
    context.progress({ done, total: intervals.length, unit: 'interval' });
    return flowsOf(interval, stocks, demography, annual.ensemble, context.log);
  });
  await outputs.baselines.write(baselineColumns(intervals, ofIntervals, areas));
  await outputs.scores.write(scoreColumns(await scoresOf(context, demography, { intervals, ofIntervals, annual })));
}

function flowsOf(
  interval: Interval,
  stocks: ReadonlyMap<number, Float64Array>,
  { areas, births, deaths }: Population,
  ensemble: AnnualFlows,
  log: (line: string) => void,
): IntervalFlows {
  const { start, end } = interval;
  const tables = { start: stocks.get(start)!, end: stocks.get(end)! };
  const { flows, gap, residual } = stockBasedFlows({ areas, ...tables, births: births.sum(start, end), deaths: deaths.sum(start, end) });
  log(
    `${start} to ${end}: births minus deaths exceed the change of all stocks by ${Math.round(gap)}; accounting closes to ${residual.toExponential(1)}`,
  );
  return { ...flows, ensemble: sumOfYears(ensemble, start, end) };
}

async function scoresOf(
  { params, inputs, log }: CompareBaselines,
  demography: Population,
  estimates: FlowEstimates,
): Promise<MethodScore[]> {
  const { intervals, ofIntervals } = estimates;
  const { areas, population, netMigration } = demography;
  const reports = flowReports(await inputs.observations.read(), areas);
  const compared = compareFlows(reports, estimates);
  log(`${reports.persons.length} reports in ${reports.collections.length} collections: ${compared.reported.length} corridors by interval`);
  const rules = { minimumFlow: params.compare.minimum_flow, population: intervals.map(({ start }) => population.at(start)) };
  const nets = ofIntervals.map((flows) => netMigrationOf(flows, areas.length));
  return [
    ...flowScores(compared, reports.collections, rules),
    ...withinCorridorScores(reports, estimates),
    ...netMigrationScores(
      nets,
      intervals.map(({ start, end }) => netMigration.sum(start, end)),
    ),
  ];
}
