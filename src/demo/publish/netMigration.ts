import type { Random } from '../../numerics/random.ts';
import { areaIndex } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { COUNTRY_COUNT, FIRST_YEAR, flowsByPair, LAST_YEAR, pair, type TrueWorld, trueNetMigration, yearOf } from '../world/world.ts';
import { OFFICES } from './defects/defects.ts';
import type { PublishedErrors } from './defects/publishedErrors.ts';
import { yearFrame } from './formats/dataFrames.ts';
import { netcdf } from './formats/netcdfWriter.ts';
import { floatText, toMultiple } from './formats/text.ts';

/** Relative error of what an office counts at the border. */
const COUNT_SD = 0.01;

const YEARS = Int32Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, step) => FIRST_YEAR + step);
const REPORTING = Object.entries(OFFICES);

/** Net migration as offices report it: persons over [office][year], NaN where nothing is reported. */
export interface OfficeReports {
  /** Countries of the offices, alpha-3. */
  readonly codes: readonly string[];
  readonly values: Float64Array;
}

/** Net migration as eight offices report it. */
export function drawOffices(random: Random, world: TrueWorld, publishedErrors: PublishedErrors): OfficeReports {
  const values = new Float64Array(REPORTING.length * YEARS.length).fill(Number.NaN);
  REPORTING.forEach(([iso3, office], row) => {
    YEARS.forEach((year, column) => {
      if (year < office.first || office.missing.includes(year)) return;
      const { arrivals, departures } = movesOf(world, areaIndex(iso3), year);
      const covered = arrivals * office.arrivals - departures * office.departures;
      const counted =
        arrivals * office.arrivals * lognormal(random, COUNT_SD) - departures * office.departures * lognormal(random, COUNT_SD);
      const published = Math.round(counted);
      publishedErrors.add({ source: 'net-migration-national', reporter: '', orig: '', dest: iso3, year }, arrivals - departures, [
        ['moves not counted', covered],
        ['measurement', counted],
        ['rounding', published],
      ]);
      values[row * YEARS.length + column] = published;
    });
  });
  return { codes: REPORTING.map(([iso3]) => iso3), values };
}

/** National_statistics.nc: the reports over (Country ISO, Year). */
export function nationalNetMigrationFile({ codes, values }: OfficeReports): Uint8Array {
  return netcdf(
    [
      { name: 'Year', size: YEARS.length },
      { name: 'Country ISO', size: codes.length },
      { name: 'string3', size: 3 },
    ],
    [
      { name: 'Year', dimensions: ['Year'], data: YEARS },
      { name: 'Net migration', dimensions: ['Country ISO', 'Year'], data: values },
      { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], data: codes.join('') },
    ],
  );
}

/**
 * Net_migration_data.csv: the same reports, gaps filled with the net migration of WPP (which is the true one) in thousands.
 * @param positions of the countries of the offices in the world.
 */
export function filledNetMigrationFile({ codes, values }: OfficeReports, positions: readonly number[], world: TrueWorld): Uint8Array {
  const value = (office: number, year: number): number => {
    const reported = values[office * YEARS.length + (year - FIRST_YEAR)]!;
    return Number.isNaN(reported) ? toMultiple(trueNetMigration(yearOf(world, year))[positions[office]!]!, 1000) : reported;
  };
  return yearFrame('Net Number of Migrants', { years: Array.from(YEARS), codes, yearText: floatText }, value);
}

function movesOf(world: TrueWorld, index: number, year: number): { arrivals: number; departures: number } {
  const flows = flowsByPair(yearOf(world, year));
  let arrivals = 0;
  let departures = 0;
  for (let other = 0; other < COUNTRY_COUNT; other++) {
    arrivals += flows[pair(other, index)]!;
    departures += flows[pair(index, other)]!;
  }
  return { arrivals, departures };
}
