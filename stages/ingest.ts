import type { Ingest } from '../schemas/generated/types.ts';
import { RawTableReader } from '../src/readers/rawTables.ts';
import { Quarantine } from '../src/readers/table/quarantine.ts';

/** Reads and types the raw sources; codes, missing values and dates stay each publisher's own. */
export async function run({ params, inputs, outputs, log }: Ingest): Promise<void> {
  const ids = Object.values(inputs)
    .flat()
    .map(({ id }) => id);
  const quarantine = new Quarantine(params.ingest.quarantine, ids);
  const tables = new RawTableReader(inputs, quarantine, log);
  const areaCodes = await tables.areaCodes();
  await outputs.area_codes.write(areaCodes);
  await outputs.dated_areas.write(await tables.datedAreas());
  await outputs.stocks.write(await tables.stocks(areaCodes));
  await outputs.stock_tables.write(await tables.stockTables());
  await outputs.stock_corrections.write(await tables.stockCorrections());
  await outputs.demography.write(await tables.demography());
  await outputs.gdp.write(await tables.gdp());
  await outputs.area_measures.write(await tables.areaMeasures());
  await outputs.pair_measures.write(await tables.pairMeasures());
  await outputs.trade.write(await tables.trade());
  await outputs.refugees.write(await tables.refugees());
  await outputs.flows.write(await tables.flows());
  await outputs.reports.write(await tables.reports());
  await outputs.net_migration.write(await tables.netMigration());
  const setApart = quarantine.finish();
  if (setApart.row.length > 0) log(`${setApart.row.length} broken rows were set apart`);
  await outputs.quarantine.write(setApart);
}
