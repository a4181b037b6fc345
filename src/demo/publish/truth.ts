import {
  FIRST_YEAR,
  LAST_SIMULATED_YEAR,
  LAST_YEAR,
  populationOf,
  stocksAtMidYear,
  type TrueWorld,
  trueNetMigration,
  yearOf,
} from '../world/world.ts';
import { gzippedLines } from './formats/text.ts';
import { STOCK_DATES } from './stocks.ts';

/** flows.csv.gz: every true flow that is not zero, over the countries of `codes`. Only the evaluation reads it. */
export function trueFlows(world: TrueWorld, codes: readonly string[]): Uint8Array {
  const countries = codes.length;
  const lines = ['year,birth,orig,dest,persons'];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const { flows } = yearOf(world, year);
    for (let cell = 0; cell < flows.length; cell++) {
      if (flows[cell] === 0) continue;
      const [birth, pairs] = [Math.floor(cell / countries ** 2), cell % countries ** 2];
      lines.push(`${year},${codes[birth]},${codes[Math.floor(pairs / countries)]},${codes[pairs % countries]},${flows[cell]}`);
    }
  }
  return gzippedLines(lines);
}

/** populations.csv.gz: persons on 1 January and what changes them in the year. The year after the last flows is there as well. */
export function truePopulations(world: TrueWorld, codes: readonly string[]): Uint8Array {
  const lines = ['year,area,population,births,deaths,net_migration'];
  for (let year = FIRST_YEAR; year <= LAST_SIMULATED_YEAR; year++) {
    const record = yearOf(world, year);
    const [population, deaths, net] = [populationOf(record.stocks), populationOf(record.deaths), trueNetMigration(record)];
    codes.forEach((iso3, area) => {
      lines.push([year, iso3, population[area], record.births[area], deaths[area], net[area]].join(','));
    });
  }
  return gzippedLines(lines);
}

/** stocks.csv.gz: the foreign-born on 1 July of the dates of the stock files; a half is the mean of two tables of January. */
export function trueStocks(world: TrueWorld, codes: readonly string[]): Uint8Array {
  const lines = ['year,birth,residence,persons'];
  for (const year of STOCK_DATES) {
    const stocks = stocksAtMidYear(world, year);
    codes.forEach((birth, b) => {
      codes.forEach((residence, j) => {
        if (b !== j) lines.push(`${year},${birth},${residence},${stocks[b * codes.length + j]}`);
      });
    });
  }
  return gzippedLines(lines);
}
