import { layoutOf, type VariableLayout } from './netcdfLayout.ts';

const CHAR = 2;
const INT = 4;
const PATH = '/written';

/**
 * The variables of a NetCDF classic file as a NetCDF-4 file, which is HDF5: datasets with their dimensions as attached scales.
 * Those over several dimensions get these attributes.
 */
export async function hdf5Of(classic: Uint8Array, attributes: Readonly<Record<string, number | string>> = {}): Promise<Uint8Array> {
  const h5 = await import('h5wasm');
  const { FS } = await h5.ready;
  const { variables } = layoutOf(classic);
  const isScale = ({ name, dimensions }: VariableLayout): boolean => name === dimensions[0];
  const file = new h5.File(PATH, 'w');
  for (const variable of variables.filter(isScale)) {
    file.create_dataset({ name: variable.name, data: valuesOf(classic, variable), shape: [variable.shape[0]!] }).make_scale(variable.name);
  }
  for (const variable of variables.filter((each) => !isScale(each) && each.type !== CHAR)) {
    const dataset = file.create_dataset({ name: variable.name, data: valuesOf(classic, variable), shape: [...variable.shape] });
    for (const [axis, dimension] of variable.dimensions.entries()) dataset.attach_scale(axis, dimension);
    for (const [name, value] of Object.entries(attributes)) dataset.create_attribute(name, value);
  }
  file.close();
  const written = Uint8Array.from(FS.readFile(PATH));
  FS.unlink(PATH);
  return written;
}

/** Whether the variables of a NetCDF classic file can have their names in HDF5, where a slash divides the names of groups. */
export function hasHdf5Names(classic: Uint8Array): boolean {
  return layoutOf(classic).variables.every(({ name }) => !name.includes('/'));
}

/** Labels of a variable of characters, or its numbers; both stand there with the highest byte first. */
function valuesOf(classic: Uint8Array, { type, shape, values }: VariableLayout): string[] | Int32Array | Float64Array {
  const bytes = Buffer.from(classic.buffer, classic.byteOffset + values.offset, values.length);
  if (type === CHAR) {
    const width = shape[1]!;
    return Array.from({ length: shape[0]! }, (_, label) => bytes.toString('latin1', label * width, (label + 1) * width).trimEnd());
  }
  if (type === INT) return Int32Array.from({ length: values.length / 4 }, (_, cell) => bytes.readInt32BE(4 * cell));
  return Float64Array.from({ length: values.length / 8 }, (_, cell) => bytes.readDoubleBE(8 * cell));
}
