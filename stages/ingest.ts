import type { Ingest } from '../schemas/types.ts';
import { readAreaCodes } from '../src/readers/areaCodes.ts';
import { concatenate } from '../src/readers/concatenate.ts';
import { readDistance } from '../src/readers/distance.ts';
import { readEurostatBothReports } from '../src/readers/eurostatBothReports.ts';
import { readEurostatFlows } from '../src/readers/eurostatFlows.ts';
import { readGdp } from '../src/readers/gdp.ts';
import { readMetaFlows } from '../src/readers/metaFlows.ts';
import { readNationalNetMigration } from '../src/readers/nationalNetMigration.ts';
import { onlyFile } from '../src/readers/rawFile.ts';
import { readUnDesaStocks } from '../src/readers/unDesaStocks.ts';
import { readUnhcr } from '../src/readers/unhcr.ts';
import { readLocations, readWpp } from '../src/readers/wpp.ts';

/** Reads and types the raw sources; codes, missing values and dates stay each publisher's own. */
export async function run({ inputs, outputs }: Ingest): Promise<void> {
  const locations = readLocations(onlyFile(inputs.locations));
  await outputs.area_codes.write(readAreaCodes(onlyFile(inputs.area_codes), locations));
  await outputs.stocks.write(
    concatenate(readUnDesaStocks(onlyFile(inputs.stocks_2024), 2024), readUnDesaStocks(onlyFile(inputs.stocks_2020), 2020)),
  );
  await outputs.demography.write(readWpp(inputs.wpp, locations));
  await outputs.gdp.write(readGdp(onlyFile(inputs.gdp)));
  await outputs.distance.write(readDistance(onlyFile(inputs.distance)));
  await outputs.refugees.write(readUnhcr(onlyFile(inputs.refugees)));
  await outputs.flows.write(
    concatenate(readMetaFlows(inputs.meta), readEurostatFlows(inputs.eurostat), readEurostatBothReports(inputs.eurostat_both)),
  );
  await outputs.net_migration.write(readNationalNetMigration(inputs.net_migration));
}
