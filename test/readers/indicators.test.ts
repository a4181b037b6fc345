import { describe, expect, it } from 'vitest';
import { readAreaCodes } from '../../src/readers/areaCodes.ts';
import { readDistance } from '../../src/readers/distance.ts';
import { readGdp } from '../../src/readers/gdp.ts';
import { readNationalNetMigration } from '../../src/readers/nationalNetMigration.ts';
import { readUnhcr } from '../../src/readers/unhcr.ts';
import { rowsOf } from './columns.ts';
import { netcdfBytes } from './netcdfBytes.ts';
import { rawFile, rawSource, refusalOf } from './scratch.ts';

const DIMENSIONS = { Year: 2, 'Country ISO': 2, string3: 3 };
const COUNTRIES = { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], type: 'char', values: 'DEUFRA' } as const;
const YEARS = { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990, 1991] } as const;
const { NaN: missing } = Number;

describe('readGdp', () => {
  const level = {
    name: 'GDP/capita (2015 USD)',
    dimensions: ['Year', 'Country ISO'],
    type: 'double',
    values: [30_000, missing, 31_000, missing],
  } as const;
  const growth = {
    name: 'GDP % annual growth',
    dimensions: ['Year', 'Country ISO'],
    type: 'double',
    values: [missing, missing, 3.3, 1.1],
  } as const;

  it('gives a row for each area and year with a value', () => {
    const file = rawFile('GDP_data.nc', netcdfBytes(DIMENSIONS, [COUNTRIES, level, growth, YEARS]));
    expect(rowsOf(readGdp(file))).toEqual([
      { area: 'DEU', year: 1990, gdp_per_capita: 30_000, growth: missing },
      { area: 'DEU', year: 1991, gdp_per_capita: 31_000, growth: 3.3 },
      { area: 'FRA', year: 1991, gdp_per_capita: missing, growth: 1.1 },
    ]);
  });

  it('refuses a file without the variable', () => {
    const file = rawFile('GDP_data.nc', netcdfBytes(DIMENSIONS, [COUNTRIES, level, YEARS]));
    expect(refusalOf(() => readGdp(file)).message).toBe('folder/GDP_data.nc lacks the variable "GDP % annual growth"');
  });
});

describe('readNationalNetMigration', () => {
  it('leaves out cells without a report', () => {
    const values = { name: 'Net migration', dimensions: ['Country ISO', 'Year'], type: 'double', values: [100, missing, -5, 0] } as const;
    const source = rawSource('net-migration-national', { 'National_statistics.nc': netcdfBytes(DIMENSIONS, [YEARS, values, COUNTRIES]) });
    expect(rowsOf(readNationalNetMigration(source))).toEqual([
      { source: 'net-migration-national', area: 'DEU', year: 1990, persons: 100 },
      { source: 'net-migration-national', area: 'FRA', year: 1990, persons: -5 },
      { source: 'net-migration-national', area: 'FRA', year: 1991, persons: 0 },
    ]);
  });
});

describe('readDistance', () => {
  it('reads directed pairs in km', () => {
    const file = rawFile('dist.csv', ',Origin ISO,Destination ISO,distw_harmonic\n0,ABW,ABW,0.0\n1,ABW,AFG,13192.12\n');
    expect(rowsOf(readDistance(file))).toEqual([
      { orig: 'ABW', dest: 'ABW', km: 0 },
      { orig: 'ABW', dest: 'AFG', km: 13192.12 },
    ]);
    const broken = rawFile('dist.csv', ',Origin ISO,Destination ISO,distw_harmonic\n0,ABW,AFG,far\n');
    expect(refusalOf(() => readDistance(broken)).message).toBe('folder/dist.csv, data row 1: distw_harmonic is "far"');
  });
});

describe('readUnhcr', () => {
  const HEADER = '"year","coo_name","coo","coo_iso","coa_name","coa","coa_iso","refugees","asylum_seekers","idps","oip"\n';

  it('adds refugees, asylum seekers and others, by ISO3 and not by the codes of UNHCR', () => {
    const rows =
      '2020,"Germany","GFR","DEU","Egypt","ARE","EGY",5,7,1000,\n2021,"Venezuela","VEN","VEN","Colombia","COL","COL",1,2,0,300\n';
    expect(rowsOf(readUnhcr(rawFile('population.csv', HEADER + rows)))).toEqual([
      { origin: 'DEU', asylum: 'EGY', year: 2020, persons: 12 },
      { origin: 'VEN', asylum: 'COL', year: 2021, persons: 303 },
    ]);
  });

  it('refuses a row without a code', () => {
    const row = '2020,"Germany","GFR","","Egypt","ARE","EGY",5,7,1000,\n';
    expect(refusalOf(() => readUnhcr(rawFile('population.csv', HEADER + row)))).toMatchObject({
      code: 'E303',
      message: 'folder/population.csv, data row 1: coo_iso is empty',
      place: { row: 1, field: 'coo_iso' },
    });
  });
});

describe('readAreaCodes', () => {
  it('leaves out entities without a number; "NA" is Namibia', () => {
    const file = rawFile(
      'country_codes.csv',
      '"country.name.en","iso2c","iso3c","iso3n","eurostat"\n"Namibia","NA","NAM",516,"NA"\n"Yugoslavia",,,,\n"Réunion","RE","REU",638,\n"United Kingdom","GB","GBR",826,"UK"\n',
    );
    expect(rowsOf(readAreaCodes(file, new Set([516, 638])))).toEqual([
      { iso3: 'NAM', iso2: 'NA', eurostat: 'NA', m49: 516, name: 'Namibia', wpp: 1 },
      { iso3: 'REU', iso2: 'RE', eurostat: null, m49: 638, name: 'Réunion', wpp: 1 },
      { iso3: 'GBR', iso2: 'GB', eurostat: 'UK', m49: 826, name: 'United Kingdom', wpp: 0 },
    ]);
  });
});
