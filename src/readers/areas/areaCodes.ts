import type { AreaCodes } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { RowPlace } from '../table/tableRow.ts';

const FORMAT = { fields: ['country.name.en', 'iso2c', 'iso3c', 'iso3n', 'cown', 'eurostat'] };

const LAYOUT = {
  iso3: 'category',
  iso2: 'category',
  eurostat: 'category',
  cow: 'int32',
  m49: 'int32',
  name: 'category',
  region: 'category',
  wpp: 'uint8',
} as const;

/**
 * country_codes.csv of the countrycode package, as yet without regions. Rows without an ISO number are former states and other
 * entities, and left out. Numbers of the Correlates of War project stay as they are; 0 where there is none.
 */
export async function readAreaCodes(source: RawSource, locations: ReadonlySet<number>, audit: RowAudit = STOP): Promise<AreaCodes> {
  const codes = new TableBuilder<AreaCodes>(LAYOUT, ['iso3']);
  await readTable(
    onlyFile(source),
    FORMAT,
    (row) => {
      if (row.optionalText('iso3n') === null) {
        row.leaveOut('no ISO 3166-1 number');
        return;
      }
      const iso3 = row.iso3('iso3c');
      const m49 = row.whole('iso3n');
      codes.add(row, {
        iso3,
        iso2: row.optionalText('iso2c'),
        eurostat: row.optionalText('eurostat'),
        cow: row.optionalText('cown') === null ? 0 : row.whole('cown'),
        m49,
        name: row.text('country.name.en'),
        region: null,
        wpp: locations.has(m49) ? 1 : 0,
      });
    },
    audit,
  );
  return codes.finish();
}

/** countries_by_region.csv: the code list with the region of each area; an area comes once. Refuses areas that it lacks (E304). */
export async function readRegions(source: RawSource, codes: AreaCodes, audit: RowAudit = STOP): Promise<AreaCodes> {
  const regions = new Map<string, string>();
  const known = new Set(codes.iso3.levels);
  await readTable(
    onlyFile(source),
    { fields: ['Country ISO', 'Region'] },
    (row) => {
      const area = row.iso3('Country ISO');
      if (!known.has(area)) refuseUnlisted(row, area);
      if (regions.has(area)) row.refuse('Country ISO', `is ${area} a second time`, 'each area once');
      regions.set(area, row.text('Region'));
    },
    audit,
  );
  return { ...codes, region: categoryOf(codes.iso3.levels.map((area) => regions.get(area) ?? null)) };
}

function refuseUnlisted({ file, row }: RowPlace, area: string): never {
  refuse('E304', `Country ISO is "${area}", which is in no code list`, {
    place: { file, row, field: 'Country ISO' },
    expected: 'a country or area of the source area-codes, by its ISO3 code',
    hint: 'Correct the code, or add the area to area-codes.',
  });
}

/** ISO3 code of each M49 number. */
export function iso3ByM49({ iso3, m49 }: AreaCodes): ReadonlyMap<number, string> {
  return new Map(Array.from(m49, (number, row) => [number, categoryAt(iso3, row) ?? '']));
}
