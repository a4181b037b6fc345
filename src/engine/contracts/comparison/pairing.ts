import { type Category, type Column, type Columns, columnLength, type NumberColumn } from '../../../tables/columns.ts';
import type { Field } from '../../types.ts';
import { ARRAYS } from '../fieldTypes.ts';
import { rowGroups } from '../rowCodes.ts';

/** Rows of two tables, counted from 0, that have equal values in some fields, and those without a partner. */
export interface Pairing {
  /** Row before of each pair; `after` holds its partner. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** Rows before without a partner, ascending. */
  readonly removed: readonly number[];
  /** Rows after without a partner, ascending. */
  readonly added: readonly number[];
}

/** Groups the rows of both tables by `fields`, then matches the k-th row of a group before with the k-th after. */
export function pairRows(fields: readonly Field[], before: Columns, after: Columns, rowsBefore: number, rowsAfter: number): Pairing {
  const joined = fields.map((field) => joinedColumn(field, before[field.name]!, after[field.name]!));
  const { groups, count } = rowGroups(joined, rowsBefore + rowsAfter);
  // Rows before wait in a queue for each group: its first row, and for each row the one behind it; -1 where it ends.
  const first = new Int32Array(count).fill(-1);
  const behind = new Int32Array(rowsBefore);
  for (let row = rowsBefore - 1; row >= 0; row--) {
    const group = groups[row]!;
    behind[row] = first[group]!;
    first[group] = row;
  }
  const partners = new Int32Array(rowsAfter);
  const matched = new Uint8Array(rowsBefore);
  for (let row = 0; row < rowsAfter; row++) {
    const group = groups[rowsBefore + row]!;
    const partner = first[group]!;
    partners[row] = partner;
    if (partner < 0) continue;
    first[group] = behind[partner]!;
    matched[partner] = 1;
  }
  return {
    before: partners.filter((partner) => partner >= 0),
    after: rowsWhere(partners, (partner) => partner >= 0),
    removed: [...rowsWhere(matched, (flag) => flag === 0)],
    added: [...rowsWhere(partners, (partner) => partner < 0)],
  };
}

function rowsWhere(values: Int32Array | Uint8Array, holds: (value: number) => boolean): Int32Array {
  return Int32Array.from(values.keys()).filter((row) => holds(values[row]!));
}

/** One column under another, categories over the levels of both. */
function joinedColumn(field: Field, above: Column, below: Column): Column {
  if (field.type === 'category') return joinedCategory(above as Category, below as Category);
  return stacked(new ARRAYS[field.type](columnLength(above) + columnLength(below)), above as NumberColumn, below as NumberColumn);
}

function joinedCategory(above: Category, below: Category): Category {
  const offset = above.levels.length;
  const codes = stacked(
    new Int32Array(above.codes.length + below.codes.length),
    above.codes,
    below.codes.map((code) => (code < 0 ? -1 : code + offset)),
  );
  return { codes, levels: [...above.levels, ...below.levels] };
}

function stacked<T extends NumberColumn>(target: T, above: NumberColumn, below: NumberColumn): T {
  target.set(above);
  target.set(below, above.length);
  return target;
}
