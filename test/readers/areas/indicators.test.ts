import { describe, expect, test } from 'vitest';
import { readGdp } from '../../../src/readers/areas/gdp.ts';
import { readFilledNetMigration, readNationalNetMigration } from '../../../src/readers/areas/netMigration.ts';
import { rowsOf } from '../columns.ts';
import { hdf5Bytes } from '../grids/hdf5Bytes.ts';
import { netcdfBytes } from '../grids/netcdfBytes.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const DIMENSIONS = { Year: 2, 'Country ISO': 2, string3: 3 };
const COUNTRIES = { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], type: 'char', values: 'DEUFRA' } as const;
const YEARS = { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990, 1991] } as const;
const { NaN: missing } = Number;

function yearly(name: string, values: readonly number[]) {
  return { name, dimensions: ['Year', 'Country ISO'], type: 'double', values } as const;
}

describe('readGdp', () => {
  const level = yearly('GDP/capita (2015 USD)', [30_000, missing, 31_000, missing]);
  const growth = yearly('GDP % annual growth', [missing, missing, 3.3, 1.1]);
  const current = yearly('GDP (current USD)', [15, missing, 40, 0]);
  const constant = yearly('GDP (2015 USD)', [20, missing, 20, 0]);
  const table = ',Year,Country ISO,GDP/capita (2015 USD),GDP % annual growth\n0,1990,DEU,30000,\n1,1991,DEU,,3.3\n2,1991,FRA,,1.1\n';
  const source = (variables: Parameters<typeof netcdfBytes>[1], csv = table) =>
    rawSource('gdp', { 'GDP_data.nc': netcdfBytes(DIMENSIONS, variables), 'GDP_data.csv': csv });
  const all = [COUNTRIES, level, growth, current, constant, YEARS];

  test('gives a row for each area and year with a value, and flags what the table lacks', async () => {
    const file = 'folder/GDP_data.nc';
    expect(rowsOf(await readGdp(source(all)))).toEqual([
      { area: 'DEU', year: 1990, gdp_per_capita: 30_000, growth: missing, deflator: 0.75, imputed: 0, file, row: 1 },
      { area: 'DEU', year: 1991, gdp_per_capita: 31_000, growth: 3.3, deflator: 2, imputed: 1, file, row: 1 },
      { area: 'FRA', year: 1991, gdp_per_capita: missing, growth: 1.1, deflator: missing, imputed: 0, file, row: 2 },
    ]);
  });

  test('flags a value that was replaced', async () => {
    const replaced = table.replace('30000', '29000');
    expect(rowsOf(await readGdp(source(all, replaced))).map(({ imputed }) => imputed)).toEqual([1, 1, 0]);
  });

  test('refuses a file without the variable, and a table with a cell twice', async () => {
    const without = source([COUNTRIES, level, current, constant, YEARS]);
    expect((await refusalOfReading(() => readGdp(without))).message).toBe('the file lacks the variable "GDP % annual growth"');
    const twice = source(all, `${table}3,1990,DEU,1,1\n`);
    expect((await refusalOfReading(() => readGdp(twice))).message).toBe('Country ISO, Year DEU 1990 is there already');
  });
});

describe('readNationalNetMigration', () => {
  test('leaves out cells without a report', async () => {
    const values = { name: 'Net migration', dimensions: ['Country ISO', 'Year'], type: 'double', values: [100, missing, -5, 0] } as const;
    const source = rawSource('net-migration-national', { 'National_statistics.nc': netcdfBytes(DIMENSIONS, [YEARS, values, COUNTRIES]) });
    const rest = { source: 'net-migration-national', file: 'folder/National_statistics.nc' };
    expect(rowsOf(await readNationalNetMigration(source))).toEqual([
      { ...rest, area: 'DEU', year: 1990, persons: 100, row: 1 },
      { ...rest, area: 'FRA', year: 1990, persons: -5, row: 2 },
      { ...rest, area: 'FRA', year: 1991, persons: 0, row: 2 },
    ]);
  });

  test('refuses NetCDF-4 whose axes are the other way round', async () => {
    const bytes = await hdf5Bytes([1990], ['DEU', 'FRA'], 'Net migration', [1, 2]);
    const source = rawSource('net-migration-national', { 'n.nc': bytes });
    expect((await refusalOfReading(() => readNationalNetMigration(source))).message).toBe(
      'the file has "Net migration" over (Year, Country ISO)',
    );
  });
});

describe('readFilledNetMigration', () => {
  test('reads years as decimals and leaves out empty values', async () => {
    const text = ',Year,Country ISO,Net Number of Migrants\n0,1990.0,AUS,100000.0\n1,1991.0,AUS,\n2,1990.0,AUT,-6.5\n';
    expect(rowsOf(await readFilledNetMigration(rawSource('filled', { 'n.csv': text })))).toEqual([
      { source: 'filled', area: 'AUS', year: 1990, persons: 100_000, file: 'folder/n.csv', row: 1 },
      { source: 'filled', area: 'AUT', year: 1990, persons: -6.5, file: 'folder/n.csv', row: 3 },
    ]);
  });
});
