/** A dimension of fixed length. */
export interface Dimension {
  readonly name: string;
  readonly size: number;
}

/** A variable over named dimensions, in row-major order. Doubles carry a NaN fill value; characters are single-byte. */
export interface Variable {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly data: Float64Array | Int32Array | string;
}

const CHAR = 2;
const INT = 4;
const DOUBLE = 6;
const DIMENSION_LIST = 10;
const VARIABLE_LIST = 11;
const ATTRIBUTE_LIST = 12;

/**
 * A NetCDF classic file with 64-bit offsets (CDF-2): big-endian header, then the variables, each padded to four bytes.
 * No record dimension and no global attributes.
 * Source: NetCDF classic format specification. Throws a RangeError where a length does not fit the dimensions.
 */
export function netcdf(dimensions: readonly Dimension[], variables: readonly Variable[]): Uint8Array {
  for (const variable of variables) checkLength(dimensions, variable);
  const headerLength = header(
    dimensions,
    variables,
    variables.map(() => 0),
  ).length;
  const offsets: number[] = [];
  let end = headerLength;
  for (const variable of variables) {
    offsets.push(end);
    end += paddedSize(variable);
  }
  const file = new Uint8Array(end);
  file.set(header(dimensions, variables, offsets));
  variables.forEach((variable, index) => {
    file.set(bytesOf(variable), offsets[index]!);
  });
  return file;
}

function checkLength(dimensions: readonly Dimension[], { name, dimensions: names, data }: Variable): void {
  const length = names.reduce((product, each) => product * dimensions[indexOf(dimensions, each)]!.size, 1);
  if (length !== data.length) throw new RangeError(`variable ${name} has ${data.length} values, its dimensions ${length}`);
}

function indexOf(dimensions: readonly Dimension[], name: string): number {
  const index = dimensions.findIndex((each) => each.name === name);
  if (index < 0) throw new RangeError(`dimension ${name} is not declared`);
  return index;
}

function header(dimensions: readonly Dimension[], variables: readonly Variable[], offsets: readonly number[]): Uint8Array {
  const out = new BigEndian();
  out.bytes([0x43, 0x44, 0x46, 2]);
  out.int(0);
  out.int(DIMENSION_LIST);
  out.int(dimensions.length);
  for (const dimension of dimensions) {
    out.name(dimension.name);
    out.int(dimension.size);
  }
  out.int(0);
  out.int(0);
  out.int(VARIABLE_LIST);
  out.int(variables.length);
  variables.forEach((variable, index) => {
    out.name(variable.name);
    out.int(variable.dimensions.length);
    for (const name of variable.dimensions) out.int(indexOf(dimensions, name));
    writeAttributes(out, variable);
    out.int(typeOf(variable));
    out.int(paddedSize(variable));
    out.int(0);
    out.int(offsets[index]!);
  });
  return out.finish();
}

function writeAttributes(out: BigEndian, variable: Variable): void {
  const type = typeOf(variable);
  out.int(type === INT ? 0 : ATTRIBUTE_LIST);
  out.int(type === INT ? 0 : 1);
  if (type === CHAR) {
    out.name('_Encoding');
    out.int(CHAR);
    out.name('utf-8');
  } else if (type === DOUBLE) {
    out.name('_FillValue');
    out.int(DOUBLE);
    out.int(1);
    out.double(Number.NaN);
  }
}

function typeOf({ data }: Variable): number {
  if (typeof data === 'string') return CHAR;
  return data instanceof Int32Array ? INT : DOUBLE;
}

function paddedSize({ data }: Variable): number {
  const bytes = typeof data === 'string' ? data.length : data.byteLength;
  return Math.ceil(bytes / 4) * 4;
}

function bytesOf({ data }: Variable): Uint8Array {
  const out = new BigEndian();
  if (typeof data === 'string') out.bytes(new TextEncoder().encode(data));
  else if (data instanceof Int32Array) for (const value of data) out.int(value);
  else for (const value of data) out.double(value);
  return out.finish();
}

/** Grows a byte string in network byte order. */
class BigEndian {
  readonly #bytes: number[] = [];
  readonly #word = new DataView(new ArrayBuffer(8));

  bytes(values: Iterable<number>): void {
    for (const value of values) this.#bytes.push(value);
  }

  int(value: number): void {
    this.#word.setInt32(0, value);
    this.#take(4);
  }

  /** NaN is written with one bit pattern: that of a quiet NaN. */
  double(value: number): void {
    if (Number.isNaN(value)) this.bytes([0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
    else {
      this.#word.setFloat64(0, value);
      this.#take(8);
    }
  }

  /** Length and characters, padded to four bytes. */
  name(text: string): void {
    this.int(text.length);
    this.bytes(new TextEncoder().encode(text));
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #take(count: number): void {
    for (let index = 0; index < count; index++) this.#bytes.push(this.#word.getUint8(index));
  }
}
