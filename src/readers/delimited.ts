import Papa from 'papaparse';
import { refuse } from '../diagnostics/diagnostic.ts';
import { type RawFile, readText, refuseBroken } from './rawFile.ts';

export interface DelimitedFormat {
  readonly delimiter: ',' | '\t';
  /** Fields that the header must have; others may be there. */
  readonly fields: readonly string[];
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d+$/;

/**
 * Reads a CSV or TSV file with a header, plain or gzip, LF or CRLF, with or without byte order mark, row by row.
 * The row handed to `visit` is valid during the call only.
 * Refuses a header without a needed field, rows of another width and open quotes (E305), and what `readText` refuses.
 */
export function readDelimited(file: RawFile, format: DelimitedFormat, visit: (row: DelimitedRow) => void): void {
  let row: DelimitedRow | null = null;
  Papa.parse<string[]>(readText(file), {
    delimiter: format.delimiter,
    skipEmptyLines: true,
    step: ({ data, errors }) => {
      const [error] = errors;
      if (error) refuseBroken(file, `breaks off in data row ${row ? row.number + 1 : 0}: ${error.message}`);
      if (row === null) {
        checkHeader(file, format, data);
        row = new DelimitedRow(file.name, data);
      } else {
        row.moveTo(data);
        visit(row);
      }
    },
  });
  if (row === null) refuseBroken(file, 'is empty', `a header with ${format.fields.join(', ')}`);
}

/** One data row, with typed access by field name. Refusals name file, row and field (E303). */
export class DelimitedRow {
  readonly names: readonly string[];
  readonly #file: string;
  readonly #columns: ReadonlyMap<string, number>;
  #cells: readonly string[] = [];
  #number = 0;

  constructor(file: string, names: readonly string[]) {
    this.#file = file;
    this.names = names;
    this.#columns = new Map(names.map((name, column) => [name, column]));
  }

  /** Data row after the header, from 1. */
  get number(): number {
    return this.#number;
  }

  moveTo(cells: readonly string[]): void {
    this.#number += 1;
    this.#cells = cells;
    if (cells.length === this.names.length) return;
    refuse('E305', `${this.#file} has ${cells.length} fields in data row ${this.#number}`, {
      place: { file: this.#file, row: this.#number },
      expected: `${this.names.length} fields, as in the header`,
      hint: 'Look for a missing line break or delimiter there; a file that ends within a row is truncated.',
    });
  }

  /** Text of a field; null where empty. "NA" is text: it is the code of Namibia. */
  optionalText(field: string): string | null {
    const column = this.#columns.get(field);
    if (column === undefined) throw new RangeError(`the format of ${this.#file} does not name the field ${field}`);
    return this.#cells[column] || null;
  }

  /** Text of a field that must not be empty. */
  text(field: string): string {
    return this.optionalText(field) ?? this.refuse(field, 'is empty', 'a value');
  }

  /** A decimal number. */
  decimal(field: string): number {
    const text = this.text(field);
    const value = Number(text);
    if (!DECIMAL.test(text) || !Number.isFinite(value)) this.refuse(field, `is "${text}"`, 'a number');
    return value;
  }

  /** A decimal number that is not negative. */
  amount(field: string): number {
    const value = this.decimal(field);
    if (value < 0) this.refuse(field, `is "${this.text(field)}"`, 'a number that is not negative');
    return value;
  }

  /** An amount; 0 where the field is empty. */
  amountOrZero(field: string): number {
    return this.optionalText(field) === null ? 0 : this.amount(field);
  }

  /** A whole number. */
  whole(field: string): number {
    const text = this.text(field);
    if (!WHOLE.test(text)) this.refuse(field, `is "${text}"`, 'a whole number');
    return Number(text);
  }

  /** A calendar year from 1900 to 2199. */
  year(field: string): number {
    const value = this.whole(field);
    if (value < 1900 || value > 2199) this.refuse(field, `is "${this.text(field)}"`, 'a year from 1900 to 2199');
    return value;
  }

  /** 0 or 1. */
  flag(field: string): 0 | 1 {
    const text = this.text(field);
    if (text !== '0' && text !== '1') this.refuse(field, `is "${text}"`, '0 or 1');
    return text === '1' ? 1 : 0;
  }

  /** Refuses this row (E303): `problem` continues "field X ...". */
  refuse(field: string, problem: string, expected: string): never {
    return refuse('E303', `${this.#file}, data row ${this.#number}: ${field} ${problem}`, {
      place: { file: this.#file, row: this.#number, field },
      expected,
      hint: 'Correct the row, or take the file from its publisher again (`pipeline fetch`).',
    });
  }
}

function checkHeader(file: RawFile, format: DelimitedFormat, names: readonly string[]): void {
  const absent = format.fields.filter((field) => !names.includes(field));
  if (absent.length > 0) {
    refuseBroken(
      file,
      `lacks the field ${absent.map((field) => `"${field}"`).join(', ')} in its header`,
      `a header with ${format.fields.join(', ')}`,
    );
  }
}
