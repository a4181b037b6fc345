import { File, ready } from 'h5wasm';

/** A NetCDF-4 file: years and countries as dimension scales, and values over both with a fill value of -99. */
export async function hdf5Bytes(
  years: readonly number[],
  countries: readonly string[],
  name: string,
  values: readonly number[],
): Promise<Uint8Array> {
  const { FS } = await ready;
  const file = new File('/written', 'w');
  file.create_dataset({ name: 'Year', data: Int32Array.from(years) }).make_scale('Year');
  file.create_dataset({ name: 'Country ISO', data: [...countries] }).make_scale('Country ISO');
  const dataset = file.create_dataset({ name, data: Float64Array.from(values), shape: [years.length, countries.length] });
  dataset.attach_scale(0, 'Year');
  dataset.attach_scale(1, 'Country ISO');
  dataset.create_attribute('_FillValue', -99, null, '<d');
  file.close();
  return FS.readFile('/written');
}
