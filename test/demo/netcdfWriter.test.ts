import { NetCDFReader } from 'netcdfjs';
import { describe, expect, test } from 'vitest';
import { netcdf } from '../../src/demo/publish/formats/netcdfWriter.ts';

const DIMENSIONS = [
  { name: 'Year', size: 3 },
  { name: 'Area', size: 1 },
  { name: 'string3', size: 3 },
];

describe('netcdf', () => {
  test('writes the header of CDF-2 word by word', () => {
    const bytes = Buffer.from(netcdf([{ name: 'Year', size: 1 }], [{ name: 'Year', dimensions: ['Year'], data: Int32Array.of(1990) }]));
    const words = [
      '43444602 00000000', // CDF, 64-bit offset; no records
      '0000000a 00000001 00000004 59656172 00000001', // one dimension, "Year", 1
      '00000000 00000000', // no global attributes
      '0000000b 00000001 00000004 59656172', // one variable, "Year"
      '00000001 00000000', // over dimension 0
      '00000000 00000000', // no attributes
      '00000004 00000004 00000000 00000054', // int, 4 bytes, at byte 84
      '000007c6', // 1990
    ];
    expect(bytes.toString('hex')).toBe(words.join('').replaceAll(' ', ''));
  });

  test('is read back by netcdfjs: ints, doubles with NaN, and characters padded to words', () => {
    const reader = new NetCDFReader(
      netcdf(DIMENSIONS, [
        { name: 'Area', dimensions: ['Area', 'string3'], data: 'QNV' },
        { name: 'value', dimensions: ['Area', 'Year'], data: Float64Array.of(1.5, Number.NaN, -2) },
        { name: 'Year', dimensions: ['Year'], data: Int32Array.of(1990, 1991, 1992) },
      ]),
    );
    expect(reader.version).toBe('64-bit offset format');
    expect(reader.dimensions).toEqual(DIMENSIONS);
    expect(reader.getDataVariable('value')).toEqual([1.5, Number.NaN, -2]);
    expect(reader.getDataVariable('Year')).toEqual([1990, 1991, 1992]);
    expect((reader.getDataVariable('Area') as string[]).slice(0, 3).join('')).toBe('QNV');
    expect(reader.variables[1]?.attributes).toEqual([{ name: '_FillValue', type: 'double', value: Number.NaN }]);
  });

  test('refuses data that do not fit their dimensions', () => {
    const variable = { name: 'Year', dimensions: ['Year'], data: Int32Array.of(1990) };
    expect(() => netcdf(DIMENSIONS, [variable])).toThrow('variable Year has 1 values, its dimensions 3');
    expect(() => netcdf([], [variable])).toThrow('dimension Year is not declared');
  });
});
