import type { ReportedNetMigration } from '../../schemas/types.ts';
import { categoryOf } from '../tables/columns.ts';
import { Netcdf } from './netcdf.ts';
import { onlyFile, type RawSource } from './rawFile.ts';

/** National_statistics.nc: persons over (Country ISO, Year); cells without a report are NaN there and absent here. */
export function readNationalNetMigration(source: RawSource): ReportedNetMigration {
  const netcdf = new Netcdf(onlyFile(source));
  const years = netcdf.numbers('Year', ['Year']);
  const countries = netcdf.labels('Country ISO', 'Country ISO');
  const values = netcdf.numbers('Net migration', ['Country ISO', 'Year']);
  const present = Array.from(values.keys()).filter((cell) => !Number.isNaN(values[cell]));
  return {
    source: categoryOf(present.map(() => source.id)),
    area: categoryOf(present.map((cell) => countries[Math.floor(cell / years.length)] as string)),
    year: Int16Array.from(present, (cell) => years[cell % years.length] as number),
    persons: Float64Array.from(present, (cell) => values[cell] as number),
  };
}
