import { Random } from '../../numerics/random.ts';
import { textFile } from '../publish/formats/text.ts';
import { filledNetMigrationFile, nationalNetMigrationFile } from '../publish/netMigration.ts';
import { trueFlows, truePopulations, trueStocks } from '../publish/truth.ts';
import { wppFiles } from '../publish/wpp.ts';
import { LAST_YEAR, type TrueWorld } from '../world/world.ts';
import { simulateTwin } from './process/process.ts';
import { publishedAccounts } from './publish/accounts.ts';
import { twinMeta } from './publish/meta.ts';
import { twinOffices } from './publish/netMigration.ts';
import { twinLocations, twinWorldBank } from './publish/population.ts';
import { CorridorReports } from './publish/reports.ts';
import { twinStocks } from './publish/stocks.ts';
import { TrueFlows } from './publish/trueFlows.ts';
import { twinUnhcr } from './publish/unhcr.ts';
import { type RealWorld, START_YEAR } from './real/realWorld.ts';

/** Seed of the twin that models are chosen on. */
export const TWIN_SEED = 'twin of the world 1';

/** A twin: its truth, and the files of its publishers by path. Covariates that no migration changes stay the real files. */
export interface Twin {
  readonly world: TrueWorld;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Simulates the twin of a real world and writes what its publishers would print; the same bytes for a seed. */
export function generateTwin(real: RealWorld, seed: string): Twin {
  const random = new Random(seed);
  const world = simulateTwin(random.fork('process'), real);
  const publishers = random.fork('publishers');
  const flows = new TrueFlows(world);
  const files = new Map([
    ...populationFiles(publishers, world, real),
    ...stockFiles(publishers, world, real),
    ...reportFiles(publishers, flows, world, real),
    ...truthFiles(world, real),
  ]);
  return { world, files };
}

type Files = readonly (readonly [path: string, content: Uint8Array])[];

function populationFiles(random: Random, world: TrueWorld, real: RealWorld): Files {
  const lifeIn = (area: number, year: number) => real.panel.life[(year - START_YEAR) * real.areas.length + area]!;
  const wpp = wppFiles(publishedAccounts(random.fork('accounts'), world, real), twinLocations(real), lifeIn);
  return [
    ...Array.from(wpp, ([name, content]) => [`un_wpp_2024/${name}.txt.gz`, content] as const),
    ['world_bank_population/population.csv', twinWorldBank(world, real)],
  ];
}

function stockFiles(random: Random, world: TrueWorld, real: RealWorld): Files {
  const stocks = twinStocks(random.fork('stocks'), world, real);
  const unhcr = twinUnhcr(world, real);
  return [
    ['un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz', stocks[2020]],
    ['un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz', stocks[2024]],
    ['facts/stock_corrections.csv', textFile(['birth,residence,year,persons,revision,reason'])],
    ['unhcr/population.csv.gz', unhcr.population],
    ['unhcr/flows.csv.gz', unhcr.flows],
  ];
}

function reportFiles(random: Random, flows: TrueFlows, world: TrueWorld, real: RealWorld): Files {
  const reports = new CorridorReports(random.fork('eurostat'), flows, real);
  const offices = twinOffices(random.fork('offices'), flows, real);
  return [
    [`flows_eurostat/migr_imm5prv_intra_eu_total_1998_${LAST_YEAR}.csv`, reports.immigrationFile()],
    ['flows_eurostat/migmod_eurostat_2010_2019.csv.gz', reports.bothReportsFile()],
    ...twinMeta(random.fork('meta'), flows, real),
    ['paper_repo/National_statistics.nc', nationalNetMigrationFile(offices)],
    ['paper_repo/Net_migration_data.csv', filledNetMigrationFile(offices, offices.positions, world)],
  ];
}

function truthFiles(world: TrueWorld, { areas }: RealWorld): Files {
  const codes = areas.map(({ iso3 }) => iso3);
  return [
    ['truth/flows.csv.gz', trueFlows(world, codes)],
    ['truth/populations.csv.gz', truePopulations(world, codes)],
    ['truth/stocks.csv.gz', trueStocks(world, codes)],
  ];
}
