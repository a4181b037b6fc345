import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exp } from '../../src/numerics/elementary.ts';
import { Random } from '../../src/numerics/random.ts';

/** Stocks at both ends of an interval, n*n (birth, residence), natives on the diagonal, and what happens between; n each. */
export interface MadeUpInterval {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly births: Float64Array;
  readonly deaths: Float64Array;
}

/**
 * Made-up stocks like the published ones: natives log-normal around 2 million, four cells in five of the foreign-born
 * empty, the others log-normal around 300; in five years births are 10 % and deaths 5 % of the population, and stocks
 * abroad change by a fifth up or down. World totals do not balance, as those of the published stocks do not.
 */
export function madeUpIntervals(n: number, periods: number, seed: number): MadeUpInterval[] {
  const random = new Random(seed);
  const logNormal = (median: number, sd: number) => median * exp(sd * random.normal());
  let start = Float64Array.from({ length: n * n }, (_, cell) => {
    if (cell % (n + 1) === 0) return Math.round(logNormal(2e6, 1.5));
    return random.uniform() < 0.8 ? 0 : Math.round(logNormal(300, 2));
  });
  return Array.from({ length: periods }, () => {
    const population = new Float64Array(n);
    start.forEach((persons, cell) => {
      population[cell % n] = population[cell % n]! + persons;
    });
    const births = population.map((persons) => Math.round(persons * 0.1 * exp(0.3 * random.normal())));
    const deaths = population.map((persons) => Math.round(persons * 0.05 * exp(0.2 * random.normal())));
    const end = start.map((persons, cell) => {
      if (cell % (n + 1) !== 0) return Math.round(persons * exp(0.2 * random.normal()));
      return Math.round(persons + births[cell % n]! - deaths[cell % n]!);
    });
    const interval = { start, end, births, deaths };
    start = end;
    return interval;
  });
}

/** Writes intervals as R reads them: doubles, tables by columns. */
export function writeForR(folder: string, intervals: readonly MadeUpInterval[], n: number): void {
  mkdirSync(folder, { recursive: true });
  intervals.forEach((interval, index) => {
    const write = (name: string, values: Float64Array) => writeFileSync(join(folder, `${index + 1}-${name}.bin`), values);
    write('start', transposed(interval.start, n));
    write('end', transposed(interval.end, n));
    write('births', interval.births);
    write('deaths', interval.deaths);
  });
}

/** n*n between rows first and columns first. */
export function transposed(table: Float64Array, n: number): Float64Array {
  return table.map((_, cell) => table[(cell % n) * n + Math.floor(cell / n)]!);
}
