import { type Category, type Columns, isCategory, type NumberColumn } from '../../../tables/columns.ts';
import type { Field, TableContract } from '../../types.ts';
import { levelNumbers } from '../rowCodes.ts';
import { rowCount } from '../shape.ts';
import { type RowValues, rowValues } from '../violation.ts';
import { type Pairing, pairRows } from './pairing.ts';

export interface TableDifference {
  /** Rows whose key is only in the table after. */
  readonly added: number;
  readonly removed: number;
  /** Rows with the same key in both, of which some other field differs. */
  readonly changed: number;
  readonly same: number;
  /** The first 20 keys. */
  readonly addedKeys: readonly RowValues[];
  readonly removedKeys: readonly RowValues[];
  /** Fields outside the key, in the order of the contract. */
  readonly fields: readonly FieldDifference[];
}

export type FieldDifference = NumberDifference | CategoryDifference;

export interface NumberDifference {
  readonly kind: 'numbers';
  readonly name: string;
  /** Rows of both tables in which the value is not the same number; those where one is missing included. */
  readonly moved: number;
  /** Rows in which a value is there in one table only. */
  readonly appeared: number;
  readonly vanished: number;
  readonly largestAbsolute: Move | null;
  readonly largestRelative: Move | null;
  /** Shares of the rows with a value in both that moved relatively by at most 1e-9, 1 % and 10 %; null where there are none. */
  readonly within: { readonly e9: number; readonly percent1: number; readonly percent10: number } | null;
}

export interface CategoryDifference {
  readonly kind: 'category';
  readonly name: string;
  readonly changed: number;
}

export interface Move {
  readonly key: RowValues;
  readonly before: number;
  readonly after: number;
  /** after - before. */
  readonly absolute: number;
  /** |after - before| / max(|before|, |after|), from 0 to 2. */
  readonly relative: number;
}

const SHOWN = 20;

/**
 * How a table differs from an earlier one of the same contract. Rows are matched by key, in whatever order they stand;
 * without a key all fields identify a row, and repeated rows are matched one to one.
 */
export function diffTables(contract: TableContract, before: Columns, after: Columns): TableDifference {
  const isKey = ({ name }: Field): boolean => contract.key.length === 0 || contract.key.includes(name);
  const keyFields = contract.fields.filter(isKey);
  const pairing = pairRows(keyFields, before, after, rowCount(contract, before), rowCount(contract, after));
  const keyOf = (columns: Columns, row: number): RowValues => rowValues(keyFields, columns, row);
  const changed = new Uint8Array(pairing.before.length);
  const fields = contract.fields
    .filter((field) => !isKey(field))
    .map((field): FieldDifference => {
      const [old, recent] = [before[field.name]!, after[field.name]!];
      const matched = { name: field.name, pairing, changed };
      if (isCategory(old)) return compareStrings(matched, old, recent as Category);
      return compareNumbers(matched, old, recent as NumberColumn, (row) => keyOf(before, row));
    });
  const changes = changed.reduce((sum, flag) => sum + flag, 0);
  return {
    added: pairing.added.length,
    removed: pairing.removed.length,
    changed: changes,
    same: changed.length - changes,
    addedKeys: pairing.added.slice(0, SHOWN).map((row) => keyOf(after, row)),
    removedKeys: pairing.removed.slice(0, SHOWN).map((row) => keyOf(before, row)),
    fields,
  };
}

/** A column whose rows before and after are matched. */
interface MatchedColumn {
  readonly name: string;
  readonly pairing: Pairing;
  /** 1 for each pair of rows of which some field differs. */
  readonly changed: Uint8Array;
}

/** Marks in `changed` the pairs that differ. */
function compareStrings({ name, pairing, changed }: MatchedColumn, before: Category, after: Category): CategoryDifference {
  const numbers = levelNumbers([...before.levels, ...after.levels]);
  let count = 0;
  for (let pair = 0; pair < changed.length; pair++) {
    const old = before.codes[pairing.before[pair]!] as number;
    const recent = after.codes[pairing.after[pair]!] as number;
    const same = old < 0 || recent < 0 ? old === recent : numbers[old] === numbers[before.levels.length + recent];
    if (same) continue;
    count++;
    changed[pair] = 1;
  }
  return { kind: 'category', name, changed: count };
}

/** Marks in `changed` the pairs that differ. */
function compareNumbers(
  { name, pairing, changed }: MatchedColumn,
  before: NumberColumn,
  after: NumberColumn,
  keyOf: (rowBefore: number) => RowValues,
): NumberDifference {
  const counts = { moved: 0, appeared: 0, vanished: 0, both: 0, e9: 0, percent1: 0, percent10: 0 };
  let farthest = { pair: -1, distance: 0 };
  let relativelyFarthest = { pair: -1, distance: 0 };
  for (let pair = 0; pair < changed.length; pair++) {
    const old = before[pairing.before[pair]!] as number;
    const recent = after[pairing.after[pair]!] as number;
    if (old !== recent && !(Number.isNaN(old) && Number.isNaN(recent))) {
      counts.moved++;
      changed[pair] = 1;
    }
    if (Number.isNaN(old) || Number.isNaN(recent)) {
      if (!Number.isNaN(recent)) counts.appeared++;
      if (!Number.isNaN(old)) counts.vanished++;
      continue;
    }
    counts.both++;
    const absolute = Math.abs(recent - old);
    const relative = relativeMove(old, recent);
    if (relative <= 1e-9) counts.e9++;
    if (relative <= 0.01) counts.percent1++;
    if (relative <= 0.1) counts.percent10++;
    if (absolute > farthest.distance) farthest = { pair, distance: absolute };
    if (relative > relativelyFarthest.distance) relativelyFarthest = { pair, distance: relative };
  }
  const moveOf = ({ pair }: { readonly pair: number }): Move | null => {
    if (pair < 0) return null;
    const row = pairing.before[pair]!;
    const [old, recent] = [before[row]!, after[pairing.after[pair]!] as number];
    return { key: keyOf(row), before: old, after: recent, absolute: recent - old, relative: relativeMove(old, recent) };
  };
  const { moved, appeared, vanished, both, e9, percent1, percent10 } = counts;
  const within = both === 0 ? null : { e9: e9 / both, percent1: percent1 / both, percent10: percent10 / both };
  const largestAbsolute = moveOf(farthest);
  return { kind: 'numbers', name, moved, appeared, vanished, largestAbsolute, largestRelative: moveOf(relativelyFarthest), within };
}

function relativeMove(before: number, after: number): number {
  return before === after ? 0 : Math.abs(after - before) / Math.max(Math.abs(before), Math.abs(after));
}
