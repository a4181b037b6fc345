import { type Column, type Columns, isCategory } from '../../../tables/columns.ts';
import type { Field, TableContract } from '../../types.ts';
import { normalised } from '../category.ts';
import { ARRAYS, isFloat } from '../fieldTypes.ts';
import { rowCount } from '../shape.ts';
import { GrowingArray } from './growing.ts';

/** Rows that are put together as one string before they become bytes. */
const ROWS_AT_ONCE = 2 ** 14;

/** A row of a CSV file that cannot be a row of the contract. */
export class CsvError extends Error {
  /** Rows count from 1 after the header, which has no number itself. */
  readonly position: { readonly row?: number; readonly field?: string };

  constructor(message: string, row: number, field?: string) {
    super(message);
    this.position = { ...(row === 0 ? {} : { row }), ...(field === undefined ? {} : { field }) };
  }
}

/**
 * Columns as CSV in UTF-8: a header, rows as they are, `\n` after each, the shortest decimals that read back as the same
 * number, nothing where a value is missing, quotes only where a string needs them. The sign of -0 is not kept.
 */
export function encodeCsv(contract: TableContract, columns: Columns): Uint8Array {
  const rows = rowCount(contract, columns);
  const cells = contract.fields.map((field) => cellWriter(field, columns[field.name]!));
  const chunks = [Buffer.from(`${contract.fields.map(({ name }) => name).join(',')}\n`)];
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const end = Math.min(start + ROWS_AT_ONCE, rows);
    let text = '';
    for (let row = start; row < end; row++) {
      for (let index = 0; index < cells.length; index++) text += (index > 0 ? ',' : '') + cells[index]!(row);
      text += '\n';
    }
    chunks.push(Buffer.from(text));
  }
  return Buffer.concat(chunks);
}

function cellWriter(field: Field, column: Column): (row: number) => string {
  if (isCategory(column)) {
    const { codes } = column;
    const quoted = column.levels.map((level) => (/[",\n\r]/.test(level) ? `"${level.replaceAll('"', '""')}"` : level));
    return (row) => quoted[codes[row]!] ?? '';
  }
  if (!isFloat(field.type)) return (row) => String(column[row]);
  const shortest = field.type === 'float32' ? shortestFloat32 : String;
  return (row) => {
    const value = column[row]!;
    return Number.isNaN(value) ? '' : shortest(value);
  };
}

/** Shortest decimal that rounds to a float32; nine digits always do. */
function shortestFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

/** Columns of a CSV file as `encodeCsv` writes it. Throws an Error, or a CsvError at a row, if it is no table of the contract. */
export async function decodeCsv(contract: TableContract, bytes: Uint8Array): Promise<Columns> {
  const { default: papaparse } = await import('papaparse');
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (!text.endsWith('\n')) throw new Error('its last line does not end, so it may be cut off');
  const readers = contract.fields.map(cellReader);
  const names = contract.fields.map(({ name }) => name);
  let row = 0;
  const readLine = (cells: readonly string[]): void => {
    if (cells.length !== readers.length) throw new CsvError(`it has ${cells.length} values, not ${readers.length}`, row);
    if (row === 0 && cells.join() !== names.join()) throw new Error(`it has the columns ${cells.join(', ')}, not ${names.join(', ')}`);
    if (row > 0) cells.forEach((cell, index) => void readers[index]!.read(cell, row));
    row++;
  };
  // Without the last line end, which the parser would take for the start of a further row.
  papaparse.parse<string[]>(text.slice(0, -1), {
    delimiter: ',',
    newline: '\n',
    step: ({ data, errors }) => {
      if (errors[0]) throw new CsvError(errors[0].message, row);
      readLine(data);
    },
  });
  return Object.fromEntries(readers.map(({ finish }, index) => [names[index], finish()]));
}

interface CellReader {
  readonly read: (cell: string, row: number) => void;
  readonly finish: () => Column;
}

function cellReader(field: Field): CellReader {
  if (field.type === 'category') return categoryReader(field);
  const { name, type } = field;
  const values = new GrowingArray((length) => new ARRAYS[type](length));
  const float = isFloat(type);
  const pattern = float ? /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i : /^-?\d+$/;
  const read = (cell: string, row: number): void => {
    if (cell === '' && float && field.missing) {
      values.push(Number.NaN);
      return;
    }
    const value = pattern.test(cell) ? Number(cell) : Number.NaN;
    const exact = values.push(value);
    if (Number.isFinite(value) && (exact || float)) return;
    throw new CsvError(`${name} is "${cell}", not ${float ? 'a number' : `an integer of type ${type}`}`, row, name);
  };
  return { read, finish: () => values.finish() };
}

function categoryReader({ name, missing }: Field): CellReader {
  const codes = new GrowingArray((length) => new Int32Array(length));
  const codeOf = new Map<string, number>();
  const read = (cell: string, row: number): void => {
    if (cell === '') {
      if (!missing) throw new CsvError(`${name} has no value`, row, name);
      codes.push(-1);
      return;
    }
    let code = codeOf.get(cell);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(cell, code);
    }
    codes.push(code);
  };
  return { read, finish: () => normalised({ codes: codes.finish(), levels: [...codeOf.keys()] }) };
}
