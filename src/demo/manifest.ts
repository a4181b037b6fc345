import { createHash } from 'node:crypto';
import { META_YEARS } from './publish/meta.ts';
import { SEED } from './simulate.ts';

/** A source of a generated world; its publisher and licence are those of the world where it has none of its own. */
export interface GeneratedSource {
  readonly title: string;
  readonly paths: readonly string[];
  readonly publisher?: string;
  readonly licence?: string;
  /** Kind and reading, for sources of a kind. */
  readonly declaration?: readonly string[];
  /** Whether no stage reads it. */
  readonly aside?: boolean;
}

/** Sources of a world by id of pipeline.yaml, and what the world is called. */
export interface GeneratedWorld {
  readonly sources: Readonly<Record<string, GeneratedSource>>;
  readonly name: string;
  readonly seed: string;
}

/** How to read the tables of two offices, in the words of schemas/reported-flows.schema.json. */
const BY_BIRTH = [
  'kind: reported-flows',
  'reading:',
  '  columns: { partner: Country of birth, year: Year, persons: Persons }',
  '  codes: iso2',
  "  areas: { '??': null }",
  '  reporter: XES',
  '  side: { column: Way, values: { in: arrivals, out: departures } }',
  '  definition: birth',
  '  measure: moves_12_months',
  '  threshold: 3',
  "  missing: ['-']",
];
const VISAS = [
  'kind: reported-flows',
  'reading:',
  '  layout: wide',
  '  columns: { partner: Nationality }',
  '  codes: name',
  '  areas: { Kingdom of Norrvald: QNV, Other nationalities: null }',
  '  reporter: QQR',
  '  side: arrivals',
  '  definition: citizenship',
  '  measure: work_visas',
  '  year_ends: 9',
  '  take: { Visa: [Work] }',
];

const WPP = ['births', 'deaths', 'cbr', 'cdr', 'e0B', 'migration', 'PopChange', 'PopChangeprojMed', 'popprojMed'];

/** What the publishers of the demo world give out, by id of pipeline.yaml, in its order. */
const SOURCES: GeneratedWorld['sources'] = {
  'area-codes': { title: 'Codes of the fictional countries', paths: ['codes/country_codes.csv'] },
  regions: { title: 'Regions', paths: ['paper_repo/countries_by_region.csv'] },
  'wpp-locations': { title: 'Locations of the population prospects', paths: ['un_wpp_2024/UNlocations.txt'] },
  'un-desa-stocks-2024': { title: 'Migrant stock by sex, 2024 revision', paths: ['un_desa_migrant_stock/ims2024_stocks_by_sex.csv.gz'] },
  'un-desa-stocks-2020': { title: 'Migrant stock by sex, 2020 revision', paths: ['un_desa_migrant_stock/ims2020_stocks_by_sex.csv.gz'] },
  'un-wpp-2024': { title: 'Population prospects', paths: WPP.map((name) => `un_wpp_2024/${name}.txt.gz`) },
  'world-bank-population': { title: 'Population at mid-year', paths: ['world_bank_population/population.csv'] },
  gdp: { title: 'Gross domestic product', paths: ['paper_repo/GDP_data.nc', 'paper_repo/GDP_data.csv.gz'] },
  'eu-membership': { title: 'Membership of the union', paths: ['paper_repo/eu.csv'] },
  'conflict-deaths': { title: 'Deaths in armed conflict', paths: ['flows_offices/COVAR_ucdp_deaths_by_country_1989_2023.csv.gz'] },
  distance: { title: 'Distance between countries', paths: ['paper_repo/dist.csv.gz'] },
  language: { title: 'Common language', paths: ['paper_repo/lang.csv.gz'] },
  religion: { title: 'Religious similarity', paths: ['paper_repo/relig.csv.gz'] },
  colony: { title: 'Colonial ties', paths: ['paper_repo/col.csv.gz'] },
  'land-borders': { title: 'Common land borders', paths: ['facts/land_borders.csv'] },
  'free-movement': { title: 'Areas of free movement', paths: ['facts/free_movement.csv'] },
  successions: { title: 'States that were divided or joined', paths: ['facts/successions.csv'] },
  'stock-corrections': { title: 'Corrections of the migrant stock', paths: ['facts/stock_corrections.csv'] },
  'trade-cow': { title: 'Trade by pair, every year', paths: ['trade/cow_trade_1990_2014_undirected.csv.gz'] },
  'trade-comtrade': { title: 'Exports by pair, every fourth year', paths: ['trade/penppml_exports_1988_2016_every4y.csv.gz'] },
  'unhcr-refugees': { title: 'Refugees and asylum seekers at the end of the year', paths: ['unhcr/population.csv.gz'] },
  'unhcr-displaced': { title: 'Persons newly displaced in the year', paths: ['unhcr/flows.csv.gz'] },
  'flows-meta': { title: 'Flows estimated from accounts', paths: META_YEARS.map((year) => `flows_meta_hdx/meta_flows_${year}.json.gz`) },
  'flows-eurostat': {
    title: 'Immigration by previous residence',
    paths: ['flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv'],
  },
  'flows-eurostat-both-reports': {
    title: 'Immigration and emigration, reports of both sides',
    paths: ['flows_eurostat/migmod_eurostat_2010_2019.csv.gz'],
  },
  'office-estrine': { title: 'Moves by country of birth', paths: ['offices/estrine_moves_by_birth.csv'], declaration: BY_BIRTH },
  'office-quarim': { title: 'Visas by nationality', paths: ['offices/quarim_visas.csv'], declaration: VISAS },
  'net-migration-national': { title: 'Net migration of statistical offices', paths: ['paper_repo/National_statistics.nc'] },
  'net-migration-filled': { title: 'Net migration of statistical offices, gaps filled', paths: ['paper_repo/Net_migration_data.csv'] },
  'plausibility-cases': { title: 'Flows that a reader looks up first', paths: ['facts/plausibility.csv'] },
};

