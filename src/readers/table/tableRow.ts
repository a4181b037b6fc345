import { refuse } from '../../diagnostics/diagnostic.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** A whole number, also as programs write it that know decimals only: 1990.0. */
const WHOLE = /^[+-]?\d+(\.0*)?$/;
const ISO3 = /^[A-Z]{3}$/;
const FLAGS: ReadonlyMap<string, 0 | 1> = new Map([
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
  ['FALSE', 0],
  ['TRUE', 1],
]);

/** Largest whole number that every integer column holds. */
const LARGEST_WHOLE = 2 ** 31 - 1;

const CORRECT = 'Correct the row, or take the file from its publisher again (`pipeline fetch`).';

/** Where a row stands: its file, as the user knows it, and its number among the data rows, from 1. */
export interface RowPlace {
  readonly file: string;
  readonly row: number;
}

/** One data row of a table in any form, with typed access by field name. Refusals name file, row and field (E303). */
export class TableRow implements RowPlace {
  readonly file: string;
  readonly names: readonly string[];
  readonly #columns: ReadonlyMap<string, number>;
  #cells: readonly string[] = [];
  #row = 0;

  constructor(file: string, names: readonly string[]) {
    this.file = file;
    this.names = names;
    this.#columns = new Map(names.map((name, column) => [name, column]));
  }

  get row(): number {
    return this.#row;
  }

  /** Takes the cells of the next row. Refuses another number of them than names (E303). */
  moveTo(cells: readonly string[]): void {
    this.#row += 1;
    this.#cells = cells;
    if (cells.length === this.names.length) return;
    refuse('E303', `has ${cells.length} fields`, {
      place: { file: this.file, row: this.#row },
      expected: `${this.names.length} fields, as in the header`,
      hint: 'Look for a missing line break or delimiter there; a file that ends within a row is truncated.',
    });
  }

  /** Text of a field; null where empty. "NA" is text: it is the code of Namibia. */
  optionalText(field: string): string | null {
    const column = this.#columns.get(field);
    if (column === undefined) throw new RangeError(`the format of ${this.file} does not name the field ${field}`);
    return this.#cells[column] || null;
  }

  /** Text of a field that must not be empty. */
  text(field: string): string {
    return this.optionalText(field) ?? this.refuse(field, 'is empty', 'a value');
  }

  /** Three capital letters. */
  iso3(field: string): string {
    const text = this.text(field);
    return ISO3.test(text) ? text : this.refuse(field, `is "${text}"`, 'three capital letters (ISO 3166-1 alpha-3)');
  }

  /** A decimal number; not one with a decimal comma, blanks or separators of thousands. */
  decimal(field: string): number {
    const text = this.text(field);
    const value = Number(text);
    if (!DECIMAL.test(text) || !Number.isFinite(value)) this.refuse(field, `is "${text}"`, 'a number');
    return value;
  }

  /** A decimal number; null where the field is empty. */
  optionalDecimal(field: string): number | null {
    return this.optionalText(field) === null ? null : this.decimal(field);
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

  /** A whole number of at most 31 bits. */
  whole(field: string): number {
    const text = this.text(field);
    const value = Number(text);
    if (!WHOLE.test(text) || Math.abs(value) > LARGEST_WHOLE) this.refuse(field, `is "${text}"`, 'a whole number');
    return value;
  }

  /** A calendar year from 1900 to 2199. */
  year(field: string): number {
    const value = this.whole(field);
    if (value < 1900 || value > 2199) this.refuse(field, `is "${this.text(field)}"`, 'a year from 1900 to 2199');
    return value;
  }

  /** The number 0 or 1, also as 0.0 and 1.0. */
  zeroOrOne(field: string): 0 | 1 {
    const value = this.decimal(field);
    return value === 0 || value === 1 ? value : this.refuse(field, `is "${this.text(field)}"`, '0 or 1');
  }

  /** 0 or 1, or false and true. */
  flag(field: string): 0 | 1 {
    const text = this.text(field);
    return FLAGS.get(text) ?? this.refuse(field, `is "${text}"`, '0 or 1');
  }

  /** Refuses this row (E303): `problem` continues "field X ...". */
  refuse(field: string, problem: string, expected: string): never {
    return refuseRow(this, field, problem, expected);
  }
}

/** Refuses a row (E303): `problem` continues "field X ...". */
export function refuseRow({ file, row }: RowPlace, field: string, problem: string, expected: string): never {
  return refuse('E303', `${field} ${problem}`, { place: { file, row, field }, expected, hint: CORRECT });
}
