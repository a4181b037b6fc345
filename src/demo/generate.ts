import { Random } from '../numerics/random.ts';
import { plausibilityCases } from './publish/cases.ts';
import { areaCodesFile, locations, regions } from './publish/codes.ts';
import { conflictDeaths } from './publish/covariates/conflict.ts';
import { distancesFile } from './publish/covariates/distance.ts';
import { gdpFiles } from './publish/covariates/gdp.ts';
import { languages, religions } from './publish/covariates/similarity.ts';
import { colonies, freeMovement, landBorders, successions, unionMembership } from './publish/covariates/ties.ts';
import { tradeFiles } from './publish/covariates/trade.ts';
import { PublishedErrors } from './publish/defects/publishedErrors.ts';
import { bothReportsFile, drawReports, immigrationFile } from './publish/eurostat.ts';
import { metaFlows } from './publish/meta.ts';
import { drawOffices, filledNetMigrationFile, nationalNetMigrationFile } from './publish/netMigration.ts';
import { movesByBirth, visasByNationality } from './publish/offices.ts';
import { stockRevisions } from './publish/stocks.ts';
import { trueFlows, truePopulations, trueStocks } from './publish/truth.ts';
import { displacedFile, refugeeFile } from './publish/unhcr.ts';
import { worldBankPopulation } from './publish/worldBank.ts';
import { trueAccounts, WPP_LOCATIONS, wppFiles } from './publish/wpp.ts';
import { type Demo, SEED, simulateDemo } from './simulate.ts';
import { AREAS, areaIndex, CODES } from './world/areas.ts';
import { lifeExpectancy } from './world/rates.ts';

/** All source files of the demo world by path in data/demo, the same bytes on every machine. */
export function generateDemoWorld(): Map<string, Uint8Array> {
  const demo = simulateDemo();
  const random = new Random(SEED).fork('publishers');
  const publishedErrors = new PublishedErrors();
  const files = new Map([
    ...codeFiles(),
    ...panelFiles(random, demo, publishedErrors),
    ...pairFiles(random, demo),
    ...stockFiles(random, demo, publishedErrors),
    ...flowFiles(random, demo, publishedErrors),
  ]);
  for (const [path, content] of truthFiles(demo, publishedErrors)) files.set(path, content);
  return files;
}

type Files = readonly (readonly [path: string, content: Uint8Array])[];

/** Lists of countries and dated facts about them. */
function codeFiles(): Files {
  return [
    ['codes/country_codes.csv', areaCodesFile()],
    ['un_wpp_2024/UNlocations.txt', locations()],
    ['paper_repo/countries_by_region.csv', regions()],
    ['facts/free_movement.csv', freeMovement()],
    ['facts/successions.csv', successions()],
    ['facts/plausibility.csv', plausibilityCases()],
  ];
}

/** Measures of countries by year. */
function panelFiles(random: Random, { world, economy }: Demo, publishedErrors: PublishedErrors): Files {
  const gdp = gdpFiles(world, economy);
  return [
    ...Array.from(
      wppFiles(trueAccounts(world), WPP_LOCATIONS, lifeIn),
      ([name, content]) => [`un_wpp_2024/${name}.txt.gz`, content] as const,
    ),
    ['world_bank_population/population.csv', worldBankPopulation(random.fork('world bank'), world, publishedErrors)],
    ['paper_repo/GDP_data.nc', gdp.netcdf],
    ['paper_repo/GDP_data.csv.gz', gdp.csv],
    ['paper_repo/eu.csv', unionMembership()],
    ['flows_offices/COVAR_ucdp_deaths_by_country_1989_2023.csv.gz', conflictDeaths(random.fork('conflict'), world)],
  ];
}

function lifeIn(country: number, year: number): number {
  return lifeExpectancy(AREAS[country]!, year);
}

/** Measures of pairs of countries. */
function pairFiles(random: Random, { world, economy }: Demo): Files {
  const trade = tradeFiles(random.fork('trade'), world, economy);
  return [
    ['paper_repo/dist.csv.gz', distancesFile()],
    ['paper_repo/lang.csv.gz', languages(random.fork('languages'))],
    ['paper_repo/relig.csv.gz', religions(random.fork('religions'))],
    ['paper_repo/col.csv.gz', colonies()],
    ['facts/land_borders.csv', landBorders()],
    ['trade/cow_trade_1990_2014_undirected.csv.gz', trade.cow],
    ['trade/penppml_exports_1988_2016_every4y.csv.gz', trade.comtrade],
  ];
}

/** Migrants, with the corrections of what is wrong in their files, and refugees. */
function stockFiles(random: Random, { world }: Demo, publishedErrors: PublishedErrors): Files {
  const stocks = stockRevisions(random.fork('stocks'), world, publishedErrors);
  return [
    ['un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz', stocks[2020]],
    ['un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz', stocks[2024]],
    ['facts/stock_corrections.csv', stocks.corrections],
    ['unhcr/population.csv.gz', refugeeFile(world)],
    ['unhcr/flows.csv.gz', displacedFile(world)],
  ];
}

/** Reported flows and net migration. */
function flowFiles(random: Random, { world }: Demo, publishedErrors: PublishedErrors): Files {
  const reports = drawReports(random.fork('eurostat'), world);
  const offices = drawOffices(random.fork('offices'), world, publishedErrors);
  return [
    ['flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv', immigrationFile(reports, publishedErrors)],
    ['flows_eurostat/migmod_eurostat_2010_2019.csv.gz', bothReportsFile(world, reports, publishedErrors)],
    ...Array.from(
      metaFlows(random.fork('meta'), world, publishedErrors),
      ([year, content]) => [`flows_meta_hdx/meta_flows_${year}.json.gz`, content] as const,
    ),
    ['offices/estrine_moves_by_birth.csv', movesByBirth(random.fork('register office'), world)],
    ['offices/quarim_visas.csv', visasByNationality(random.fork('visa office'), world)],
    ['paper_repo/National_statistics.nc', nationalNetMigrationFile(offices)],
    ['paper_repo/Net_migration_data.csv', filledNetMigrationFile(offices, offices.codes.map(areaIndex), world)],
  ];
}

/** What is true, and what the publishers did to it. The list of published errors must have seen all publishers. */
function truthFiles({ world }: Demo, publishedErrors: PublishedErrors): Files {
  return [
    ['truth/flows.csv.gz', trueFlows(world, CODES)],
    ['truth/populations.csv.gz', truePopulations(world, CODES)],
    ['truth/stocks.csv.gz', trueStocks(world, CODES)],
    ['truth/errors.csv.gz', publishedErrors.file()],
  ];
}
