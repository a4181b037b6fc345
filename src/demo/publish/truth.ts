import { AREAS } from '../world/areas.ts';
import {
  COUNTRY_COUNT,
  FIRST_YEAR,
  LAST_SIMULATED_YEAR,
  LAST_YEAR,
  pair,
  populationOf,
  stocksAtMidYear,
  type TrueWorld,
  triple,
  trueNetMigration,
  yearOf,
} from '../world/world.ts';
import { gzippedLines } from './formats/text.ts';
import { STOCK_DATES } from './stocks.ts';

/** flows.csv.gz: every true flow that is not zero. Only the evaluation reads it. */
export function trueFlows(world: TrueWorld): Uint8Array {
  const lines = ['year,birth,orig,dest,persons'];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const { flows } = yearOf(world, year);
    for (let b = 0; b < COUNTRY_COUNT; b++) {
      for (let i = 0; i < COUNTRY_COUNT; i++) {
        for (let j = 0; j < COUNTRY_COUNT; j++) {
          const persons = flows[triple(b, i, j)]!;
          if (persons > 0) lines.push(`${year},${AREAS[b]!.iso3},${AREAS[i]!.iso3},${AREAS[j]!.iso3},${persons}`);
        }
      }
    }
  }
  return gzippedLines(lines);
}

/** populations.csv.gz: persons on 1 January and what changes them in the year. The year after the last flows is there as well. */
export function truePopulations(world: TrueWorld): Uint8Array {
  const lines = ['year,area,population,births,deaths,net_migration'];
  for (let year = FIRST_YEAR; year <= LAST_SIMULATED_YEAR; year++) {
    const record = yearOf(world, year);
    const [population, deaths, net] = [populationOf(record.stocks), populationOf(record.deaths), trueNetMigration(record)];
    AREAS.forEach(({ iso3 }, area) => {
      lines.push([year, iso3, population[area], record.births[area], deaths[area], net[area]].join(','));
    });
  }
  return gzippedLines(lines);
}

/** stocks.csv.gz: the foreign-born on 1 July of the dates of the stock files; a half is the mean of two tables of January. */
export function trueStocks(world: TrueWorld): Uint8Array {
  const lines = ['year,birth,residence,persons'];
  for (const year of STOCK_DATES) {
    const stocks = stocksAtMidYear(world, year);
    AREAS.forEach((birth, b) => {
      AREAS.forEach((residence, j) => {
        if (b !== j) lines.push(`${year},${birth.iso3},${residence.iso3},${stocks[pair(b, j)]}`);
      });
    });
  }
  return gzippedLines(lines);
}
