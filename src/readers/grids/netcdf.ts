import { NetCDFReader } from 'netcdfjs';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { OTHER_FILE, type RawFile, refuseBroken, refuseContent } from '../formats/rawFile.ts';
import { type Attributes, DEFAULT_FILL, type Grid, gridValues, refuseDimensions } from './gridValues.ts';

type Header = NetCDFReader['header'];
type Variable = Header['variables'][number];

/** Bytes of one value, for the external types of the classic format. */
const WIDTHS: Readonly<Record<string, number>> = { byte: 1, char: 1, short: 2, int: 4, float: 4, double: 8 };

const FILLS: Readonly<Record<string, number>> = {
  short: DEFAULT_FILL.short,
  int: DEFAULT_FILL.int,
  float: DEFAULT_FILL.float,
  double: DEFAULT_FILL.float,
};

/**
 * Opens a NetCDF classic file: CDF-1 or CDF-2. Refuses CDF-5, files that are shorter than their header says, and variables
 * that lie over each other or over the header (E305).
 */
export function openNetcdf(file: RawFile, bytes: Uint8Array): Grid {
  const version = bytes[3];
  if (version !== 1 && version !== 2)
    refuseContent(file, `is NetCDF classic of version ${version}`, {
      expected: 'CDF-1 or CDF-2 (64-bit offset)',
      hint: 'Convert it: nccopy -k nc6 FILE CONVERTED.',
    });
  const reader = parseHeader(file, bytes);
  const variables = reader.variables ?? [];
  for (const variable of variables) checkExtent(file, reader.header, variable, bytes.length);
  checkOverlap(file, variables, reader.buffer.offset);
  return new NetcdfGrid(file, reader);
}

class NetcdfGrid implements Grid {
  readonly file: RawFile;
  readonly #reader: NetCDFReader;

  constructor(file: RawFile, reader: NetCDFReader) {
    this.file = file;
    this.#reader = reader;
  }

  numbers(name: string, dimensions: readonly string[]): Float64Array {
    const variable = this.#variable(name, dimensions);
    if (variable.type === 'char' || variable.type === 'byte') {
      refuseContent(this.file, `holds ${variable.type} values in "${name}"`, { expected: 'numbers', hint: OTHER_FILE });
    }
    const values = Float64Array.from(this.#values(variable) as number[]);
    return gridValues(this.file, { name, values, attributes: attributesOf(variable), defaultFill: FILLS[variable.type] ?? null });
  }

  labels(name: string, dimension: string): string[] {
    const variable = this.#variable(name, [dimension, null]);
    if (variable.type !== 'char')
      refuseContent(this.file, `holds ${variable.type} values in "${name}"`, { expected: 'characters', hint: OTHER_FILE });
    const [count = 0, width = 0] = variable.dimensions.map((id) => sizeOf(this.#reader.header, id));
    const letters = this.#values(variable) as string[];
    return Array.from({ length: count }, (_, label) =>
      letters
        .slice(label * width, (label + 1) * width)
        .join('')
        .trimEnd(),
    );
  }

  /** Values cut to the product of the dimensions: a variable is padded to whole words of four bytes. */
  #values(variable: Variable): unknown[] {
    return this.#reader.getDataVariable(variable).slice(0, lengthOf(this.#reader.header, variable));
  }

  /** The variable of this name with these dimensions; null stands for any. */
  #variable(name: string, dimensions: readonly (string | null)[]): Variable {
    const { variables, dimensions: known } = this.#reader.header;
    const variable = variables?.find((candidate) => candidate.name === name);
    if (!variable) {
      const expected = `one of: ${variables?.map((each) => each.name).join(', ') ?? 'none'}`;
      return refuseContent(this.file, `lacks the variable "${name}"`, { expected, hint: OTHER_FILE });
    }
    const names = variable.dimensions.map((id) => known[id]?.name ?? '');
    if (names.length !== dimensions.length || dimensions.some((dimension, axis) => dimension !== null && dimension !== names[axis])) {
      refuseDimensions(
        this.file,
        name,
        names,
        dimensions.map((dimension) => dimension ?? 'any'),
      );
    }
    return variable;
  }
}

/** netcdfjs throws plain errors at a header that ends early or is not one. */
function parseHeader(file: RawFile, bytes: Uint8Array): NetCDFReader {
  try {
    return new NetCDFReader(bytes);
  } catch (error) {
    return refuseBroken(file, `has a header that cannot be read (${(error as Error).message})`, 'a complete NetCDF file');
  }
}

/** Refuses a variable that ends beyond the file, or whose size disagrees with its dimensions (E305). */
function checkExtent(file: RawFile, header: Header, variable: Variable, available: number): void {
  if (variable.record) {
    const hint = 'Convert it: ncks --fix_rec_dmn all FILE CONVERTED.';
    refuseContent(file, `has "${variable.name}" over an unlimited dimension`, { expected: 'dimensions of fixed size', hint });
  }
  const length = lengthOf(header, variable);
  const size = 4 * Math.ceil((length * (WIDTHS[variable.type] ?? Number.NaN)) / 4);
  if (size !== variable.size)
    refuseBroken(file, `has a damaged header: "${variable.name}" is ${variable.size} bytes long`, `${size} bytes`);
  if (variable.offset + size <= available) return;
  refuse('E305', `the file is truncated: "${variable.name}" ends at byte ${variable.offset + size}, the file at byte ${available}`, {
    place: { file: file.name, field: variable.name },
    expected: 'a complete file',
    hint: 'Fetch the file again (`pipeline fetch`).',
  });
}

/** Refuses variables that begin before the header or another variable ends: one of their offsets is wrong (E305). */
function checkOverlap(file: RawFile, variables: readonly Variable[], headerEnd: number): void {
  let end = headerEnd;
  for (const { name, offset, size } of variables.toSorted((one, other) => one.offset - other.offset)) {
    if (offset < end) refuseBroken(file, `has a damaged header: "${name}" begins at byte ${offset}`, `byte ${end} or a later one`);
    end = offset + size;
  }
}

function lengthOf(header: Header, variable: Variable): number {
  return variable.dimensions.reduce((product, id) => product * sizeOf(header, id), 1);
}

function sizeOf(header: Header, id: number): number {
  return header.dimensions[id]?.size ?? Number.NaN;
}

function attributesOf(variable: Variable): Attributes {
  const attributes: readonly { readonly name: string; readonly value: unknown }[] = variable.attributes;
  return new Map(
    attributes.map(({ name, value }) => [name, typeof value === 'string' ? value : ([value].flat() as readonly number[])] as const),
  );
}
