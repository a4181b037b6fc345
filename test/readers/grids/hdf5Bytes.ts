import { File, ready } from 'h5wasm';

/** How the values of a NetCDF-4 file are written: their type, and attributes of numbers or text. */
export interface Written {
  readonly type: '<i' | '<f' | '<d';
  readonly attributes: Readonly<Record<string, readonly number[] | string>>;
}

const ARRAYS = { '<i': Int32Array, '<f': Float32Array, '<d': Float64Array } as const;

/** A NetCDF-4 file: years and countries as dimension scales, and values over both, in doubles with a fill value of -99. */
export async function hdf5Bytes(
  years: readonly number[],
  countries: readonly string[],
  name: string,
  values: readonly number[],
  { type, attributes }: Written = { type: '<d', attributes: { _FillValue: [-99] } },
): Promise<Uint8Array> {
  const { FS } = await ready;
  const file = new File('/written', 'w');
  file.create_dataset({ name: 'Year', data: Int32Array.from(years) }).make_scale('Year');
  file.create_dataset({ name: 'Country ISO', data: [...countries] }).make_scale('Country ISO');
  const dataset = file.create_dataset({ name, data: ARRAYS[type].from(values), shape: [years.length, countries.length] });
  dataset.attach_scale(0, 'Year');
  dataset.attach_scale(1, 'Country ISO');
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'string') dataset.create_attribute(attribute, value);
    else dataset.create_attribute(attribute, Float64Array.from(value), null, '<d');
  }
  file.close();
  return FS.readFile('/written');
}
