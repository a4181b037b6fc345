import { DemographyIndex, type WppIndicator } from '../../src/harmonize/areas/demographyIndex.ts';
import { median } from '../../src/numerics/statistics.ts';
import { type Category, categoryAt } from '../../src/tables/columns.ts';
import type { IngestTables } from './artifacts.ts';
import { atMost, type Claim, exactly, from, toDecimals, years } from './claims.ts';

const CALENDAR = from(1990, 2023);
/** Published with one or three decimals of a thousand, the parts of the change need not add up to it. */
const IDENTITY_PERSONS = 200;
const INDIA = 356;
const BONAIRE = { code: 'BES', m49: 535 };

/** What the README of the real data says of code list, WPP, World Bank, GDP, EU, conflict and net migration; `areas` are the 231. */
export function areaClaims(tables: IngestTables, areas: ReadonlySet<string>): Claim[] {
  return [
    ...demographyClaims(tables, areas),
    ...bonaireClaims(tables),
    ...worldBankClaims(tables, areas),
    ...gdpClaims(tables, areas),
    ...measureClaims(tables),
    ...netMigrationClaims(tables),
  ];
}

function demographyClaims({ demography: table, area_codes: codes }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const index = new DemographyIndex(table);
  const isoOf = new Map(Array.from(codes.m49, (m49, row) => [m49, categoryAt(codes.iso3, row)!]));
  const numbers = [...new Set(table.m49)];
  const inside = numbers.filter((m49) => areas.has(isoOf.get(m49) ?? ''));
  const complete = (indicator: WppIndicator) =>
    inside.filter((m49) => CALENDAR.every((year) => index.rowOf(indicator, m49, year) >= 0)).length;
  const at = (indicator: WppIndicator, m49: number, year: number) => index.valueOf(indicator, m49, year);
  const gaps = inside.flatMap((m49) =>
    CALENDAR.map((year) =>
      Math.abs(at('change', m49, year) - at('births', m49, year) + at('deaths', m49, year) - at('net_migration', m49, year)),
    ),
  );
  const everyYear = [...new Set(table.year)];
  const middles = numbers.flatMap((m49) => everyYear.map((year) => relativeGap(at, m49, year))).filter((gap) => !Number.isNaN(gap));
  const world = numbers.reduce((sum, m49) => sum + (at('population_end', m49, 2019) || 0), 0);
  return [
    exactly('WPP, areas with births in every year 1990-2023', 231, complete('births')),
    exactly('WPP, areas with deaths in every year 1990-2023', 231, complete('deaths')),
    atMost('WPP, change less births, deaths and migration, persons', IDENTITY_PERSONS, Math.max(...gaps)),
    toDecimals('WPP, world population on 1 January 2020, millions', 7851.4, 1, world / 1e6),
    toDecimals('WPP, population of India on 1 January 2020, millions', 1396.0, 1, at('population_end', INDIA, 2019) / 1e6),
    toDecimals('WPP, median difference of two mid-year populations, all years, per cent', 0.001, 3, 100 * median(middles)),
  ];
}

type ValueOf = (indicator: WppIndicator, m49: number, year: number) => number;

/** Births over crude birth rate, in persons. */
function midYearPopulation(at: ValueOf, m49: number, year: number): number {
  return (1000 * at('births', m49, year)) / at('crude_birth_rate', m49, year);
}

/** Mid-year population by births over crude birth rate, against the mean of both ends of the year. */
function relativeGap(at: ValueOf, m49: number, year: number): number {
  const byBirths = midYearPopulation(at, m49, year);
  const byEnds = (at('population_end', m49, year - 1) + at('population_end', m49, year)) / 2;
  return Math.abs(byBirths / byEnds - 1);
}

/** Migrants in Bonaire, Sint Eustatius and Saba beyond its mid-year population. */
function bonaireClaims({ demography, stocks }: IngestTables): Claim[] {
  const index = new DemographyIndex(demography);
  const migrants = (year: number) =>
    rowsOf(stocks.residence, BONAIRE.code)
      .filter((row) => stocks.revision[row] === 2024 && stocks.year[row] === year && categoryAt(stocks.birth, row) !== BONAIRE.code)
      .reduce((sum, row) => sum + stocks.persons[row]!, 0);
  const excess = (year: number) => Math.round(migrants(year) - midYearPopulation((...cell) => index.valueOf(...cell), BONAIRE.m49, year));
  return [
    exactly('stocks 2024, migrants in Bonaire beyond its WPP population, 1990', 21, excess(1990)),
    exactly('stocks 2024, migrants in Bonaire beyond its WPP population, 2020', 34, excess(2020)),
  ];
}

function worldBankClaims({ area_measures: measures, area_codes: codes }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const rows = rowsOf(measures.measure, 'population_mid_year');
  const listed = new Set(rows.map((row) => categoryAt(measures.area, row)!));
  const known = new Set(codes.iso3.levels);
  return [
    years(
      'World Bank, years',
      from(1960, 2024),
      rows.map((row) => measures.year[row]!),
    ),
    exactly('World Bank, areas of the 231', 214, [...listed].filter((code) => areas.has(code)).length),
    exactly('World Bank, codes of no country with an ISO number', 50, [...listed].filter((code) => !known.has(code)).length),
  ];
}

function gdpClaims({ gdp }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const counts = new Map<string, number>();
  for (let row = 0; row < gdp.year.length; row++) {
    const code = categoryAt(gdp.area, row)!;
    if (!CALENDAR.includes(gdp.year[row]!) || !areas.has(code) || Number.isNaN(gdp.gdp_per_capita[row])) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const complete = [...counts.values()].filter((count) => count === CALENDAR.length).length;
  return [exactly('GDP per head, areas complete 1990-2023', 231, complete)];
}

function measureClaims({ area_measures: measures }: IngestTables): Claim[] {
  const members = (year: number) =>
    rowsOf(measures.measure, 'eu_member').filter((row) => measures.year[row] === year && measures.value[row] === 1).length;
  return [exactly('EU, members in 2019', 28, members(2019)), exactly('EU, members in 2021', 27, members(2021))];
}

/** The numbers of rows are from docs/method.md 4.1. */
function netMigrationClaims({ net_migration: reports }: IngestTables): Claim[] {
  const national = rowsOf(reports.source, 'net-migration-national');
  const inCalendar = national.filter((row) => CALENDAR.includes(reports.year[row]!));
  return [
    exactly('net migration, countries with national statistics', 30, new Set(national.map((row) => categoryAt(reports.area, row))).size),
    exactly('net migration, reports of statistical offices 1990-2023', 862, inCalendar.length),
    exactly('net migration, values of the completed file', 1020, rowsOf(reports.source, 'net-migration-filled').length),
  ];
}

function rowsOf(column: Category, label: string): number[] {
  const code = column.levels.indexOf(label);
  return [...column.codes.keys()].filter((row) => column.codes[row] === code);
}
