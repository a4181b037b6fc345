import type { RawTables } from '../../src/harmonize/lineage/rawTables.ts';
import { type Category, categoryOf } from '../../src/tables/columns.ts';

/** Two calendar years, so that stocks of 1995 count, those of 1990 are outside. */
export const CALENDAR = { first: 1995, last: 1996 } as const;

const AREAS = [
  ['USA', 'US', 'US', 840, 'United States', 2, 'Northern America'],
  ['DEU', 'DE', 'DE', 276, 'Germany', 255, 'Europe'],
  ['GRC', 'GR', 'EL', 300, 'Greece', 350, null],
  ['VAT', 'VA', 'VA', 336, 'Holy See', 0, 'Europe'],
] as const;

/** Areas with complete indicators: all but the Holy See. */
const COMPLETE = AREAS.slice(0, 3);
const YEARS = [1994, 1995, 1996] as const;

type Stock = readonly [
  revision: number,
  year: number,
  birth: string,
  residence: string,
  persons: number,
  citizenship?: number,
  imputed?: number,
];
/** Persons to take, or the revision whose value to take where they are null. */
type StockCorrection = readonly [birth: string, residence: string, year: number, persons: number | null, revision?: number];
type Refugee = readonly [origin: string, asylum: string, year: number, persons: number, measure?: 'stock' | 'displaced'];
export interface Flow {
  readonly source: string;
  readonly reporter: 'origin' | 'destination' | 'model';
  readonly system: 'iso2' | 'eurostat' | 'iso3';
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly persons: number;
  readonly row?: number;
  readonly quality?: string;
}
export interface Declared {
  readonly source: string;
  readonly system?: 'iso3' | 'iso2' | 'm49' | 'eurostat' | 'name';
  readonly reporter: string;
  readonly side: 'arrivals' | 'departures';
  readonly partner: string;
  readonly definition?: 'residence' | 'birth' | 'citizenship';
  readonly measure?: string;
  readonly year: number;
  readonly yearEnds?: number;
  readonly persons: number;
  readonly threshold?: number;
  readonly leftOut?: string;
}
type StockWitness = readonly [source: string, edition: number, year: number, birth: string, residence: string, persons: number];
type NetMigration = readonly [area: string, year: number, persons: number, source?: string];
type Measure = readonly [measure: 'eu_member' | 'conflict_deaths' | 'population_mid_year', area: string, year: number, value: number];
type PairMeasure = readonly [
  measure: 'distance' | 'language' | 'religion' | 'colony' | 'border',
  orig: string,
  dest: string,
  value: number,
];
export type TradeRow = readonly [system: 'cow' | 'comtrade', exporter: string, importer: string, year: number, value: number];
type DatedArea = readonly [list: 'free_movement' | 'succession', name: string, area: string, first: number, last: number, rule?: string];
type Quarantined = readonly [source: string, row: number, reason: string];

export interface Reports {
  readonly stocks?: readonly Stock[];
  readonly stockCorrections?: readonly StockCorrection[];
  readonly refugees?: readonly Refugee[];
  readonly flows?: readonly Flow[];
  readonly netMigration?: readonly NetMigration[];
  readonly measures?: readonly Measure[];
  /** Beside distances, languages and religions of every pair. */
  readonly pairs?: readonly PairMeasure[];
  readonly trade?: readonly TradeRow[];
  readonly datedAreas?: readonly DatedArea[];
  readonly quarantine?: readonly Quarantined[];
  readonly declared?: readonly Declared[];
  readonly stockTables?: readonly StockWitness[];
}

/** Makes every area one of the estimates without putting a stock between them. */
const NAMED: readonly Stock[] = COMPLETE.map(([iso3]) => [2024, 1985, 'OOO', iso3, 0]);

const MEASURE_SOURCES = {
  eu_member: 'eu-membership',
  conflict_deaths: 'conflict-deaths',
  population_mid_year: 'world-bank-population',
} as const;

