import type { Areas } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import { compareText } from '../lineage/order.ts';
import { type Calendar, type RawTables, yearsOf } from '../lineage/rawTables.ts';
import { DemographyIndex, type WppIndicator } from './demographyIndex.ts';
import { gdpRows } from './gdp.ts';

export interface AreaSelection {
  readonly table: Areas;
  /** ISO3 codes; their positions number the areas everywhere. */
  readonly codes: readonly string[];
  /** What each other code of the code list lacks, by ISO3. */
  readonly lacking: ReadonlyMap<string, string>;
}

/**
 * Regions of areas that the source of regions lacks. The UN has no entry of its own for Taiwan; the paper puts it into Eastern
 * Asia by hand (docs/method.md 1.2), and so it is here.
 */
const OTHER_REGIONS: ReadonlyMap<string, string> = new Map([['TWN', 'Eastern Asia']]);

/** Indicators that an area must have in every calendar year. */
const YEARLY: readonly WppIndicator[] = [
  'births',
  'deaths',
  'crude_birth_rate',
  'crude_death_rate',
  'life_expectancy',
  'net_migration',
  'population_end',
];

/**
 * Selects the areas that have a published stock (of birth or of residence), WPP indicators and GDP in every year, and distances:
 * the 231 of the paper (docs/method.md 1.2). Refuses fewer than two (E307).
 */
export function selectAreas(tables: RawTables, calendar: Calendar): AreaSelection {
  const { areaCodes } = tables;
  const lackOf = missingDataFinder(tables, calendar);
  const lacking = new Map<string, string>();
  const chosen: { code: string; m49: number; name: string; region: string | null }[] = [];
  for (let row = 0; row < areaCodes.m49.length; row++) {
    const code = categoryAt(areaCodes.iso3, row)!;
    const m49 = areaCodes.m49[row]!;
    const lack = areaCodes.wpp[row] === 1 ? lackOf(code, m49) : 'not a country or area of WPP';
    if (lack !== null) lacking.set(code, lack);
    else chosen.push({ code, m49, name: categoryAt(areaCodes.name, row)!, region: regionOf(areaCodes, row) });
  }
  if (chosen.length < 2) refuseSelection(chosen.length, lacking, calendar);
  chosen.sort((a, b) => compareText(a.code, b.code));
  return {
    table: {
      area: categoryOf(chosen.map(({ code }) => code)),
      m49: Int32Array.from(chosen, ({ m49 }) => m49),
      name: categoryOf(chosen.map(({ name }) => name)),
      region: categoryOf(chosen.map(({ region }) => region)),
    },
    codes: chosen.map(({ code }) => code),
    lacking,
  };
}

function regionOf({ iso3, region }: RawTables['areaCodes'], row: number): string | null {
  return categoryAt(region, row) ?? OTHER_REGIONS.get(categoryAt(iso3, row)!) ?? null;
}

/** Finds the first thing that an area lacks; null where it lacks nothing. Population on 1 January is that of the day before. */
function missingDataFinder(tables: RawTables, calendar: Calendar): (code: string, m49: number) => string | null {
  const { stocks, gdp, pairMeasures } = tables;
  const withStock = new Set([...stocks.birth.levels, ...stocks.residence.levels]);
  const withDistance = codesWithDistance(pairMeasures);
  const demography = new DemographyIndex(tables.demography);
  const gdpRow = gdpRows(gdp);
  const years = yearsOf(calendar);
  const complete = (m49: number) =>
    demography.rowOf('population_end', m49, calendar.first - 1) >= 0 &&
    years.every((year) => YEARLY.every((indicator) => demography.rowOf(indicator, m49, year) >= 0));
  return (code, m49) => {
    if (!withStock.has(code)) return 'no stock is published';
    if (!complete(m49)) return 'no WPP indicators in some year';
    if (years.some((year) => gdpRow(code, year) < 0)) return 'no GDP in some year';
    return withDistance.has(code) ? null : 'no distances';
  };
}

function codesWithDistance({ measure, orig }: RawTables['pairMeasures']): ReadonlySet<string> {
  const distance = measure.levels.indexOf('distance');
  const codes = new Set<string>();
  for (let row = 0; row < measure.codes.length; row++) {
    if (measure.codes[row] === distance) codes.add(categoryAt(orig, row)!);
  }
  return codes;
}

function refuseSelection(count: number, lacking: ReadonlyMap<string, string>, { first, last }: Calendar): never {
  return refuse('E307', `${count} areas have stocks, WPP indicators, GDP and distances in every year from ${first} to ${last}`, {
    expected: 'two areas or more',
    hint: 'Shorten `years`, or complete the sources.',
    details: [...lacking].slice(0, 5).map(([code, lack]) => `${code}: ${lack}`),
  });
}
