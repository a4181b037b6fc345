import type { Columns } from '../../tables/columns.ts';
import { plural } from '../plural.ts';
import type { TableContract } from '../types.ts';
import { checkField, type TableLookup } from './fields.ts';
import { findRepeats, findUnsorted } from './keys.ts';
import { columnsOf } from './rowCodes.ts';
import { checkRows } from './rows.ts';
import { checkShape, rowCount } from './shape.ts';
import { type Violation, violationOf } from './violation.ts';

/**
 * Every rule of its contract that a table breaks, in the order of the contract; empty if it fulfils it.
 * Columns that are not the declared ones are reported alone, because nothing else can be judged then.
 * `tables` finds the other tables of the stage for references.
 */
export function checkTable(contract: TableContract, columns: Columns, tables: TableLookup): Violation[] {
  const shape = checkShape(contract, columns);
  if (shape.length > 0) return shape;
  return [
    ...checkRowCount(contract, columns),
    ...contract.fields.flatMap((field) => checkField(contract, columns, field, tables)),
    ...checkKey(contract, columns),
    ...checkSorted(contract, columns),
    ...contract.checks.flatMap((check) => checkRows(contract, columns, check)),
  ];
}

function checkRowCount(contract: TableContract, columns: Columns): Violation[] {
  const rows = rowCount(contract, columns);
  const { minimum, maximum } = contract.rows;
  if (rows >= minimum && (maximum === null || rows <= maximum)) return [];
  const expected = rows < minimum ? `at least ${minimum}` : `at most ${maximum}`;
  return [{ rule: 'rows', message: `the table has ${plural(rows, 'row')}, expected ${expected}`, rows: [], count: 1 }];
}

function checkKey(contract: TableContract, columns: Columns): Violation[] {
  if (contract.key.length === 0) return [];
  return violationOf(
    'key',
    contract,
    columns,
    (offenders) => findRepeats(columnsOf(columns, contract.key), rowCount(contract, columns), offenders),
    (count) => `the key (${contract.key.join(', ')}) of an earlier row is repeated in ${plural(count, 'row')}`,
  );
}

function checkSorted(contract: TableContract, columns: Columns): Violation[] {
  if (contract.sorted.length === 0) return [];
  return violationOf(
    'sorted',
    contract,
    columns,
    (offenders) => findUnsorted(columnsOf(columns, contract.sorted), rowCount(contract, columns), offenders),
    (count) => `rows must be sorted by ${contract.sorted.join(', ')}, but the order breaks in ${plural(count, 'row')}`,
  );
}