/** Raw tables of three complete areas and the Holy See, with these reports. Rows of a table are those of one file, from 1. */
export function smallWorld(reports: Reports = {}): RawTables {
  const { refugees = [], netMigration = [], measures = [], datedAreas = [], trade = [], quarantine = [] } = reports;
  return {
    areaCodes: {
      iso3: text(AREAS, ([iso3]) => iso3),
      iso2: text(AREAS, ([, iso2]) => iso2),
      eurostat: text(AREAS, ([, , eurostat]) => eurostat),
      cow: Int32Array.from(AREAS, ([, , , , , cow]) => cow),
      m49: Int32Array.from(AREAS, ([, , , m49]) => m49),
      name: text(AREAS, ([, , , , name]) => name),
      region: text(AREAS, ([, , , , , , region]) => region),
      wpp: Uint8Array.from(AREAS, () => 1),
    },
    datedAreas: {
      list: text(datedAreas, ([list]) => list),
      name: text(datedAreas, ([, name]) => name),
      area: text(datedAreas, ([, , area]) => area),
      first: Int16Array.from(datedAreas, ([, , , first]) => first),
      last: Int16Array.from(datedAreas, ([, , , , last]) => last),
      rule: text(datedAreas, ([, , , , , rule]) => rule ?? null),
      ...placed(datedAreas.length, 'facts.csv'),
    },
    stocks: stockTable([...NAMED, ...(reports.stocks ?? [])]),
    stockCorrections: correctionTable(reports.stockCorrections ?? []),
    demography: demographyTable(),
    gdp: gdpTable(),
    areaMeasures: {
      source: text(measures, ([measure]) => MEASURE_SOURCES[measure]),
      measure: text(measures, ([measure]) => measure),
      area: text(measures, ([, area]) => area),
      year: Int16Array.from(measures, ([, , year]) => year),
      value: Float64Array.from(measures, ([, , , value]) => value),
      ...placed(measures.length, 'measures.csv'),
    },
    pairMeasures: pairTable([...basicPairs(), ...(reports.pairs ?? [])]),
    trade: {
      source: text(trade, ([system]) => `trade-${system}`),
      code_system: text(trade, ([system]) => system),
      exporter: text(trade, ([, exporter]) => exporter),
      importer: text(trade, ([, , importer]) => importer),
      year: Int16Array.from(trade, ([, , , year]) => year),
      value: Float64Array.from(trade, ([, , , , value]) => value),
      ...placed(trade.length, 'trade.csv'),
    },
    refugees: {
      measure: text(refugees, ([, , , , measure]) => measure ?? 'stock'),
      origin: text(refugees, ([origin]) => origin),
      asylum: text(refugees, ([, asylum]) => asylum),
      year: Int16Array.from(refugees, ([, , year]) => year),
      persons: Float64Array.from(refugees, ([, , , persons]) => persons),
      source: text(refugees, ([, , , , measure]) => (measure === 'displaced' ? 'unhcr-displaced' : 'unhcr-refugees')),
      ...placed(refugees.length, 'refugees.csv'),
    },
    flows: flowTable(reports.flows ?? []),
    stockTables: stockWitnessTable(reports.stockTables ?? []),
    reports: declaredTable(reports.declared ?? []),
    netMigration: {
      source: text(netMigration, ([, , , source]) => source ?? 'net-migration-national'),
      area: text(netMigration, ([area]) => area),
      year: Int16Array.from(netMigration, ([, year]) => year),
      persons: Float64Array.from(netMigration, ([, , persons]) => persons),
      ...placed(netMigration.length, 'net.csv'),
    },
    quarantine: {
      source: text(quarantine, ([source]) => source),
      file: text(quarantine, ([source]) => `${source}.csv`),
      row: Int32Array.from(quarantine, ([, row]) => row),
      column: text(quarantine, () => null),
      reason: text(quarantine, ([, , reason]) => reason),
    },
  };
}

function stockTable(rows: readonly Stock[]): RawTables['stocks'] {
  return {
    revision: Int16Array.from(rows, ([revision]) => revision),
    year: Int16Array.from(rows, ([, year]) => year),
    birth: text(rows, ([, , birth]) => birth),
    residence: text(rows, ([, , , residence]) => residence),
    persons: Float64Array.from(rows, ([, , , , persons]) => persons),
    citizenship: Uint8Array.from(rows, ([, , , , , citizenship]) => citizenship ?? 0),
    imputed: Uint8Array.from(rows, ([, , , , , , imputed]) => imputed ?? 0),
    ...placed(rows.length, 'stocks.csv'),
  };
}

function correctionTable(rows: readonly StockCorrection[]): RawTables['stockCorrections'] {
  return {
    birth: text(rows, ([birth]) => birth),
    residence: text(rows, ([, residence]) => residence),
    year: Int16Array.from(rows, ([, , year]) => year),
    persons: Float64Array.from(rows, ([, , , persons]) => persons ?? Number.NaN),
    revision: Int16Array.from(rows, ([, , , , revision]) => revision ?? 0),
    reason: text(rows, () => 'a slip'),
    ...placed(rows.length, 'corrections.csv'),
  };
}

/** 100 births, 40 deaths and 10 migrants a year; 1,000 persons at the end of 1994. */
function demographyTable(): RawTables['demography'] {
  const values = {
    births: 100,
    deaths: 40,
    crude_birth_rate: 20,
    crude_death_rate: 8,
    life_expectancy: 75,
    net_migration: 10,
    change: 70,
  };
  const rows = COMPLETE.flatMap(([, , , m49]) =>
    YEARS.flatMap((year) => [
      ...Object.entries(values).map(([indicator, value]) => ({ m49, year, indicator, value })),
      { m49, year, indicator: 'population_end', value: 1000 + 70 * (year - 1994) },
    ]),
  );
  return {
    m49: Int32Array.from(rows, ({ m49 }) => m49),
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: text(rows, ({ indicator }) => indicator),
    value: Float64Array.from(rows, ({ value }) => value),
    ...placed(rows.length, 'wpp.txt'),
  };
}

