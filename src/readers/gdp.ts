import type { Gdp } from '../../schemas/types.ts';
import { categoryOf } from '../tables/columns.ts';
import { Netcdf } from './netcdf.ts';
import type { RawFile } from './rawFile.ts';

/** GDP_data.nc: indicators over (Year, Country ISO). Cells where both values are missing give no row. */
export function readGdp(file: RawFile): Gdp {
  const netcdf = new Netcdf(file);
  const years = netcdf.numbers('Year', ['Year']);
  const countries = netcdf.labels('Country ISO', 'Country ISO');
  const level = netcdf.numbers('GDP/capita (2015 USD)', ['Year', 'Country ISO']);
  const growth = netcdf.numbers('GDP % annual growth', ['Year', 'Country ISO']);
  const present = Array.from(level.keys()).filter((cell) => !Number.isNaN(level[cell]) || !Number.isNaN(growth[cell]));
  return {
    area: categoryOf(present.map((cell) => countries[cell % countries.length] as string)),
    year: Int16Array.from(present, (cell) => years[Math.floor(cell / countries.length)] as number),
    gdp_per_capita: Float64Array.from(present, (cell) => level[cell] as number),
    growth: Float64Array.from(present, (cell) => growth[cell] as number),
  };
}
