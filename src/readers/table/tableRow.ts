import { refuse } from '../../diagnostics/diagnostic.ts';
import { GroupedDigits } from './groupedDigits.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** A whole number, also as programs write it that know decimals only: 1990.0. */
const WHOLE = /^[+-]?\d+(\.0*)?$/;
const ISO3 = /^[A-Z]{3}$/;
/** How publishers begin what they write below a table. */
const NOTE = /^\s*(sources?|notes?|footnotes?|data from|last updated|copyright)\b/i;

const FLAGS: ReadonlyMap<string, 0 | 1> = new Map([
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
  ['False', 0],
  ['True', 1],
  ['FALSE', 0],
  ['TRUE', 1],
]);

/** Largest whole number that every integer column holds. */
const LARGEST_WHOLE = 2 ** 31 - 1;

const CORRECT = 'Correct the row and accept the file with `pipeline fetch --update`, or name the source in `ingest.quarantine`.';

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
  readonly #digits: GroupedDigits;
  readonly #leftOut = new Map<string, number>();
  #cells: readonly string[] = [];
  #row = 0;

  /** `digits` watches the columns of persons. */
  constructor(file: string, names: readonly string[], digits: GroupedDigits = new GroupedDigits(true)) {
    this.file = file;
    this.names = names;
    this.#digits = digits;
    this.#columns = new Map(names.map((name, column) => [name, column]));
  }

  get row(): number {
    return this.#row;
  }

  /** Whether this row is a note or a source below the table: one text in its first cell, and nothing beside it. */
  isNote(): boolean {
    const [first = '', ...others] = this.#cells;
    return NOTE.test(first) && others.every((cell) => cell === '');
  }

  /** Rows that were left out so far, by reason. */
  get leftOut(): ReadonlyMap<string, number> {
    return this.#leftOut;
  }

  /** Counts this row as left out. */
  leaveOut(reason: string): void {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
  }

  /** Takes the cells of the next row. Refuses another number of them than names (E303), but for a note below the table. */
  moveTo(cells: readonly string[]): void {
    this.#row += 1;
    this.#cells = cells;
    if (cells.length === this.names.length || this.isNote()) return;
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
    if (!DECIMAL.test(text) || !Number.isFinite(value)) this.refuse(field, `is "${text}"`, 'a number', hintOf(text));
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

  /** A number of persons, not negative, without separators of thousands. */
  persons(field: string): number {
    const persons = this.amount(field);
    this.#digits.note(field, this.text(field), this.row);
    return persons;
  }

  /** A number of persons; 0 where the field is empty. */
  personsOrZero(field: string): number {
    return this.optionalText(field) === null ? 0 : this.persons(field);
  }

  /** A balance of persons, which may be negative; null where the field is empty. */
  optionalBalance(field: string): number | null {
    const balance = this.optionalDecimal(field);
    if (balance !== null) this.#digits.note(field, this.text(field), this.row);
    return balance;
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

  /** The number 0 or 1, also as 0.0 and 1.0, or as false and true. */
  zeroOrOne(field: string): 0 | 1 {
    const named = FLAGS.get(this.text(field));
    if (named !== undefined) return named;
    const value = this.decimal(field);
    return value === 0 || value === 1 ? value : this.refuse(field, `is "${this.text(field)}"`, '0 or 1');
  }

  /** 0 or 1, or false and true. */
  flag(field: string): 0 | 1 {
    const text = this.text(field);
    return FLAGS.get(text) ?? this.refuse(field, `is "${text}"`, '0 or 1');
  }

  /** Refuses this row (E303): `problem` continues "field X ...". */
  refuse(field: string, problem: string, expected: string, hint: string = CORRECT): never {
    return refuseRow(this, field, problem, expected, hint);
  }
}

/** Refuses a row (E303): `problem` continues "field X ...". */
export function refuseRow({ file, row }: RowPlace, field: string, problem: string, expected: string, hint: string = CORRECT): never {
  return refuse('E303', `${field} ${problem}`, { place: { file, row, field }, expected, hint });
}

/** What to do about a text that is no number, where it shows how it came about. */
function hintOf(text: string): string {
  if (/^\s*[+-]?\d+,\d+\s*$/.test(text)) return `Write a point for a decimal comma, and no separators of thousands. ${CORRECT}`;
  if (/^\s*[+-]?\d{1,3}([.,'\s\u00a0\u202f]\d{3})+\s*$/.test(text)) return `Write the number without separators of thousands. ${CORRECT}`;
  if (/^(-|\.\.?|\*|:|x|n\/?a|nan|null)$/i.test(text.trim())) return `Leave the cell empty where a value is missing. ${CORRECT}`;
  return CORRECT;
}
