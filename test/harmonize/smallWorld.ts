import type { RawTables } from '../../src/harmonize/tables.ts';
import { type Category, categoryOf } from '../../src/tables/columns.ts';

/** Two calendar years, so that stocks of 1995 count, those of 1990 are outside. */
export const CALENDAR = { first: 1995, last: 1996 } as const;

const AREAS = [
  ['USA', 'US', 'US', 840, 'United States'],
  ['DEU', 'DE', 'DE', 276, 'Germany'],
  ['GRC', 'GR', 'EL', 300, 'Greece'],
  ['VAT', 'VA', 'VA', 336, 'Holy See'],
] as const;

/** Areas with complete indicators: all but the Holy See. */
const COMPLETE = AREAS.slice(0, 3);
const YEARS = [1994, 1995, 1996] as const;

type Stock = readonly [revision: number, year: number, birth: string, residence: string, persons: number, citizenship?: number];
type Refugee = readonly [origin: string, asylum: string, year: number, persons: number];
export interface Flow {
  readonly source: string;
  readonly reporter: 'origin' | 'destination' | 'model';
  readonly system: 'iso2' | 'eurostat' | 'iso3';
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly persons: number;
  readonly row?: number;
}
type NetMigration = readonly [area: string, year: number, persons: number];

export interface Reports {
  readonly stocks?: readonly Stock[];
  readonly refugees?: readonly Refugee[];
  readonly flows?: readonly Flow[];
  readonly netMigration?: readonly NetMigration[];
}

/** Makes every area one of the estimates without putting a stock between them. */
const NAMED: readonly Stock[] = COMPLETE.map(([iso3]) => [2024, 1995, 'OOO', iso3, 0]);

/** Raw tables of three complete areas and the Holy See, with these reports. */
export function smallWorld({ stocks = [], refugees = [], flows = [], netMigration = [] }: Reports = {}): RawTables {
  return {
    areaCodes: {
      iso3: text(AREAS, ([iso3]) => iso3),
      iso2: text(AREAS, ([, iso2]) => iso2),
      eurostat: text(AREAS, ([, , eurostat]) => eurostat),
      m49: Int32Array.from(AREAS, ([, , , m49]) => m49),
      name: text(AREAS, ([, , , , name]) => name),
      wpp: Uint8Array.from(AREAS, () => 1),
    },
    stocks: stockTable([...NAMED, ...stocks]),
    demography: demographyTable(),
    gdp: {
      area: text(
        YEARS.flatMap(() => [...COMPLETE]),
        ([iso3]) => iso3,
      ),
      year: Int16Array.from(YEARS.flatMap((year) => COMPLETE.map(() => year))),
      gdp_per_capita: Float64Array.from(YEARS.flatMap(() => COMPLETE.map(() => 30_000))),
      growth: Float64Array.from(YEARS.flatMap(() => COMPLETE.map(() => 1.5))),
    },
    distance: {
      orig: text(squared(COMPLETE), ([orig]) => orig[0]),
      dest: text(squared(COMPLETE), ([, dest]) => dest[0]),
      km: Float64Array.from(squared(COMPLETE), ([orig, dest]) => (orig === dest ? 0 : orig[3] + dest[3])),
    },
    refugees: {
      origin: text(refugees, ([origin]) => origin),
      asylum: text(refugees, ([, asylum]) => asylum),
      year: Int16Array.from(refugees, ([, , year]) => year),
      persons: Float64Array.from(refugees, ([, , , persons]) => persons),
    },
    flows: flowTable(flows),
    netMigration: {
      source: text(netMigration, () => 'net-migration-national'),
      area: text(netMigration, ([area]) => area),
      year: Int16Array.from(netMigration, ([, year]) => year),
      persons: Float64Array.from(netMigration, ([, , persons]) => persons),
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
    imputed: new Uint8Array(rows.length),
  };
}

/** 100 births, 40 deaths and 10 migrants a year; 1,000 persons at the end of 1994. */
function demographyTable(): RawTables['demography'] {
  const rows = COMPLETE.flatMap(([, , , m49]) => YEARS.map((year) => ({ m49, year })));
  const constant = (value: number) => new Float64Array(rows.length).fill(value);
  return {
    m49: Int32Array.from(rows, ({ m49 }) => m49),
    year: Int16Array.from(rows, ({ year }) => year),
    births: constant(100),
    deaths: constant(40),
    crude_birth_rate: constant(20),
    crude_death_rate: constant(8),
    life_expectancy: constant(75),
    net_migration: constant(10),
    change: constant(70),
    population_end: Float64Array.from(rows, ({ year }) => 1000 + 70 * (year - 1994)),
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
    definition: text(rows, () => 'usual'),
  };
}

function text<T>(rows: readonly T[], textOf: (row: T) => string): Category {
  return categoryOf(rows.map(textOf));
}

function squared<T>(values: readonly T[]): (readonly [T, T])[] {
  return values.flatMap((first) => values.map((second) => [first, second] as const));
}
