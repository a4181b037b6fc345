import type { Areas, Demography, Gdp } from '../../schemas/types.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { categoryAt, categoryOf } from '../tables/columns.ts';
import { compareText } from './order.ts';
import { type Calendar, type RawTables, yearsOf } from './tables.ts';

export interface AreaSelection {
  readonly table: Areas;
  /** ISO3 codes; their positions number the areas everywhere. */
  readonly codes: readonly string[];
  /** What each other code of the code list lacks, by ISO3. */
  readonly lacking: ReadonlyMap<string, string>;
}

/**
 * Selects the areas that have a published stock (of birth or of residence), WPP indicators and GDP in every year, and distances:
 * the 231 of the paper (method.md, section 1 and appendix A). Refuses fewer than two (E505).
 */
export function selectAreas(tables: RawTables, calendar: Calendar): AreaSelection {
  const { areaCodes } = tables;
  const lackOf = lackFinder(tables, calendar);
  const lacking = new Map<string, string>();
  const chosen: { code: string; m49: number; name: string }[] = [];
  for (let row = 0; row < areaCodes.m49.length; row++) {
    const code = categoryAt(areaCodes.iso3, row) as string;
    const m49 = areaCodes.m49[row] as number;
    const lack = areaCodes.wpp[row] === 1 ? lackOf(code, m49) : 'not a country or area of WPP';
    if (lack === null) chosen.push({ code, m49, name: categoryAt(areaCodes.name, row) as string });
    else lacking.set(code, lack);
  }
  if (chosen.length < 2) refuseSelection(chosen.length, lacking, calendar);
  chosen.sort((a, b) => compareText(a.code, b.code));
  return {
    table: {
      area: categoryOf(chosen.map(({ code }) => code)),
      m49: Int32Array.from(chosen, ({ m49 }) => m49),
      name: categoryOf(chosen.map(({ name }) => name)),
    },
    codes: chosen.map(({ code }) => code),
    lacking,
  };
}

/** Row of a WPP table by M49 code and year; -1 where it has none. */
export function demographyRows({ m49, year }: Demography): (m49: number, year: number) => number {
  const rows = new Map<string, number>();
  for (let row = 0; row < m49.length; row++) rows.set(`${m49[row]} ${year[row]}`, row);
  return (area, when) => rows.get(`${area} ${when}`) ?? -1;
}

/** Row of a GDP table by ISO3 and year; -1 where it has none, or where a value is missing. */
export function gdpRows({ area, year, gdp_per_capita, growth }: Gdp): (area: string, year: number) => number {
  const rows = new Map<string, number>();
  for (let row = 0; row < year.length; row++) {
    const complete = !Number.isNaN(gdp_per_capita[row]) && !Number.isNaN(growth[row]);
    if (complete) rows.set(`${categoryAt(area, row)} ${year[row]}`, row);
  }
  return (code, when) => rows.get(`${code} ${when}`) ?? -1;
}

/** Finds the first thing that an area lacks; null where it lacks nothing. Population on 1 January needs the year before as well. */
function lackFinder({ stocks, demography, gdp, distance }: RawTables, calendar: Calendar): (code: string, m49: number) => string | null {
  const withStock = new Set([...stocks.birth.levels, ...stocks.residence.levels]);
  const withDistance = new Set(distance.orig.levels);
  const demographyRow = demographyRows(demography);
  const gdpRow = gdpRows(gdp);
  const years = yearsOf(calendar);
  return (code, m49) => {
    if (!withStock.has(code)) return 'no stock is published';
    if ([calendar.first - 1, ...years].some((year) => demographyRow(m49, year) < 0)) return 'no WPP indicators in some year';
    if (years.some((year) => gdpRow(code, year) < 0)) return 'no GDP in some year';
    return withDistance.has(code) ? null : 'no distances';
  };
}

function refuseSelection(count: number, lacking: ReadonlyMap<string, string>, { first, last }: Calendar): never {
  return refuse('E505', `${count} areas have stocks, WPP indicators, GDP and distances in every year from ${first} to ${last}`, {
    expected: 'two areas or more',
    hint: 'Shorten `years`, or complete the sources.',
    details: [...lacking].slice(0, 5).map(([code, lack]) => `${code}: ${lack}`),
  });
}