/** The truth of a generated world: a stage reads the flows, tests the rest. */
export const TRUTH_SOURCES: GeneratedWorld['sources'] = {
  truth: { title: 'True flows by birth, origin and destination', paths: ['truth/flows.csv.gz'] },
  'truth-populations': { title: 'True populations on 1 January', paths: ['truth/populations.csv.gz'], aside: true },
  'truth-stocks': { title: 'True stocks on 1 July', paths: ['truth/stocks.csv.gz'], aside: true },
};

/** The committed world. */
export const DEMO_WORLD: GeneratedWorld = {
  sources: {
    ...SOURCES,
    ...TRUTH_SOURCES,
    'truth-errors': {
      title: 'Errors injected between the truth and the published files',
      paths: ['truth/errors.csv.gz'],
      aside: true,
    },
  },
  name: 'demo world',
  seed: SEED,
};

/** Text of sources.yaml: every file once, with its SHA-256. Throws a RangeError where files and sources disagree. */
export function manifestText(files: ReadonlyMap<string, Uint8Array>, { sources, name, seed }: GeneratedWorld): string {
  const named = Object.values(sources).flatMap(({ paths }) => paths);
  const left = [...files.keys()].filter((path) => !named.includes(path));
  if (left.length > 0) throw new RangeError(`files of no source: ${left.join(', ')}`);
  const lines = ['# yaml-language-server: $schema=../../src/engine/config/schema/sources.schema.json', 'sources:'];
  for (const [id, { title, paths, publisher, licence, declaration = [], aside }] of Object.entries(sources)) {
    lines.push(
      `  ${id}:`,
      `    title: ${title.includes(':') ? JSON.stringify(`${title} (${name})`) : `${title} (${name})`}`,
      `    publisher: ${publisher ?? `generated by src/demo with the seed "${seed}"`}`,
      "    url: ''",
      `    licence: ${licence ?? 'CC0-1.0'}`,
      ...declaration.map((line) => `    ${line}`),
      ...(aside === true ? ['    aside: true'] : []),
      '    files:',
    );
    for (const path of paths) lines.push(`      - { path: ${path}, sha256: ${digest(files, path)} }`);
  }
  return `${lines.join('\n')}\n`;
}

function digest(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  const content = files.get(path);
  if (!content) throw new RangeError(`no file ${path}`);
  return createHash('sha256').update(content).digest('hex');
}
