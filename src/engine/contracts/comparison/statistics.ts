import { type Category, type Columns, isCategory, type NumberColumn } from '../../../tables/columns.ts';
import type { Field, FieldType, TableContract } from '../../types.ts';
import { rowCount } from '../shape.ts';

export interface TableDescription {
  readonly rows: number;
  /** In the order of the contract. */
  readonly fields: readonly FieldDescription[];
}

export interface FieldDescription {
  readonly name: string;
  readonly type: FieldType;
  readonly unit: string | null;
  /** Rows that have a value. */
  readonly count: number;
  readonly missing: number;
  readonly values: NumberSummary | CategorySummary;
}

/** All null where no row has a value. */
export interface NumberSummary {
  readonly kind: 'numbers';
  readonly minimum: number | null;
  readonly mean: number | null;
  readonly maximum: number | null;
}

export interface CategorySummary {
  readonly kind: 'category';
  /** Number of different strings. */
  readonly levels: number;
  /** The five most frequent, most frequent first, then by UTF-16 code units. */
  readonly most: readonly { readonly level: string; readonly rows: number }[];
}

const MOST_FREQUENT = 5;

/** What a table holds, field by field, for people to look at. */
export function describeTable(contract: TableContract, columns: Columns): TableDescription {
  const rows = rowCount(contract, columns);
  return { rows, fields: contract.fields.map((field) => describeField(field, columns, rows)) };
}

function describeField(field: Field, columns: Columns, rows: number): FieldDescription {
  const column = columns[field.name]!;
  const { count, values } = isCategory(column) ? describeCategory(column) : describeNumbers(column);
  return { name: field.name, type: field.type, unit: field.unit, count, missing: rows - count, values };
}

function describeNumbers(column: NumberColumn): { count: number; values: NumberSummary } {
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (count === 0) return { count, values: { kind: 'numbers', minimum: null, mean: null, maximum: null } };
  return { count, values: { kind: 'numbers', minimum, mean: sum / count, maximum } };
}

function describeCategory({ codes, levels }: Category): { count: number; values: CategorySummary } {
  const rowsOf = new Map<string, number>();
  const rowsOfCode = new Int32Array(levels.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) rowsOfCode[code] = rowsOfCode[code]! + 1;
  }
  rowsOfCode.forEach((rows, code) => {
    const level = levels[code]!;
    if (rows > 0) rowsOf.set(level, (rowsOf.get(level) ?? 0) + rows);
  });
  const frequent = [...rowsOf].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || (a < b ? -1 : 1));
  const most = frequent.slice(0, MOST_FREQUENT).map(([level, rows]) => ({ level, rows }));
  const count = rowsOfCode.reduce((sum, rows) => sum + rows, 0);
  return { count, values: { kind: 'category', levels: rowsOf.size, most } };
}
