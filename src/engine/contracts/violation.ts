import { type Columns, categoryAt, isCategory } from '../../tables/columns.ts';
import type { Field, TableContract } from '../types.ts';

/** One rule of a contract that a table or document breaks. */
export interface Violation {
  /** What is broken: `missing`, `minimum`, `key`, `zero_sum` ... */
  readonly rule: string;
  /** Names the fields and what was expected. */
  readonly message: string;
  /** The first 20 offending rows. */
  readonly rows: readonly OffendingRow[];
  /** All offending rows; for `zero_sum` groups, for documents places. */
  readonly count: number;
}

export interface OffendingRow {
  /** Counted from 1. */
  readonly row: number;
  readonly values: RowValues;
}

/** Values of a row by field name; null where missing. */
export type RowValues = Readonly<Record<string, number | string | null>>;

const SHOWN = 20;

/** Counts offending rows and keeps the first few. */
export class Offenders {
  count = 0;
  readonly rows: number[] = [];

  add(row: number): void {
    if (this.count++ < SHOWN) this.rows.push(row);
  }
}

/** Runs `find` over a table; a violation if it added any row. The message is given the number of offenders. */
export function violationOf(
  rule: string,
  contract: TableContract,
  columns: Columns,
  find: (offenders: Offenders) => void,
  message: (count: number) => string,
): Violation[] {
  const offenders = new Offenders();
  find(offenders);
  if (offenders.count === 0) return [];
  const rows = offenders.rows.map((row) => ({ row: row + 1, values: rowValues(contract.fields, columns, row) }));
  return [{ rule, message: message(offenders.count), rows, count: offenders.count }];
}

/** Values of one row (from 0) in the order of the fields. */
export function rowValues(fields: readonly Field[], columns: Columns, row: number): RowValues {
  return Object.fromEntries(
    fields.map(({ name }) => {
      const column = columns[name];
      if (column === undefined) return [name, null];
      if (isCategory(column)) return [name, categoryAt(column, row)];
      const value = column[row]!;
      return [name, Number.isNaN(value) ? null : value];
    }),
  );
}
