import type { Pairs, Panel, StocksMidYear } from '../../../schemas/generated/types.ts';
import type { ImputationInput, StockDate } from '../../demography/stocks/imputation.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { yearlyMatrices } from '../../tables/pivot.ts';
import type { Years } from '../areas.ts';
import { pairMeasure } from '../pairMeasures.ts';
import { PanelSeries } from '../panelSeries.ts';

interface Demography {
  readonly population: PanelSeries;
  readonly deathRate: PanelSeries;
}

/** Dates of the stocks table with the demography of their years, and births and deaths between them. */
export function imputationInput(stocks: StocksMidYear, panel: Panel, areas: readonly string[], years: Years): ImputationInput {
  const keys = { year: stocks.year, from: stocks.birth, to: stocks.residence };
  const persons = yearlyMatrices(keys, stocks.persons, areas);
  const alternative = yearlyMatrices(keys, stocks.alternative, areas);
  const imputed = yearlyMatrices(keys, Float64Array.from(stocks.imputed), areas);
  const dates = [...persons.keys()].sort((a, b) => a - b);
  if (dates.length < 2) refuse('E307', `the stocks have ${dates.length} dates`, { expected: 'two dates or more' });

  const births = new PanelSeries(panel, 'births', areas);
  const deaths = new PanelSeries(panel, 'deaths', areas);
  const demography = {
    population: new PanelSeries(panel, 'population', areas),
    deathRate: new PanelSeries(panel, 'death_rate', areas),
  };
  return {
    areas,
    dates: dates.map((year) => ({
      year,
      persons: persons.get(year)!,
      alternative: alternative.get(year)!,
      imputed: Uint8Array.from(imputed.get(year)!, (flag) => (flag === 1 ? 1 : 0)),
      ...demographyAt(demography, year, years),
    })),
    between: dates.slice(1).map((end, index) => ({
      births: births.sum(dates[index]!, end),
      deaths: deaths.sum(dates[index]!, end),
    })),
  };
}

/** Kilometres of ordered pairs: n*n. Refuses (E307) a pair without distance. */
export function distances(pairs: Pairs, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const matrix = pairMeasure(pairs, 'distance', areas);
  const gap = matrix.findIndex((kilometres, cell) => Number.isNaN(kilometres) && cell % (n + 1) !== 0);
  if (gap < 0) return matrix;
  return refuse('E307', `pairs have no distance from ${areas[Math.floor(gap / n)]} to ${areas[gap % n]}`, {
    expected: 'the distance of every ordered pair of areas',
  });
}

/** Population of 1 January and death rate of a stock date; years after the last of the panel take its death rate. */
function demographyAt({ population, deathRate }: Demography, year: number, years: Years): Pick<StockDate, 'population' | 'deathRate'> {
  return { population: population.at(year), deathRate: deathRate.at(Math.min(year, years.last)) };
}
