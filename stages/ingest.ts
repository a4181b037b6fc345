import type { Ingest } from '../schemas/generated/types.ts';
import { RawTableReader } from '../src/readers/rawTables.ts';
import { Quarantine } from '../src/readers/table/quarantine.ts';
import { RowLedger } from '../src/readers/table/rowLedger.ts';

/** Reads and types the raw sources; codes, missing values and dates stay each publisher's own. */
export async function run({ params, inputs, outputs, note }: Ingest): Promise<void> {
  const ids = Object.values(inputs)
    .flat()
    .map(({ id }) => id);
  const quarantine = new Quarantine(params.ingest.quarantine, ids);
  const ledger = new RowLedger(quarantine);
  const tables = new RawTableReader(inputs, ledger);
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
  await outputs.quarantine.write(quarantine.finish());
  await outputs.row_counts.write(ledger.finish());
  for (const line of ledger.summary()) note(line);
}
