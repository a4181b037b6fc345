import { type Category, type Column, type Columns, isCategory, type NumberColumn } from '../../tables/columns.ts';

/** A whole number below `size` for each row, at most 2^53: rows with equal values, and only those, have equal codes. */
export interface RowCodes {
  readonly codes: Float64Array<ArrayBuffer>;
  readonly size: number;
}

/** Rows with equal values share a group; groups are numbered in order of first appearance. */
export interface RowGroups {
  readonly groups: Int32Array;
  readonly count: number;
}

/** Columns of a table that has all of them. */
export function columnsOf(columns: Columns, names: readonly string[]): Column[] {
  return names.map((name) => {
    const column = columns[name];
    if (column === undefined) throw new RangeError(`there is no column "${name}"`);
    return column;
  });
}

/**
 * Codes rows in mixed radix, one digit for each column. Where the radices would exceed what a double holds exactly,
 * what was coded so far is numbered densely first. Missing values are equal to each other, and so are 0 and -0.
 */
export function rowCodes(columns: readonly Column[], rows: number): RowCodes {
  let codes = new Float64Array(rows);
  let size = 1;
  for (const column of columns) {
    let digit = digitOf(column);
    if (size * digit.size > Number.MAX_SAFE_INTEGER) ({ codes, size } = densely(codes));
    if (size * digit.size > Number.MAX_SAFE_INTEGER) digit = densely(digit.codes);
    const radix = digit.size;
    const digits = digit.codes;
    for (let row = 0; row < rows; row++) codes[row] = codes[row]! * radix + digits[row]!;
    size *= Math.max(radix, 1);
  }
  return { codes, size };
}

export function rowGroups(columns: readonly Column[], rows: number): RowGroups {
  return groupsOf(rowCodes(columns, rows).codes);
}

/** Numbers the distinct strings of a category from 0, in the order of its levels; equal levels share a number. */
export function levelNumbers(levels: readonly string[]): Int32Array {
  const numberOf = new Map<string, number>();
  return Int32Array.from(levels, (level) => {
    const known = numberOf.get(level);
    if (known !== undefined) return known;
    numberOf.set(level, numberOf.size);
    return numberOf.size - 1;
  });
}

function digitOf(column: Column): RowCodes {
  if (isCategory(column)) return levelDigits(column);
  if (column instanceof Float64Array || column instanceof Float32Array) return densely(column);
  return offsets(column);
}

/** Number of the string + 1, 0 where missing. */
function levelDigits({ codes: levelCodes, levels }: Category): RowCodes {
  const numbers = levelNumbers(levels);
  const codes = new Float64Array(levelCodes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = levelCodes[row]!;
    codes[row] = code < 0 ? 0 : numbers[code]! + 1;
  }
  return { codes, size: levels.length + 1 };
}

/** Integers, counted from their minimum. */
function offsets(column: NumberColumn): RowCodes {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const codes = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) codes[row] = column[row]! - minimum;
  return { codes, size: column.length === 0 ? 0 : maximum - minimum + 1 };
}

function densely(values: Float64Array | Float32Array): RowCodes {
  const { groups, count } = groupsOf(values);
  return { codes: new Float64Array(groups), size: count };
}

/** Groups equal numbers with an open-addressing hash table that is at most half full. */
function groupsOf(values: Float64Array | Float32Array): RowGroups {
  const rows = values.length;
  let capacity = 16;
  while (capacity < 2 * rows) capacity *= 2;
  const mask = capacity - 1;
  /** Group + 1 of each slot, 0 where free. */
  const slots = new Int32Array(capacity);
  const valueOfGroup = new Float64Array(rows);
  const groups = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row]! + 0;
    let slot = hash(value) & mask;
    let group = slots[slot]! - 1;
    while (group >= 0 && !same(valueOfGroup[group]!, value)) {
      slot = (slot + 1) & mask;
      group = slots[slot]! - 1;
    }
    if (group < 0) {
      group = count++;
      slots[slot] = group + 1;
      valueOfGroup[group] = value;
    }
    groups[row] = group;
  }
  return { groups, count };
}

function same(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Multiplicative mixing of both halves of the double, so that neighbouring whole numbers spread over the table. */
function hash(value: number): number {
  if (Number.isNaN(value)) return 0;
  double[0] = value;
  let mixed = Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}
