import { type Column, type Columns, isCategory, type NumberColumn } from '../../tables/columns.ts';
import { plural } from '../plural.ts';
import type { Check, TableContract } from '../types.ts';
import { columnsOf, rowGroups } from './rowCodes.ts';
import { rowCount } from './shape.ts';
import { rowValues, type Violation, violationOf } from './violation.ts';

/** Statements about whole rows or the whole table. */
export function checkRows(contract: TableContract, columns: Columns, check: Check): Violation[] {
  if (check.kind === 'differ') return checkDiffer(contract, columns, check.fields);
  if (check.kind === 'ordered') return checkOrdered(contract, columns, check.fields);
  return checkZeroSum(contract, columns, check);
}

function checkDiffer(contract: TableContract, columns: Columns, fields: readonly string[]): Violation[] {
  const values = comparable(columnsOf(columns, fields));
  const rows = rowCount(contract, columns);
  return violationOf(
    'differ',
    contract,
    columns,
    (offenders) => {
      for (let row = 0; row < rows; row++) if (hasEqualPair(values, row)) offenders.add(row);
    },
    (count) => `${fields.join(', ')} must differ, but are equal in ${plural(count, 'row')}`,
  );
}

/** Numbers that are equal where the values of two columns are, NaN where missing. */
function comparable(columns: readonly Column[]): NumberColumn[] {
  const numberOf = new Map<string, number>();
  return columns.map((column) => {
    if (!isCategory(column)) return column;
    const numbers = column.levels.map((level) => {
      if (!numberOf.has(level)) numberOf.set(level, numberOf.size);
      return numberOf.get(level)!;
    });
    return Float64Array.from(column.codes, (code) => numbers[code] ?? Number.NaN);
  });
}

function hasEqualPair(values: readonly NumberColumn[], row: number): boolean {
  for (let i = 1; i < values.length; i++) {
    for (let j = 0; j < i; j++) if (values[i]![row] === values[j]![row]) return true;
  }
  return false;
}

function checkOrdered(contract: TableContract, columns: Columns, fields: readonly string[]): Violation[] {
  const values = columnsOf(columns, fields) as NumberColumn[];
  const rows = rowCount(contract, columns);
  return violationOf(
    'ordered',
    contract,
    columns,
    (offenders) => {
      for (let row = 0; row < rows; row++) if (descends(values, row)) offenders.add(row);
    },
    (count) => `${fields.join(' <= ')} does not hold in ${plural(count, 'row')}`,
  );
}

/** Whether a value is less than the last one before it that is not missing. */
function descends(values: readonly NumberColumn[], row: number): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const column of values) {
    const value = column[row]!;
    if (value < last) return true;
    if (!Number.isNaN(value)) last = value;
  }
  return false;
}

/** A group breaks the rule where |sum| > tolerance x sum of absolute values. Its first row stands for it. */
function checkZeroSum(contract: TableContract, columns: Columns, check: Extract<Check, { kind: 'zero_sum' }>): Violation[] {
  const [values] = columnsOf(columns, [check.field]) as [NumberColumn];
  const { groups, count } = rowGroups(columnsOf(columns, check.by), values.length);
  const sums = new Float64Array(count);
  const absolutes = new Float64Array(count);
  const firstRows = new Int32Array(count).fill(-1);
  for (let row = 0; row < values.length; row++) {
    const group = groups[row]!;
    const value = values[row]!;
    if (firstRows[group] === -1) firstRows[group] = row;
    if (Number.isNaN(value)) continue;
    sums[group] = sums[group]! + value;
    absolutes[group] = absolutes[group]! + Math.abs(value);
  }
  const broken = [...sums.keys()].filter((group) => !(Math.abs(sums[group]!) <= check.tolerance * absolutes[group]!));
  if (broken.length === 0) return [];
  const where = check.by.length > 0 ? `within each ${check.by.join(', ')}` : 'over the table';
  const rows = broken.slice(0, 20).map((group) => {
    const row = firstRows[group]!;
    const by = contract.fields.filter(({ name }) => check.by.includes(name));
    return { row: row + 1, values: { ...rowValues(by, columns, row), sum: sums[group]!, sum_of_absolutes: absolutes[group]! } };
  });
  const message = `${check.field} must add up to zero ${where}, but does not in ${plural(broken.length, 'group')}`;
  return [{ rule: 'zero_sum', message, rows, count: broken.length }];
}
