import type { AreaMeasures, Gdp } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import { DemographyIndex, type WppIndicator } from '../areas/demographyIndex.ts';
import { gdpRows } from '../areas/gdp.ts';
import { UNCHANGED } from '../lineage/provenance.ts';
import type { RawTables } from '../lineage/rawTables.ts';
import { SOURCE } from '../lineage/sources.ts';

/** One value of the panel and where it comes from. Source and file are null, and the row -1, where no published cell has it. */
export interface PanelCell {
  readonly value: number;
  readonly imputed: 0 | 1;
  readonly source: string | null;
  readonly file: string | null;
  readonly row: number;
  readonly operation: string;
}

export interface Indicator {
  readonly name: string;
  /** Value of an area, by M49 and ISO3 code, in a year. */
  readonly at: (m49: number, code: string, year: number) => PanelCell;
}

const THOUSANDS = 'thousands to persons';
const PER_THOUSAND = 'per 1000 inhabitants to per inhabitant';
const CHAINED = 'thousands to persons; on 31 December of the year before, chained back from the projection by annual change';
const FILLED = 'filled in by the compilers';

/** The indicators of the panel, sorted by name. */
export function indicatorsOf(tables: RawTables): Indicator[] {
  const demography = new DemographyIndex(tables.demography);
  const wpp = (name: string, indicator: WppIndicator, operation: string, divisor = 1, lag = 0): Indicator => ({
    name,
    at: (m49, _, year) => wppCell(demography, demography.rowOf(indicator, m49, year - lag), operation, divisor),
  });
  return [
    wpp('birth_rate', 'crude_birth_rate', PER_THOUSAND, 1000),
    wpp('births', 'births', THOUSANDS),
    yearlyCounts(tables.areaMeasures),
    wpp('death_rate', 'crude_death_rate', PER_THOUSAND, 1000),
    wpp('deaths', 'deaths', THOUSANDS),
    membership(tables.areaMeasures),
    economic('gdp_growth', 'growth', 'in per cent', tables.gdp),
    economic('gdp_per_capita', 'gdp_per_capita', 'in USD of 2015', tables.gdp),
    wpp('life_expectancy', 'life_expectancy', `${UNCHANGED}, in years`),
    wpp('net_migration', 'net_migration', THOUSANDS),
    wpp('population', 'population_end', CHAINED, 1, 1),
  ];
}

/** Areas are selected by having every WPP indicator, so the row is there. */
function wppCell({ table }: DemographyIndex, row: number, operation: string, divisor: number): PanelCell {
  return {
    value: table.value[row]! / divisor,
    imputed: 0,
    source: SOURCE.demography,
    file: categoryAt(table.file, row),
    row: table.row[row]!,
    operation,
  };
}

/** GDP is complete for the areas; what the compilers filled in (docs/method.md 2.4) is flagged and keeps its place in their file. */
function economic(name: string, measure: 'gdp_per_capita' | 'growth', unit: string, gdp: Gdp): Indicator {
  const rowOf = gdpRows(gdp);
  return {
    name,
    at: (_, code, year) => {
      const row = rowOf(code, year);
      const imputed = gdp.imputed[row] === 1 ? 1 : 0;
      return {
        value: gdp[measure][row]!,
        imputed,
        source: SOURCE.gdp,
        file: categoryAt(gdp.file, row),
        row: gdp.row[row]!,
        operation: `${imputed === 1 ? FILLED : UNCHANGED}, ${unit}`,
      };
    },
  };
}

/** Conflict deaths of UCDP; an area and year without any is not listed (docs/method.md 2.1). */
function yearlyCounts(measures: AreaMeasures): Indicator {
  const rowOf = measureRows(measures, 'conflict_deaths');
  return {
    name: 'conflict_deaths',
    at: (_, code, year) => {
      const row = rowOf(code, year);
      return row >= 0 ? measureCell(measures, row, `${UNCHANGED}, in persons`) : defaultCell(0, 'not listed: no deaths in conflict');
    },
  };
}

/** Membership of the European Union, constant after the last year of the list (docs/method.md 2.1). */
function membership(measures: AreaMeasures): Indicator {
  const rowOf = measureRows(measures, 'eu_member');
  const lastListed = lastYears(measures, 'eu_member');
  return {
    name: 'eu_member',
    at: (_, code, year) => {
      const row = rowOf(code, year);
      if (row >= 0) return measureCell(measures, row, `${UNCHANGED}, 1 for a member`);
      const last = lastListed.get(code);
      if (last === undefined || last > year) return defaultCell(0, 'not listed: no member');
      return defaultCell(measures.value[rowOf(code, last)]!, `as in ${last}, the last year that is listed`);
    },
  };
}

function measureCell({ value, source, file, row }: AreaMeasures, index: number, operation: string): PanelCell {
  return {
    value: value[index]!,
    imputed: 0,
    source: categoryAt(source, index),
    file: categoryAt(file, index),
    row: row[index]!,
    operation,
  };
}

function defaultCell(value: number, operation: string): PanelCell {
  return { value, imputed: 1, source: null, file: null, row: -1, operation };
}

/** Row of a measure by ISO3 and year; -1 where it is not listed. */
function measureRows({ measure, area, year }: AreaMeasures, name: string): (code: string, year: number) => number {
  const rows = new Map<string, number>();
  for (let row = 0; row < year.length; row++) {
    if (categoryAt(measure, row) === name) rows.set(`${categoryAt(area, row)} ${year[row]}`, row);
  }
  return (code, when) => rows.get(`${code} ${when}`) ?? -1;
}

/** Last listed year of each area. */
function lastYears({ measure, area, year }: AreaMeasures, name: string): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (let row = 0; row < year.length; row++) {
    const code = categoryAt(area, row)!;
    if (categoryAt(measure, row) === name) last.set(code, Math.max(last.get(code) ?? Number.NEGATIVE_INFINITY, year[row]!));
  }
  return last;
}
