import type { Demography, Gdp, Panel } from '../../schemas/types.ts';
import { categoryOf } from '../tables/columns.ts';
import { type AreaSelection, demographyRows, gdpRows } from './areas.ts';
import { SOURCE } from './sources.ts';
import { type Calendar, yearsOf } from './tables.ts';

interface Indicator {
  readonly name: string;
  readonly source: string;
  readonly operation: string;
  /** Value for an area, by M49 and ISO3 code, and a year. */
  readonly at: (m49: number, code: string, year: number) => number;
}

type Measure = Exclude<keyof Demography, 'm49' | 'year'>;

/**
 * The panel, sorted by area, year and indicator: every calendar year, and population on 1 January of the year after the last.
 * Stock accounting rests on P(t+1) = P(t) + B(t) - D(t) + M(t): P on 1 January, B, D and M over the calendar year.
 * WPP 2024 keeps it within 200 persons (README of the data, "WPP").
 */
export function buildPanel(selection: AreaSelection, demography: Demography, gdp: Gdp, calendar: Calendar): Panel {
  const indicators = indicatorsOf(demography, gdp);
  const population = indicators.filter(({ name }) => name === 'population');
  const years = [...yearsOf(calendar), calendar.last + 1];
  const rows = selection.codes.flatMap((_, area) =>
    years.flatMap((year) => (year > calendar.last ? population : indicators).map((indicator) => ({ area, year, indicator }))),
  );
  const { m49 } = selection.table;
  return {
    area: { levels: selection.codes, codes: Int32Array.from(rows, ({ area }) => area) },
    year: Int16Array.from(rows, ({ year }) => year),
    indicator: categoryOf(rows.map(({ indicator }) => indicator.name)),
    value: Float64Array.from(rows, ({ area, year, indicator }) => {
      return indicator.at(m49[area] as number, selection.codes[area] as string, year);
    }),
    source: categoryOf(rows.map(({ indicator }) => indicator.source)),
    operation: categoryOf(rows.map(({ indicator }) => indicator.operation)),
  };
}

/** The indicators by name. */
function indicatorsOf(demography: Demography, gdp: Gdp): Indicator[] {
  const demographyRow = demographyRows(demography);
  const gdpRow = gdpRows(gdp);
  const wpp = (name: string, measure: Measure, operation = 'none'): Indicator => ({
    name,
    source: SOURCE.demography,
    operation,
    at: (m49, _, year) => demography[measure][demographyRow(m49, year)] as number,
  });
  const rate = (name: string, measure: Measure): Indicator => ({
    name,
    source: SOURCE.demography,
    operation: 'divided by 1000',
    at: (m49, _, year) => (demography[measure][demographyRow(m49, year)] as number) / 1000,
  });
  const economic = (name: string, measure: 'gdp_per_capita' | 'growth'): Indicator => ({
    name,
    source: SOURCE.gdp,
    operation: 'none',
    at: (_, code, year) => gdp[measure][gdpRow(code, year)] as number,
  });
  return [
    rate('birth_rate', 'crude_birth_rate'),
    wpp('births', 'births', THOUSANDS),
    rate('death_rate', 'crude_death_rate'),
    wpp('deaths', 'deaths', THOUSANDS),
    economic('gdp_growth', 'growth'),
    economic('gdp_per_capita', 'gdp_per_capita'),
    wpp('life_expectancy', 'life_expectancy'),
    wpp('net_migration', 'net_migration', THOUSANDS),
    {
      name: 'population',
      source: SOURCE.demography,
      operation: 'on 31 December of the year before, chained back from the projection by annual change',
      at: (m49, _, year) => demography.population_end[demographyRow(m49, year - 1)] as number,
    },
  ];
}

const THOUSANDS = 'thousands to persons';
