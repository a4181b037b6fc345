import { type Columns, isCategory } from '../../tables/columns.ts';
import type { RowValues } from '../contracts/violation.ts';
import type { TableDerivation } from '../types.ts';

/** A row of another table that a row was computed from. */
export interface DerivedRow {
  /** From 0. */
  readonly row: number;
  /** How far its value is from that of the row, where rows come in that order; else 0. */
  readonly distance: number;
}

/**
 * Rows of a table of `length` rows that a row with the values `of` was computed from, as a derivation says: in the order of the
 * table, or of their distance. Without any condition, all of them.
 */
export function derivedRows(derivation: TableDerivation, columns: Columns, length: number, of: RowValues): readonly DerivedRow[] {
  const { within, spanning, around, nearest } = derivation;
  let rows = equalRows(derivation, columns, length, of);
  if (within !== null) {
    const [from, to] = [numberOf(of, within.from), numberOf(of, within.to)];
    rows = rows.filter((row) => valueAt(columns, within.field, row) >= from && valueAt(columns, within.field, row) < to);
  }
  if (spanning !== null) {
    const value = numberOf(of, spanning.field);
    rows = rows.filter((row) => valueAt(columns, spanning.from, row) <= value && value < valueAt(columns, spanning.to, row));
  }
  if (around !== null) rows = rowsAround(rows, (row) => valueAt(columns, around.field, row), numberOf(of, around.to));
  if (nearest === null) return rows.map((row) => ({ row, distance: 0 }));
  const value = numberOf(of, nearest.to);
  const distances = rows.map((row) => ({ row, distance: Math.abs(valueAt(columns, nearest.field, row) - value) }));
  return distances.sort((a, b) => a.distance - b.distance || a.row - b.row);
}

/** Rows that hold one of the wanted values in every field of the conditions. Takes a pass over one column for the first. */
function equalRows({ rows, only }: TableDerivation, columns: Columns, length: number, of: RowValues): readonly number[] {
  const wanted = Object.entries(rows).map(([field, names]) => [field, names.map((name) => of[name] ?? null)] as const);
  let found: readonly number[] | null = null;
  for (const [field, values] of [...wanted, ...Object.entries(only)]) {
    const codes = new Set(values.map((value) => codeOf(columns, field, value)));
    const numbers = numbersOf(columns, field);
    const holds = (row: number): boolean => codes.has(numbers[row]!);
    found = found === null ? rowsWhere(length, holds) : found.filter(holds);
  }
  return found ?? rowsWhere(length, () => true);
}

/** Rows with the greatest value that is at most `value`, and those with the least above it. */
function rowsAround(rows: readonly number[], numberAt: (row: number) => number, value: number): readonly number[] {
  if (Number.isNaN(value)) return [];
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const at = numberAt(row);
    if (at <= value) below = Math.max(below, at);
    else above = Math.min(above, at);
  }
  return rows.filter((row) => numberAt(row) === below || numberAt(row) === above);
}

function rowsWhere(length: number, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < length; row++) if (holds(row)) found.push(row);
  return found;
}

/** What a column holds for a value: the code of a string (-1 for a missing one), or the number. NaN where it cannot occur. */
function codeOf(columns: Columns, field: string, value: number | string | null): number {
  const column = columns[field];
  if (column === undefined || !isCategory(column)) return value === null ? Number.NaN : Number(value);
  if (value === null) return -1;
  const code = column.levels.indexOf(String(value));
  return code < 0 ? Number.NaN : code;
}

function numbersOf(columns: Columns, field: string): ArrayLike<number> {
  const column = columns[field];
  if (column === undefined) return [];
  return isCategory(column) ? column.codes : column;
}

function valueAt(columns: Columns, field: string, row: number): number {
  return numbersOf(columns, field)[row] ?? Number.NaN;
}

/** A number of a row; NaN, which compares with nothing, where it is missing. */
function numberOf(of: RowValues, field: string): number {
  const value = of[field];
  return typeof value === 'number' ? value : Number.NaN;
}
