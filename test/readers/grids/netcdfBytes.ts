type Values = { readonly type: 'char'; readonly values: string } | { readonly type: 'int' | 'double'; readonly values: readonly number[] };

export type NetcdfVariable = Values & { readonly name: string; readonly dimensions: readonly string[]; readonly fill?: number };

const TYPES = { char: 2, int: 4, double: 6 } as const;
const WIDTHS = { char: 1, int: 4, double: 8 } as const;

/** A NetCDF classic file with 64-bit offsets (CDF-2), as the NetCDF classic format specification lays it out. */
export function netcdfBytes(dimensions: Readonly<Record<string, number>>, variables: readonly NetcdfVariable[]): Buffer {
  const sizes = variables.map(({ type, values }) => 4 * Math.ceil((values.length * WIDTHS[type]) / 4));
  const headerOf = (begin: number) =>
    Buffer.concat([
      Buffer.from('CDF\x02', 'latin1'),
      word(0),
      word(10, Object.keys(dimensions).length),
      ...Object.entries(dimensions).flatMap(([name, size]) => [text(name), word(size)]),
      word(0, 0),
      word(11, variables.length),
      ...variables.flatMap((variable, index) => [
        text(variable.name),
        word(variable.dimensions.length, ...variable.dimensions.map((name) => Object.keys(dimensions).indexOf(name))),
        ...(variable.fill === undefined ? [word(0, 0)] : [word(12, 1), text('_FillValue'), word(6, 1), doubles([variable.fill])]),
        word(TYPES[variable.type], sizes[index]!, 0, begin + sizes.slice(0, index).reduce((sum, size) => sum + size, 0)),
      ]),
    ]);
  const { length } = headerOf(0);
  return Buffer.concat([headerOf(length), ...variables.map((variable, index) => content(variable, sizes[index]!))]);
}

function content(variable: Values, size: number): Buffer {
  if (variable.type === 'char') return Buffer.concat([Buffer.from(variable.values, 'latin1')], size);
  return variable.type === 'int' ? word(...variable.values) : doubles(variable.values);
}

function text(value: string): Buffer {
  return Buffer.concat([word(value.length), Buffer.concat([Buffer.from(value, 'latin1')], 4 * Math.ceil(value.length / 4))]);
}

function word(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, 4 * index);
  return bytes;
}

function doubles(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) bytes.writeDoubleBE(value, 8 * index);
  return bytes;
}
