import type { Harmonize } from '../schemas/generated/types.ts';
import { count } from '../src/diagnostics/count.ts';
import { harmonize } from '../src/harmonize/harmonize.ts';

/** Brings the raw tables to one list of areas and one calendar. */
export async function run({ params, inputs, outputs, note }: Harmonize): Promise<void> {
  const raw = {
    areaCodes: await inputs.area_codes.read(),
    datedAreas: await inputs.dated_areas.read(),
    stocks: await inputs.stocks.read(),
    stockTables: await inputs.stock_tables.read(),
    stockCorrections: await inputs.stock_corrections.read(),
    demography: await inputs.demography.read(),
    gdp: await inputs.gdp.read(),
    areaMeasures: await inputs.area_measures.read(),
    pairMeasures: await inputs.pair_measures.read(),
    trade: await inputs.trade.read(),
    refugees: await inputs.refugees.read(),
    flows: await inputs.flows.read(),
    reports: await inputs.reports.read(),
    netMigration: await inputs.net_migration.read(),
    quarantine: await inputs.quarantine.read(),
  };
  const harmonized = harmonize(raw, params.years, params.harmonize.unknown_origin, new Set(params.ingest.quarantine));
  // Areas first: other tables refer to them.
  await outputs.areas.write(harmonized.areas);
  await outputs.successions.write(harmonized.successions);
  await outputs.memberships.write(harmonized.memberships);
  await outputs.panel.write(harmonized.panel);
  await outputs.population_check.write(harmonized.populationCheck);
  await outputs.stocks.write(harmonized.stocks);
  await outputs.stock_witnesses.write(harmonized.stockWitnesses);
  await outputs.pairs.write(harmonized.pairs);
  await outputs.trade.write(harmonized.trade);
  await outputs.refugees.write(harmonized.refugees);
  await outputs.observations.write(harmonized.observations);
  await outputs.group_reports.write(harmonized.groupReports);
  await outputs.net_migration.write(harmonized.netMigration);
  await outputs.exclusions.write(harmonized.exclusions);
  const excluded = harmonized.exclusions.rows.reduce((sum, rows) => sum + rows, 0);
  note(`${count(excluded)} values of ${harmonized.exclusions.source.levels.length} sources left out; harmonize.exclusions has the reasons`);
}
