import type { Random } from '../../numerics/random.ts';
import { areaIndex } from '../areas.ts';
import { OFFICES } from '../defects.ts';
import { lognormal } from '../sampling.ts';
import { A, FIRST, flowsByPair, LAST, pair, type TrueWorld, yearOf } from '../world.ts';
import { netcdf } from './netcdfWriter.ts';

/** Relative error of what an office counts at the border. */
const COUNT_SD = 0.01;

/** National_statistics.nc: net migration of a few countries over (Country ISO, Year), NaN where nothing is reported. */
export function nationalNetMigration(random: Random, world: TrueWorld): Uint8Array {
  const years = Int32Array.from({ length: LAST - FIRST + 1 }, (_, step) => FIRST + step);
  const offices = Object.entries(OFFICES);
  const values = new Float64Array(offices.length * years.length).fill(Number.NaN);
  offices.forEach(([iso3, office], row) => {
    years.forEach((year, column) => {
      if (year < office.first || office.missing.includes(year)) return;
      const { arrivals, departures } = movesOf(world, areaIndex(iso3), year);
      const counted =
        arrivals * office.arrivals * lognormal(random, COUNT_SD) - departures * office.departures * lognormal(random, COUNT_SD);
      values[row * years.length + column] = Math.round(counted);
    });
  });
  return netcdf(
    [
      { name: 'Year', size: years.length },
      { name: 'Country ISO', size: offices.length },
      { name: 'string3', size: 3 },
    ],
    [
      { name: 'Year', dimensions: ['Year'], data: years },
      { name: 'Net migration', dimensions: ['Country ISO', 'Year'], data: values },
      { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], data: offices.map(([iso3]) => iso3).join('') },
    ],
  );
}

function movesOf(world: TrueWorld, index: number, year: number): { arrivals: number; departures: number } {
  const flows = flowsByPair(yearOf(world, year));
  let arrivals = 0;
  let departures = 0;
  for (let other = 0; other < A; other++) {
    arrivals += flows[pair(other, index)]!;
    departures += flows[pair(index, other)]!;
  }
  return { arrivals, departures };
}
