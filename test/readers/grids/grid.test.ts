import { describe, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { gridAreas, gridYears, openGrid } from '../../../src/readers/grids/grid.ts';
import { rawFile, refusalOf, refusalOfReading } from '../scratch.ts';
import { hdf5Bytes } from './hdf5Bytes.ts';
import { netcdfBytes } from './netcdfBytes.ts';

const VALUES = [1, 2, -99, 4, Number.NaN, 6];
const CLASSIC = netcdfBytes({ Year: 2, 'Country ISO': 3, string3: 3 }, [
  { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], type: 'char', values: 'DEUFRAITA' },
  { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990, 1991] },
  { name: 'GDP', dimensions: ['Year', 'Country ISO'], type: 'double', values: VALUES, attributes: { _FillValue: [-99] } },
]);
const HDF5 = await hdf5Bytes([1990, 1991], ['DEU', 'FRA', 'ITA'], 'GDP', VALUES);

describe.each([
  ['NetCDF classic', CLASSIC],
  ['NetCDF-4', HDF5],
])('a grid in %s', (_, bytes) => {
  const open = () => openGrid(rawFile('gdp.nc', bytes));

  test('gives axes and values', async () => {
    const grid = await open();
    expect(gridYears(grid)).toEqual([1990, 1991]);
    expect(gridAreas(grid)).toEqual(['DEU', 'FRA', 'ITA']);
    expect([...grid.numbers('GDP', ['Year', 'Country ISO'])]).toEqual([1, 2, Number.NaN, 4, Number.NaN, 6]);
  });

  test('refuses a variable that is not there, or has other dimensions', async () => {
    const grid = await open();
    expect(refusalOf(() => grid.numbers('Gdp', ['Year'])).message).toBe('the file lacks the variable "Gdp"');
    expect(refusalOf(() => grid.numbers('GDP', ['Country ISO', 'Year'])).message).toBe('the file has "GDP" over (Year, Country ISO)');
    expect(refusalOf(() => grid.labels('Year', 'Year')).code).toBe('E305');
    expect(refusalOf(() => grid.numbers('Country ISO', ['Country ISO'])).code).toBe('E305');
  });
});

describe('the axes of a grid', () => {
  const grid = (years: number[], areas: string[]) => ({
    file: rawFile('x.nc', ''),
    numbers: () => Float64Array.from(years),
    labels: () => areas,
  });

  test('are calendar years and codes, each once', () => {
    expect(refusalOf(() => gridYears(grid([1990.5], []))).message).toBe('the file has the year 1990.5');
    expect(refusalOf(() => gridYears(grid([1990, 1990], []))).message).toBe('the file has a year twice');
    expect(refusalOf(() => gridAreas(grid([], ['DE']))).message).toBe('the file has the area "DE"');
    expect(refusalOf(() => gridAreas(grid([], ['DEU', 'DEU']))).message).toBe('the file has an area twice');
  });
});

describe('a NetCDF-4 file', () => {
  test('is refused when truncated', async () => {
    const cut = rawFile('cut.nc', HDF5.subarray(0, HDF5.length / 2));
    expect(await refusalOfReading(() => openGrid(cut))).toMatchObject({
      code: 'E305',
      message: expect.stringMatching(/^the file cannot be read as HDF5/),
    });
  });

  test('is not taken for the one that was read before', async () => {
    const first = await openGrid(rawFile('first.nc', HDF5));
    const second = await openGrid(rawFile('second.nc', await hdf5Bytes([2020], ['POL'], 'GDP', [7])));
    expect([...second.numbers('GDP', ['Year', 'Country ISO'])]).toEqual([7]);
    expect(gridAreas(first)).toEqual(['DEU', 'FRA', 'ITA']);
  });

  test('with a byte damaged is read or refused, never a crash', async () => {
    for (let position = 0; position < HDF5.length; position += 97) {
      const damaged = Uint8Array.from(HDF5);
      damaged[position] = damaged[position]! ^ 0xff;
      expect(await outcomeOf(damaged)).toMatch(/^(read|E305)$/);
    }
  });
});

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const grid = await openGrid(rawFile('damaged.nc', bytes));
    grid.numbers('GDP', ['Year', 'Country ISO']);
    grid.labels('Country ISO', 'Country ISO');
    return 'read';
  } catch (error) {
    return isPipelineError(error) ? (error.diagnostics[0]?.code ?? '') : String(error);
  }
}
