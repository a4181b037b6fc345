import { type Category, type Column, isCategory, type NumberColumn } from '../../tables/columns.ts';
import { type RowCodes, type RowGroups, rowCodes, rowGroups } from './rowCodes.ts';
import type { Offenders } from './violation.ts';

/** Largest number of possible keys that a bitset is used for: 32 MB. */
const BITSET_KEYS = 2 ** 28;

/** Adds each row whose values already occurred in an earlier row. */
export function findRepeats(columns: readonly Column[], rows: number, offenders: Offenders): void {
  const coded = rowCodes(columns, rows);
  if (coded.size <= BITSET_KEYS) findRepeatedCodes(coded, offenders);
  else findRepeatedGroups(rowGroups([coded.codes], rows), offenders);
}

/** Groups are numbered by first appearance: a row begins a new group only if it carries the next number. */
function findRepeatedGroups({ groups }: RowGroups, offenders: Offenders): void {
  let next = 0;
  for (let row = 0; row < groups.length; row++) {
    if (groups[row] === next) next++;
    else offenders.add(row);
  }
}

function findRepeatedCodes({ codes, size }: RowCodes, offenders: Offenders): void {
  const seen = new Int32Array(Math.ceil(size / 32));
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    const word = code >>> 5;
    const bit = 1 << (code & 31);
    const known = seen[word]!;
    if (known & bit) offenders.add(row);
    seen[word] = known | bit;
  }
}

const EQUAL = 0;
const ASCENDING = 1;
const DESCENDING = 2;

/**
 * Adds each row that is less than the one before it, by the first column in which they differ:
 * strings by UTF-16 code units, missing values first. Works column by column so that each inner loop has one type.
 */
export function findUnsorted(columns: readonly Column[], rows: number, offenders: Offenders): void {
  /** How each row compares with the one before it in the columns so far. */
  const order = new Uint8Array(rows);
  order[0] = ASCENDING;
  for (const column of columns) {
    if (isCategory(column)) compareCategory(column, order);
    else compareNumbers(column, order);
  }
  for (let row = 1; row < rows; row++) if (order[row] === DESCENDING) offenders.add(row);
}

function compareCategory({ codes, levels }: Category, order: Uint8Array): void {
  const sorted = [...new Set(levels)].sort();
  const rankOf = new Map(sorted.map((level, rank) => [level, rank]));
  const ranks = Int32Array.from(levels, (level) => rankOf.get(level)!);
  for (let row = 1; row < order.length; row++) {
    if (order[row] !== EQUAL) continue;
    const code = codes[row]!;
    const before = codes[row - 1]!;
    const difference = (code < 0 ? -1 : ranks[code]!) - (before < 0 ? -1 : ranks[before]!);
    if (difference !== 0) order[row] = difference > 0 ? ASCENDING : DESCENDING;
  }
}

function compareNumbers(column: NumberColumn, order: Uint8Array): void {
  for (let row = 1; row < order.length; row++) {
    if (order[row] !== EQUAL) continue;
    const value = column[row]!;
    const before = column[row - 1]!;
    if (value > before) order[row] = ASCENDING;
    else if (value < before) order[row] = DESCENDING;
    else if (Number.isNaN(value) !== Number.isNaN(before)) order[row] = Number.isNaN(before) ? ASCENDING : DESCENDING;
  }
}
