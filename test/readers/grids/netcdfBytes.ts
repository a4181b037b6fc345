type Values =
  | { readonly type: 'char'; readonly values: string }
  | { readonly type: 'int' | 'float' | 'double'; readonly values: readonly number[] };

export type NetcdfVariable = Values & {
  readonly name: string;
  readonly dimensions: readonly string[];
  /** Numbers are written as doubles. */
  readonly attributes?: Readonly<Record<string, readonly number[] | string>>;
};

const TYPES = { char: 2, int: 4, float: 5, double: 6 } as const;
const WIDTHS = { char: 1, int: 4, float: 4, double: 8 } as const;

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
        ...attributeList(Object.entries(variable.attributes ?? {})),
        word(TYPES[variable.type], sizes[index]!, 0, begin + sizes.slice(0, index).reduce((sum, size) => sum + size, 0)),
      ]),
    ]);
  const { length } = headerOf(0);
  return Buffer.concat([headerOf(length), ...variables.map((variable, index) => content(variable, sizes[index]!))]);
}

function content(variable: Values, size: number): Buffer {
  if (variable.type === 'char') return Buffer.concat([Buffer.from(variable.values, 'latin1')], size);
  if (variable.type === 'int') return word(...variable.values);
  return variable.type === 'float' ? floats(variable.values) : doubles(variable.values);
}

function attributeList(attributes: readonly (readonly [string, readonly number[] | string])[]): Buffer[] {
  const written = attributes.map(([name, value]) =>
    typeof value === 'string'
      ? [text(name), word(TYPES.char), text(value)]
      : [text(name), word(TYPES.double, value.length), doubles(value)],
  );
  return attributes.length === 0 ? [word(0, 0)] : [word(12, attributes.length), ...written.flat()];
}

function floats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeFloatBE(value, 4 * index);
  return bytes;
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
