import { AREAS } from './areas.ts';

/** Number of countries. */
export const COUNTRY_COUNT = AREAS.length;

/** First year that is published; the process starts earlier so that diasporas have a past. */
export const FIRST_YEAR = 1990;
/** Last year of true flows that are published. One more year is simulated, for the mid-year stocks of 2024. */
export const LAST_YEAR = 2023;
/** First simulated year. */
export const FIRST_SIMULATED_YEAR = 1970;
/** Last simulated year. */
export const LAST_SIMULATED_YEAR = LAST_YEAR + 1;

/**
 * One year of the truth, all in whole persons, over any number of countries. Stocks are countries x countries (birth, residence),
 * flows countries x countries x countries (birth, origin, destination).
 */
export interface TrueYear {
  readonly year: number;
  /** 1 January. */
  readonly stocks: Int32Array;
  readonly births: Int32Array;
  readonly deaths: Int32Array;
  readonly flows: Int32Array;
  /** Those of the stocks who are refugees, 31 December (birth, asylum). */
  readonly refugees: Int32Array;
  /** Those driven out of their country of birth in the year (birth, asylum); refugees who moved on are not among them. */
  readonly displaced: Int32Array;
}

export interface TrueWorld {
  readonly years: readonly TrueYear[];
  /** Stocks on 1 January after the last year. */
  readonly finalStocks: Int32Array;
}

/** Position of a pair in a stock table. */
export function pair(birth: number, residence: number): number {
  return birth * COUNTRY_COUNT + residence;
}

/** Position of a triple in a flow table. */
export function triple(birth: number, origin: number, destination: number): number {
  return (birth * COUNTRY_COUNT + origin) * COUNTRY_COUNT + destination;
}

/** The year's record. Throws a RangeError on a year that was not simulated. */
export function yearOf(world: TrueWorld, year: number): TrueYear {
  const record = world.years[year - world.years[0]!.year];
  if (!record) throw new RangeError(`year ${year} is not simulated`);
  return record;
}

/** Stocks on 1 January of a year. */
export function stocksOn(world: TrueWorld, year: number): Int32Array {
  return year === world.years.at(-1)!.year + 1 ? world.finalStocks : yearOf(world, year).stocks;
}

/** Population by country of residence, persons. */
export function populationOf(stocks: Int32Array | Float64Array): Float64Array {
  const countries = Math.sqrt(stocks.length);
  const population = new Float64Array(countries);
  for (let cell = 0; cell < stocks.length; cell++) population[cell % countries]! += stocks[cell]!;
  return population;
}

/** Stocks on 1 July: the mean of the two tables of January around it. May end in a half. */
export function stocksAtMidYear(world: TrueWorld, year: number): Float64Array {
  const before = stocksOn(world, year);
  const after = stocksOn(world, year + 1);
  return Float64Array.from(before, (persons, index) => (persons + after[index]!) / 2);
}

/** Flows added over country of birth, countries x countries (origin, destination). */
export function flowsByPair({ flows, births }: Pick<TrueYear, 'flows' | 'births'>): Float64Array {
  const pairs = births.length * births.length;
  const sums = new Float64Array(pairs);
  for (let cell = 0; cell < flows.length; cell++) sums[cell % pairs]! += flows[cell]!;
  return sums;
}

/** Arrivals less departures of each country. */
export function trueNetMigration(record: TrueYear): Float64Array {
  const countries = record.births.length;
  const flows = flowsByPair(record);
  const net = new Float64Array(countries);
  for (let origin = 0; origin < countries; origin++) {
    for (let destination = 0; destination < countries; destination++) {
      net[destination]! += flows[origin * countries + destination]!;
      net[origin]! -= flows[origin * countries + destination]!;
    }
  }
  return net;
}

/**
 * Stocks one year on, in whole persons: S(t+1) = S(t) - deaths + births + arrivals - departures, cell by cell.
 * Throws a RangeError if a cell were to fall below zero, which draws among the living rule out.
 */
export function account({ stocks, births, deaths, flows }: Pick<TrueYear, 'stocks' | 'births' | 'deaths' | 'flows'>): Int32Array {
  const countries = births.length;
  const next = Int32Array.from(stocks, (persons, cell) => persons - deaths[cell]!);
  for (let country = 0; country < countries; country++) next[country * (countries + 1)]! += births[country]!;
  for (let cell = 0; cell < stocks.length; cell++) {
    const birthRow = cell - (cell % countries);
    for (let to = 0; to < countries; to++) {
      const moved = flows[cell * countries + to]!;
      next[cell]! -= moved;
      next[birthRow + to]! += moved;
    }
  }
  if (next.some((persons) => persons < 0)) throw new RangeError('a true stock fell below zero');
  return next;
}
