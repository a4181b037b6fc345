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

/** One year of the truth, all in whole persons. Stocks are countries x countries (birth, residence), flows countries x countries x countries (birth, origin, destination). */
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
  const record = world.years[year - FIRST_SIMULATED_YEAR];
  if (!record) throw new RangeError(`year ${year} is not simulated`);
  return record;
}

/** Stocks on 1 January of a year. */
export function stocksOn(world: TrueWorld, year: number): Int32Array {
  return year === LAST_SIMULATED_YEAR + 1 ? world.finalStocks : yearOf(world, year).stocks;
}

/** Population by country of residence, persons. */
export function populationOf(stocks: Int32Array | Float64Array): Float64Array {
  const population = new Float64Array(COUNTRY_COUNT);
  for (let birth = 0; birth < COUNTRY_COUNT; birth++) {
    for (let residence = 0; residence < COUNTRY_COUNT; residence++) population[residence]! += stocks[pair(birth, residence)]!;
  }
  return population;
}

/** Stocks on 1 July: the mean of the two tables of January around it. May end in a half. */
export function stocksAtMidYear(world: TrueWorld, year: number): Float64Array {
  const before = stocksOn(world, year);
  const after = stocksOn(world, year + 1);
  return Float64Array.from(before, (persons, index) => (persons + after[index]!) / 2);
}

/** Flows added over country of birth, countries x countries (origin, destination). */
export function flowsByPair(record: TrueYear): Float64Array {
  const flows = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT);
  for (let birth = 0; birth < COUNTRY_COUNT; birth++) {
    for (let move = 0; move < COUNTRY_COUNT * COUNTRY_COUNT; move++)
      flows[move]! += record.flows[birth * COUNTRY_COUNT * COUNTRY_COUNT + move]!;
  }
  return flows;
}

/** Arrivals less departures of each country. */
export function trueNetMigration(record: TrueYear): Float64Array {
  const flows = flowsByPair(record);
  const net = new Float64Array(COUNTRY_COUNT);
  for (let origin = 0; origin < COUNTRY_COUNT; origin++) {
    for (let destination = 0; destination < COUNTRY_COUNT; destination++) {
      net[destination]! += flows[pair(origin, destination)]!;
      net[origin]! -= flows[pair(origin, destination)]!;
    }
  }
  return net;
}
