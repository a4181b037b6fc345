import type { AreaCodes } from '../../schemas/types.ts';
import { categoryOf } from '../tables/columns.ts';
import { readDelimited } from './delimited.ts';
import type { RawFile } from './rawFile.ts';

const FORMAT = { delimiter: ',', fields: ['country.name.en', 'iso2c', 'iso3c', 'iso3n', 'eurostat'] } as const;

/** country_codes.csv of the countrycode package. Rows without an ISO number are former states and other entities, and left out. */
export function readAreaCodes(file: RawFile, locations: ReadonlySet<number>): AreaCodes {
  const iso3: string[] = [];
  const iso2: (string | null)[] = [];
  const eurostat: (string | null)[] = [];
  const m49: number[] = [];
  const name: string[] = [];
  readDelimited(file, FORMAT, (row) => {
    if (row.optionalText('iso3n') === null) return;
    iso3.push(row.text('iso3c'));
    iso2.push(row.optionalText('iso2c'));
    eurostat.push(row.optionalText('eurostat'));
    m49.push(row.whole('iso3n'));
    name.push(row.text('country.name.en'));
  });
  return {
    iso3: categoryOf(iso3),
    iso2: categoryOf(iso2),
    eurostat: categoryOf(eurostat),
    m49: Int32Array.from(m49),
    name: categoryOf(name),
    wpp: Uint8Array.from(m49, (code) => (locations.has(code) ? 1 : 0)),
  };
}
