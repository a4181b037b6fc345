import type { Pairs, Panel, StocksMidYear } from '../../schemas/types.ts';
import type { ImputationInput, StockDate } from '../demography/imputation.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { pairMatrix, yearlyMatrices } from '../tables/pivot.ts';
import type { Years } from './areas.ts';
import { PanelSeries } from './panelSeries.ts';

interface Demography {
  readonly population: PanelSeries;
  readonly births: PanelSeries;
  readonly deathRate: PanelSeries;
}

/** Dates of the stocks table with the demography of their years, and births and deaths between them. */
export function imputationInput(stocks: StocksMidYear, panel: Panel, areas: readonly string[], years: Years): ImputationInput {
  const keys = { year: stocks.year, from: stocks.birth, to: stocks.residence };
  const persons = yearlyMatrices(keys, stocks.persons, areas);
  const alternative = yearlyMatrices(keys, stocks.alternative, areas);
  const dates = [...persons.keys()].sort((a, b) => a - b);
  if (dates.length < 2) refuse('E505', `the stocks have ${dates.length} dates`, { expected: 'two dates or more' });

  const births = new PanelSeries(panel, 'births', areas);
  const deaths = new PanelSeries(panel, 'deaths', areas);
  const demography = {
    population: new PanelSeries(panel, 'population', areas),
    births,
    deathRate: new PanelSeries(panel, 'death_rate', areas),
  };
  return {
    areas,
    dates: dates.map((year) => ({
      year,
      persons: persons.get(year) as Float64Array,
      alternative: alternative.get(year) as Float64Array,
      ...demographyAt(demography, year, years),
    })),
    between: dates.slice(1).map((end, index) => ({
      births: births.sum(dates[index] as number, end),
      deaths: deaths.sum(dates[index] as number, end),
    })),
  };
}

/** Kilometres of ordered pairs: n*n. Refuses (E505) a pair without distance. */
export function distances(pairs: Pairs, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const matrix = pairMatrix({ from: pairs.orig, to: pairs.dest }, pairs.distance_km, areas);
  const gap = matrix.findIndex((kilometres, cell) => Number.isNaN(kilometres) && cell % (n + 1) !== 0);
  if (gap < 0) return matrix;
  return refuse('E505', `pairs have no distance from ${areas[Math.floor(gap / n)]} to ${areas[gap % n]}`, {
    expected: 'the distance of every ordered pair of areas',
  });
}

/**
 * Demography of the year of a stock date. Years after the last of the panel (stocks of 2024 beside calendar years to
 * 2023) take births and death rate of the last one, and half of its growth to mid-year.
 */
function demographyAt(
  { population: populations, births, deathRate }: Demography,
  year: number,
  years: Years,
): Omit<StockDate, 'year' | 'persons' | 'alternative'> {
  const covered = Math.min(year, years.last);
  const population = populations.at(year);
  const before = populations.at(covered);
  const after = populations.at(covered + 1);
  return {
    population,
    midYearPopulation: population.map((persons, area) => persons + ((after[area] as number) - (before[area] as number)) / 2),
    births: births.at(covered),
    deathRate: deathRate.at(covered),
  };
}
