/** Where something stands in a file, in bytes. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A word of the header and what it says. */
export interface Word extends Span {
  readonly what: string;
}

export interface VariableLayout {
  readonly name: string;
  /** External type of the format: 2 is char, 4 int, 5 float, 6 double. */
  readonly type: number;
  /** Names and lengths of its dimensions. */
  readonly dimensions: readonly string[];
  readonly shape: readonly number[];
  readonly values: Span;
}

/** A NetCDF classic file (CDF-1, or CDF-2 with offsets of 64 bits) as its bytes lie, walked apart from the reader under test. */
export interface NetcdfLayout {
  readonly words: readonly Word[];
  readonly names: readonly Word[];
  readonly variables: readonly VariableLayout[];
}

/** Bytes of a value by its external type. */
const WIDTHS = [0, 1, 1, 2, 4, 4, 8];

/** Words, names and variables of a file (NetCDF classic format specification, "header"). */
export function layoutOf(bytes: Uint8Array): NetcdfLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words: Word[] = [];
  const names: Word[] = [];
  let at = 4;
  const word = (what: string, length: 4 | 8 = 4): number => {
    words.push({ what, offset: at, length });
    at += length;
    return length === 4 ? view.getUint32(at - 4) : Number(view.getBigUint64(at - 8));
  };
  const name = (what: string): string => {
    const length = word(`length of the name of ${what}`);
    names.push({ what: `name of ${what}`, offset: at, length });
    at += padded(length);
    return Buffer.from(bytes.subarray(at - padded(length), at - padded(length) + length)).toString('utf8');
  };
  const list = <T>(what: string, element: (index: number) => T): T[] => {
    word(`tag of the ${what}`);
    const count = word(`number of ${what}`);
    return Array.from({ length: count }, (_, index) => element(index));
  };
  const attributes = (of: string): void => {
    list(`attributes of ${of}`, () => {
      name('an attribute');
      const type = word('type of an attribute');
      const count = word('length of an attribute');
      at += padded(count * WIDTHS[type]!);
    });
  };
  word('number of records');
  const known = list('dimensions', () => ({ name: name('a dimension'), length: word('length of a dimension') }));
  attributes('the file');
  const variables = list('variables', () => {
    const variable = name('a variable');
    const rank = word('rank of a variable');
    const over = Array.from({ length: rank }, () => known[word('dimension of a variable')]!);
    const [dimensions, shape] = [over.map((each) => each.name), over.map((each) => each.length)];
    attributes('a variable');
    const type = word('type of a variable');
    word('size of a variable');
    const offset = word('offset of a variable', bytes[3] === 2 ? 8 : 4);
    const length = shape.reduce((product, size) => product * size, WIDTHS[type]!);
    return { name: variable, type, dimensions, shape, values: { offset, length } };
  });
  return { words, names, variables };
}

function padded(length: number): number {
  return 4 * Math.ceil(length / 4);
}
