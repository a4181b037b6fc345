import { Random } from '../numerics/random.ts';
import { type Economy, simulateEconomy } from './economy.ts';
import { simulateWorld } from './process.ts';
import { areaCodes, locations } from './publish/codes.ts';
import { distances } from './publish/distance.ts';
import { bothReportsFile, drawReports, immigrationFile } from './publish/eurostat.ts';
import { gdpFile } from './publish/gdp.ts';
import { metaFlows } from './publish/meta.ts';
import { nationalNetMigration } from './publish/netMigration.ts';
import { stockRevisions } from './publish/stocks.ts';
import { trueFlows } from './publish/truth.ts';
import { refugeeFile } from './publish/unhcr.ts';
import { wppFiles } from './publish/wpp.ts';
import { END, START, type TrueWorld } from './world.ts';

/** Seed of the committed world. */
export const SEED = 'demo world 1';

/** The truth behind the published files. */
export interface Demo {
  readonly world: TrueWorld;
  readonly economy: Economy;
}

/** Simulates the true world; its streams are forks of SEED. */
export function simulateDemo(): Demo {
  const random = new Random(SEED);
  const economy = simulateEconomy(random.fork('economy'), START, END);
  return { world: simulateWorld(random.fork('process'), economy), economy };
}

/** All source files of the demo world by path in data/demo, the same bytes on every machine. */
export function generateDemoWorld(): Map<string, Uint8Array> {
  const { world, economy } = simulateDemo();
  const random = new Random(SEED).fork('publishers');
  const stocks = stockRevisions(random.fork('stocks'), world);
  const reports = drawReports(random.fork('eurostat'), world);
  const files = new Map<string, Uint8Array>([
    ['codes/country_codes.csv', areaCodes()],
    ['flows_eurostat/migmod_eurostat_2010_2019.csv.gz', bothReportsFile(world, reports)],
    ['flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv', immigrationFile(reports)],
    ['paper_repo/GDP_data.nc', gdpFile(world, economy)],
    ['paper_repo/National_statistics.nc', nationalNetMigration(random.fork('offices'), world)],
    ['paper_repo/dist.csv.gz', distances()],
    ['truth/flows.csv.gz', trueFlows(world)],
    ['un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz', stocks[2020]],
    ['un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz', stocks[2024]],
    ['un_wpp_2024/UNlocations.txt', locations()],
    ['unhcr/population.csv.gz', refugeeFile(world)],
  ]);
  for (const [year, content] of metaFlows(random.fork('meta'), world)) files.set(`flows_meta_hdx/meta_flows_${year}.json.gz`, content);
  for (const [name, content] of wppFiles(world)) files.set(`un_wpp_2024/${name}.txt.gz`, content);
  return files;
}
