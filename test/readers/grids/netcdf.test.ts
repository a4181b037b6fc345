import { describe, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { openGrid } from '../../../src/readers/grids/grid.ts';
import { openNetcdf } from '../../../src/readers/grids/netcdf.ts';
import { rawFile, refusalOf, refusalOfReading } from '../scratch.ts';
import { netcdfBytes } from './netcdfBytes.ts';

/** Three labels of three letters are nine bytes, padded to twelve. */
const BYTES = netcdfBytes({ Year: 2, Country: 3, string3: 3 }, [
  { name: 'Country', dimensions: ['Country', 'string3'], type: 'char', values: 'DEUFR ITA' },
  { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990, 1991] },
  {
    name: 'GDP',
    dimensions: ['Year', 'Country'],
    type: 'double',
    values: [1, 2, -99, 4, Number.NaN, 6],
    attributes: { _FillValue: [-99] },
  },
]);

const open = (name: string, bytes: Uint8Array) => openNetcdf({ name: `folder/${name}`, path: '/nowhere' }, bytes);

describe('a NetCDF classic file', () => {
  const netcdf = open('gdp.nc', BYTES);

  test('gives numbers by name, fill values as NaN', () => {
    expect([...netcdf.numbers('Year', ['Year'])]).toEqual([1990, 1991]);
    expect([...netcdf.numbers('GDP', ['Year', 'Country'])]).toEqual([1, 2, Number.NaN, 4, Number.NaN, 6]);
  });

  test('gives labels without the padding of the variable', () => {
    expect(netcdf.labels('Country', 'Country')).toEqual(['DEU', 'FR', 'ITA']);
  });

  test('refuses a variable that is not there, or has other dimensions', () => {
    expect(refusalOf(() => netcdf.numbers('Gdp', ['Year']))).toMatchObject({
      code: 'E305',
      message: 'the file lacks the variable "Gdp"',
      expected: 'one of: Country, Year, GDP',
    });
    expect(refusalOf(() => netcdf.numbers('GDP', ['Country', 'Year'])).message).toBe('the file has "GDP" over (Year, Country)');
    expect(refusalOf(() => netcdf.labels('Year', 'Year')).code).toBe('E305');
    expect(refusalOf(() => netcdf.numbers('Country', ['Country', 'string3'])).message).toBe('the file holds char values in "Country"');
  });

  test('is refused when truncated, at every length', () => {
    for (let length = 0; length < BYTES.length; length++) {
      expect(refusalOf(() => open('cut.nc', BYTES.subarray(0, length))).code).toBe('E305');
    }
    expect(refusalOf(() => open('cut.nc', BYTES.subarray(0, BYTES.length - 1)))).toMatchObject({
      message: `the file is truncated: "GDP" ends at byte ${BYTES.length}, the file at byte ${BYTES.length - 1}`,
      place: { file: 'folder/cut.nc', field: 'GDP' },
    });
  });

  test('names the formats that it does not read', async () => {
    const messageFor = async (magic: string) =>
      (await refusalOfReading(() => openGrid(rawFile('x.nc', Buffer.from(`${magic} and more`, 'latin1'))))).message;
    expect(await messageFor('CDF\x05')).toBe('the file is NetCDF classic of version 5');
    expect(await messageFor('year,gdp')).toBe('the file is not a NetCDF file');
  });

  test('is refused with an unlimited dimension', () => {
    const bytes = netcdfBytes({ Year: 0 }, [{ name: 'Year', dimensions: ['Year'], type: 'int', values: [1990] }]);
    expect(refusalOf(() => open('open.nc', bytes)).message).toBe('the file has "Year" over an unlimited dimension');
  });

  test('with any one byte damaged is read or refused, never a crash', () => {
    for (let position = 0; position < BYTES.length; position++) {
      for (const damage of [0x00, 0x7f, 0xff]) {
        const bytes = Buffer.from(BYTES);
        bytes[position] = damage;
        expect(outcomeOf(bytes)).toMatch(/^(read|E305)$/);
      }
    }
  });
});

function outcomeOf(bytes: Uint8Array): string {
  try {
    const netcdf = open('damaged.nc', bytes);
    netcdf.numbers('GDP', ['Year', 'Country']);
    netcdf.labels('Country', 'Country');
    return 'read';
  } catch (error) {
    return isPipelineError(error) ? (error.diagnostics[0]?.code ?? '') : String(error);
  }
}
