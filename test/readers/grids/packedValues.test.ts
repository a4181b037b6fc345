import { describe, expect, test } from 'vitest';
import { openGrid } from '../../../src/readers/grids/grid.ts';
import { rawFile, refusalOf } from '../scratch.ts';
import { hdf5Bytes } from './hdf5Bytes.ts';
import { netcdfBytes } from './netcdfBytes.ts';

type Attributes = Readonly<Record<string, readonly number[] | string>>;
type Type = 'int' | 'float' | 'double';

const COUNTRIES = ['DEU', 'FRA'];
const DIMENSIONS = ['Year', 'Country ISO'];

/** The value of Germany and of France in 1990 in a grid in either format. */
const FORMATS = {
  'NetCDF classic': async (type: Type, values: readonly number[], attributes: Attributes) =>
    netcdfBytes({ Year: 1, 'Country ISO': 2, string3: 3 }, [
      { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], type: 'char', values: COUNTRIES.join('') },
      { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990] },
      { name: 'persons', dimensions: DIMENSIONS, type, values, attributes },
    ]),
  'NetCDF-4': (type: Type, values: readonly number[], attributes: Attributes) =>
    hdf5Bytes([1990], COUNTRIES, 'persons', values, { type: type === 'int' ? '<i' : type === 'float' ? '<f' : '<d', attributes }),
};

describe.each(Object.entries(FORMATS))('values of %s', (_, bytes) => {
  const open = async (type: Type, values: readonly number[], attributes: Attributes) =>
    openGrid(rawFile('persons.nc', await bytes(type, values, attributes)));
  const read = async (type: Type, values: readonly number[], attributes: Attributes) => [
    ...(await open(type, values, attributes)).numbers('persons', DIMENSIONS),
  ];

  test('are unpacked by scale and offset, and missing by their packed number', async () => {
    expect(await read('int', [22_553, -1], { scale_factor: [0.1], add_offset: [-173], _FillValue: [-1] })).toEqual([2082.3, Number.NaN]);
    expect(await read('int', [22_553, 5], { scale_factor: [2] })).toEqual([45_106, 10]);
    expect(await read('double', [1.5, 0], { add_offset: [100] })).toEqual([101.5, 100]);
  });

  test.each<[string, Type, readonly number[], Attributes]>([
    ['one of several missing values', 'double', [12, -8888], { missing_value: [-9999, -8888] }],
    ['a missing value written as text', 'double', [12, -9999], { missing_value: '-9999' }],
    ['several of them written as text', 'int', [12, -8888], { missing_value: '-9999, -8888' }],
    ['a missing value rounded to the type of the values', 'float', [12, Math.fround(-9999.9)], { missing_value: [-9999.9] }],
    ['a missing value beside the fill value', 'double', [12, -8888], { _FillValue: [-9999], missing_value: [-8888] }],
    ['less than the least valid value', 'double', [12, -9999], { valid_min: [0] }],
    ['more than the greatest', 'int', [12, 99_999], { valid_max: [50_000] }],
    ['outside the valid range', 'double', [12, -9999], { valid_range: [0, 1e9] }],
    ['the default fill of integers', 'int', [12, -2_147_483_647], {}],
    ['the default fill of doubles', 'double', [12, 9.969209968386869e36], {}],
    ['the default fill of floats', 'float', [12, 9.969209968386869e36], {}],
  ])('are missing: %s', async (_name, type, values, attributes) => {
    expect(await read(type, values, attributes)).toEqual([12, Number.NaN]);
  });

  test('are as they are where a fill value takes the place of the default', async () => {
    expect(await read('int', [12, -2_147_483_647], { _FillValue: [-1] })).toEqual([12, -2_147_483_647]);
  });

  test.each<[string, Attributes, string]>([
    ['no number for a scale', { scale_factor: 'ten' }, 'scale_factor of "persons" as "ten"'],
    ['a scale of nothing', { scale_factor: [0] }, 'scale_factor of "persons" as 0'],
    ['no number for a missing value', { missing_value: 'none' }, 'missing_value of "persons" as "none"'],
    ['thousands for units', { units: 'thousands of persons' }, 'units of "persons" as "thousands of persons"'],
    ['unsigned numbers', { _Unsigned: 'true' }, '_Unsigned of "persons" as "true"'],
  ])('are refused with %s', async (_name, attributes, problem) => {
    const grid = await open('double', [1, 2], attributes);
    expect(refusalOf(() => grid.numbers('persons', DIMENSIONS))).toMatchObject({
      code: 'E305',
      message: `the file has the attribute ${problem}`,
      hint: 'Write the variable unpacked, in double precision, with NaN where a value is missing.',
    });
  });
});
