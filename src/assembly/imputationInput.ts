import type { Pairs, Panel, StocksMidYear } from '../../schemas/types.ts';
import type { ImputationInput, StockDate } from '../../src/demography/imputation.ts';
import { refuse } from '../../src/diagnostics/diagnostic.ts';
import { pairMatrix, yearlyMatrices, yearlyVectors } from '../../src/tables/pivot.ts';

/** Calendar years of the panel, first and last included. */
export interface Years {
  readonly first: number;
  readonly last: number;
}

/** Dates of the stocks table with the demography of their years, and births and deaths between them. */
export function imputationInput(stocks: StocksMidYear, panel: Panel, areas: readonly string[], years: Years): ImputationInput {
  const keys = { year: stocks.year, from: stocks.birth, to: stocks.residence };
  const persons = yearlyMatrices(keys, stocks.persons, areas);
  const alternative = yearlyMatrices(keys, stocks.alternative, areas);
  const dates = [...persons.keys()].sort((a, b) => a - b);
  if (dates.length < 2) refuse('E505', `the stocks have ${dates.length} dates`, { expected: 'two dates or more' });

  const series = new DemographicSeries(panel, areas);
  return {
    areas,
    dates: dates.map((year) => ({
      year,
      persons: persons.get(year) as Float64Array,
      alternative: alternative.get(year) as Float64Array,
      ...demographyAt(series, year, years),
    })),
    between: dates.slice(1).map((end, index) => ({
      births: series.sum('births', dates[index] as number, end),
      deaths: series.sum('deaths', dates[index] as number, end),
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
function demographyAt(series: DemographicSeries, year: number, years: Years): Omit<StockDate, 'year' | 'persons' | 'alternative'> {
  const covered = Math.min(year, years.last);
  const population = series.at('population', year);
  const before = series.at('population', covered);
  const after = series.at('population', covered + 1);
  return {
    population,
    midYearPopulation: population.map((persons, area) => persons + ((after[area] as number) - (before[area] as number)) / 2),
    births: series.at('births', covered),
    deathRate: series.at('death_rate', covered),
  };
}

/** Vectors of the panel by indicator and year, n each. */
class DemographicSeries {
  readonly #areas: readonly string[];
  readonly #byIndicator: ReadonlyMap<string, ReadonlyMap<number, Float64Array>>;

  constructor(panel: Panel, areas: readonly string[]) {
    this.#areas = areas;
    const indicators = ['population', 'births', 'deaths', 'death_rate'];
    this.#byIndicator = new Map(indicators.map((indicator) => [indicator, yearlyVectors(panel, indicator, areas)]));
  }

  /** Refuses (E505) a year in which an area has no value. */
  at(indicator: string, year: number): Float64Array {
    const values = this.#byIndicator.get(indicator)?.get(year);
    const gap = values?.findIndex((value) => Number.isNaN(value)) ?? 0;
    if (values !== undefined && gap < 0) return values;
    return refuse('E505', `the panel has no ${indicator} of ${this.#areas[gap]} in ${year}`, {
      expected: 'population, births, deaths and death rate of every area in every year from the first to the last stock date',
      hint: 'choose years in params.yaml that reach from the first stock date to the year before the last',
    });
  }

  /** Sum over the calendar years from `start` to the one before `end`. */
  sum(indicator: string, start: number, end: number): Float64Array {
    const total = new Float64Array(this.#areas.length);
    for (let year = start; year < end; year++) {
      const values = this.at(indicator, year);
      for (let area = 0; area < total.length; area++) total[area] = (total[area] as number) + (values[area] as number);
    }
    return total;
  }
}
