import { type Columns, columnLength, isCategory } from '../../tables/columns.ts';
import { plural } from '../plural.ts';
import type { Field, TableContract } from '../types.ts';
import { columnTypeOf } from './fieldTypes.ts';
import { type Violation, violationOf } from './violation.ts';

/** Whether the columns are the declared ones, of the declared types, equally long, with codes that have a level. */
export function checkShape(contract: TableContract, columns: Columns): Violation[] {
  const broken = [...checkNames(contract, columns), ...contract.fields.flatMap((field) => checkType(field, columns))];
  if (broken.length > 0) return broken;
  const lengths = checkLengths(contract, columns);
  return lengths.length > 0 ? lengths : contract.fields.flatMap((field) => checkCodes(contract, columns, field));
}

/** Rows of a table whose columns are equally long. */
export function rowCount(contract: TableContract, columns: Columns): number {
  const first = columns[contract.fields[0]?.name ?? ''];
  return first === undefined ? 0 : columnLength(first);
}

function checkNames(contract: TableContract, columns: Columns): Violation[] {
  const declared = new Set(contract.fields.map(({ name }) => name));
  const missing = [...declared].filter((name) => columns[name] === undefined);
  const extra = Object.keys(columns).filter((name) => !declared.has(name));
  return [...wrongNames('lacks', missing), ...wrongNames('has the undeclared', extra)];
}

function wrongNames(verb: string, names: readonly string[]): Violation[] {
  if (names.length === 0) return [];
  const noun = names.length === 1 ? 'column' : 'columns';
  return [{ rule: 'columns', message: `the table ${verb} ${noun} ${names.join(', ')}`, rows: [], count: names.length }];
}

function checkType(field: Field, columns: Columns): Violation[] {
  const column = columns[field.name];
  const expected = columnTypeOf(field);
  if (column === undefined || typeName(column) === expected) return [];
  return [{ rule: 'type', message: `${field.name} must be of type ${expected}, not ${typeName(column)}`, rows: [], count: 1 }];
}

/** Works for arrays of another realm, too, where instanceof does not; takes anything, because stages may be plain JavaScript. */
function typeName(value: unknown): string {
  if (ArrayBuffer.isView(value)) return (value as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
  if (typeof value !== 'object' || value === null) return typeof value;
  const { codes, levels } = value as { readonly codes?: unknown; readonly levels?: unknown };
  if (codes !== undefined && typeName(codes) === 'Int32Array' && Array.isArray(levels)) return 'Category';
  return Array.isArray(value) ? 'Array' : 'object';
}

function checkLengths(contract: TableContract, columns: Columns): Violation[] {
  const lengths = contract.fields.map(({ name }) => ({ name, length: columnLength(columns[name]!) }));
  if (new Set(lengths.map(({ length }) => length)).size <= 1) return [];
  const words = lengths.map(({ name, length }) => `${name} has ${length}`);
  return [{ rule: 'length', message: `columns are not equally long: ${words.join(', ')}`, rows: [], count: lengths.length }];
}

function checkCodes(contract: TableContract, columns: Columns, field: Field): Violation[] {
  const column = columns[field.name]!;
  if (!isCategory(column)) return [];
  const { codes, levels } = column;
  return violationOf(
    'codes',
    contract,
    columns,
    (offenders) => {
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row]!;
        if (code < -1 || code >= levels.length) offenders.add(row);
      }
    },
    (count) => `${field.name} has codes outside its ${plural(levels.length, 'level')} in ${plural(count, 'row')}`,
  );
}
