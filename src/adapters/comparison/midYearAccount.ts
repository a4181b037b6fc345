import type { ReportedStocks } from '../../../schemas/generated/types.ts';
import { columnTotals } from '../../demography/tableTotals.ts';
import type { Interval } from '../../evaluation/comparison/comparison.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { Years } from '../areas.ts';
import type { PanelSeries } from '../panelSeries.ts';
import type { DemographicSeries } from './demographicSeries.ts';
import type { StockBasedInput } from './stockBasedFlows.ts';

/** What becomes of residents whose place of birth is in no area: they count as native-born, or not at all. */
export type UnknownBirth = 'native' | 'left out';

/** Stocks of one revision on 1 July by year, as published: n*n (birth, residence), and residents born elsewhere, n. */
export interface StocksOfRevision {
  readonly known: Float64Array;
  readonly unknown: Float64Array;
}

/** Stocks of a revision by year. A pair without a row has nobody; births outside `areas` are of unknown place. */
export function stocksOfRevision(stocks: ReportedStocks, revision: number, areas: readonly string[]): Map<number, StocksOfRevision> {
  const n = areas.length;
  const indexOf = new Map(areas.map((area, index) => [area, index]));
  const byYear = new Map<number, StocksOfRevision>();
  for (const [row, persons] of stocks.persons.entries()) {
    const residence = indexOf.get(categoryAt(stocks.residence, row)!);
    if (stocks.revision[row] !== revision || residence === undefined) continue;
    const birth = indexOf.get(categoryAt(stocks.birth, row)!);
    const year = stocks.year[row]!;
    const table = byYear.get(year) ?? { known: new Float64Array(n * n), unknown: new Float64Array(n) };
    byYear.set(year, table);
    if (birth === undefined) table.unknown[residence] = table.unknown[residence]! + persons;
    else if (birth !== residence) table.known[birth * n + residence] = persons;
  }
  return byYear;
}

/**
 * Input of the stock-based estimators from 1 July of the first to 1 July of the last year of an interval, nothing imputed:
 * native-born are the population at mid-year without the foreign-born; of the two end years, half of the births, deaths
 * and net migration count. What the panel does not reach (the year of a last stock date) is taken from its last year.
 */
export function midYearAccount(
  stocks: ReadonlyMap<number, StocksOfRevision>,
  demography: DemographicSeries,
  { start, end }: Interval,
  years: Years,
  unknownBirth: UnknownBirth,
): StockBasedInput {
  const { areas, births, deaths, netMigration } = demography;
  const tableAt = (year: number) => withNatives(stocks.get(year)!, midYearPopulation(demography.population, year, years), unknownBirth);
  return {
    areas,
    start: tableAt(start),
    end: tableAt(end),
    births: midYearSum(births, start, end, years),
    deaths: midYearSum(deaths, start, end, years),
    netMigration: midYearSum(netMigration, start, end, years),
  };
}

function midYearPopulation(population: PanelSeries, year: number, years: Years): Float64Array {
  const before = population.at(Math.min(year, years.last));
  const after = population.at(Math.min(year, years.last) + 1);
  return population.at(year).map((persons, area) => persons + (after[area]! - before[area]!) / 2);
}

/** Half of the first and of the last year, and all between. */
function midYearSum(series: PanelSeries, start: number, end: number, years: Years): Float64Array {
  const last = series.at(Math.min(end, years.last));
  const halves = series.at(start).map((persons, area) => (persons + last[area]!) / 2);
  return series.sum(start + 1, end).map((persons, area) => persons + halves[area]!);
}

/**
 * Native-born on the diagonal, negative where there are more foreign-born than people. Where most residents are of unknown
 * birth (Bonaire in 1990), leaving them out would leave fewer people than have children and die: they stay natives.
 */
function withNatives({ known, unknown }: StocksOfRevision, population: Float64Array, unknownBirth: UnknownBirth): Float64Array {
  const n = population.length;
  const foreign = columnTotals(known, n);
  const table = Float64Array.from(known);
  for (let area = 0; area < n; area++) {
    const isLeftOut = unknownBirth === 'left out' && unknown[area]! <= population[area]! / 2;
    table[area * (n + 1)] = population[area]! - foreign[area]! - (isLeftOut ? unknown[area]! : 0);
  }
  return table;
}