/** 30,000 USD a head, growing by 21 per cent a year; a dollar of 1995 buys twice what one of 2015 does. Greece of 1995 is filled in. */
function gdpTable(): RawTables['gdp'] {
  const rows = YEARS.flatMap((year) => COMPLETE.map(([iso3]) => ({ iso3, year })));
  return {
    area: text(rows, ({ iso3 }) => iso3),
    year: Int16Array.from(rows, ({ year }) => year),
    gdp_per_capita: Float64Array.from(rows, () => 30_000),
    growth: Float64Array.from(rows, () => 21),
    deflator: Float64Array.from(rows, ({ iso3 }) => (iso3 === 'USA' ? 0.5 : Number.NaN)),
    imputed: Uint8Array.from(rows, ({ iso3, year }) => (iso3 === 'GRC' && year === 1995 ? 1 : 0)),
    ...placed(rows.length, 'gdp.nc'),
  };
}

/** Distance, language and religion of every two areas, symmetric; religion with the double count, as s_ii = 2. */
function basicPairs(): PairMeasure[] {
  return COMPLETE.flatMap(([orig, , , from]) =>
    COMPLETE.flatMap(([dest, , , to]): PairMeasure[] => [
      ['distance', orig, dest, orig === dest ? 0 : from + to],
      ['language', orig, dest, orig === dest ? 1.5 : 0.25],
      ['religion', orig, dest, orig === dest ? 2 : 0.5],
    ]),
  );
}

function pairTable(rows: readonly PairMeasure[]): RawTables['pairMeasures'] {
  return {
    source: text(rows, ([measure]) => (measure === 'border' ? 'land-borders' : measure)),
    measure: text(rows, ([measure]) => measure),
    orig: text(rows, ([, orig]) => orig),
    dest: text(rows, ([, , dest]) => dest),
    value: Float64Array.from(rows, ([, , , value]) => value),
    ...placed(rows.length, 'pairs.csv'),
  };
}

function flowTable(rows: readonly Flow[]): RawTables['flows'] {
  return {
    source: text(rows, ({ source }) => source),
    file: text(rows, ({ source }) => `${source}.csv`),
    row: Int32Array.from(rows, ({ row }) => row ?? 0),
    reporter: text(rows, ({ reporter }) => reporter),
    code_system: text(rows, ({ system }) => system),
    orig: text(rows, ({ orig }) => orig),
    dest: text(rows, ({ dest }) => dest),
    year: Int16Array.from(rows, ({ year }) => year),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    measure: text(rows, ({ reporter }) => (reporter === 'model' ? 'estimates' : 'moves')),
    quality: text(rows, ({ quality }) => quality ?? null),
  };
}

/** Reports of declared sources: by residence and of moves, in calendar years, if a row does not say otherwise. */
function declaredTable(rows: readonly Declared[]): RawTables['reports'] {
  return {
    source: text(rows, ({ source }) => source),
    code_system: text(rows, ({ system }) => system ?? 'iso3'),
    reporter: text(rows, ({ reporter }) => reporter),
    reporter_code_system: text(rows, ({ system }) => system ?? 'iso3'),
    side: text(rows, ({ side }) => side),
    partner: text(rows, ({ partner }) => partner),
    definition: text(rows, ({ definition }) => definition ?? 'residence'),
    measure: text(rows, ({ measure }) => measure ?? 'moves'),
    year: Int16Array.from(rows, ({ year }) => year),
    year_ends: Int16Array.from(rows, ({ yearEnds }) => yearEnds ?? 12),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    threshold: Float64Array.from(rows, ({ threshold }) => threshold ?? 0),
    left_out: text(rows, ({ leftOut }) => leftOut ?? null),
    ...placed(rows.length, 'reports.csv'),
  };
}

function stockWitnessTable(rows: readonly StockWitness[]): RawTables['stockTables'] {
  return {
    source: text(rows, ([source]) => source),
    birth: text(rows, ([, , , birth]) => birth),
    birth_code_system: text(rows, () => 'iso3'),
    residence: text(rows, ([, , , , residence]) => residence),
    residence_code_system: text(rows, () => 'iso3'),
    edition: Int16Array.from(rows, ([, edition]) => edition),
    year: Int16Array.from(rows, ([, , year]) => year),
    persons: Float64Array.from(rows, ([, , , , , persons]) => persons),
    definition: text(rows, () => 'birth'),
    left_out: text(rows, () => null),
    ...placed(rows.length, 'stocks.csv'),
  };
}

/** Places of the rows of one file, from 1. */
function placed(length: number, file: string): { readonly file: Category; readonly row: Int32Array } {
  return { file: categoryOf(new Array<string>(length).fill(file)), row: Int32Array.from({ length }, (_, row) => row + 1) };
}

function text<T>(rows: readonly T[], textOf: (row: T) => string | null): Category {
  return categoryOf(rows.map(textOf));
}
