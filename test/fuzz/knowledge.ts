import { type Columns, categoryAt, columnLength, isCategory } from '../../src/tables/columns.ts';
import { type Cells, withCell } from './cells.ts';
import { common, rowsOf } from './judgement.ts';
import type { Outcome } from './targets.ts';

/**
 * What a cell is to its reader, found by changing it:
 * `unused` nothing, `number` numbers of the table in proportion, `key` anything else, `coded` other values are refused.
 */
export type Role = 'unused' | 'number' | 'key' | 'coded';

/** Numbers of the table that a cell moves: the change for each unit of the cell. */
interface Effect {
  readonly role: Role;
  readonly moves: readonly { readonly column: string; readonly row: number; readonly slope: number }[];
}

/** Readers take a number as it is, in thousands or in millions, and add or subtract it. */
const UNITS: readonly number[] = [1, 1000, 1_000_000];

/** Nothing that any reader takes for a number or a code. */
export const BROKEN = 'not a value?';

type Read = (cells: Cells, quarantine?: boolean) => Promise<Outcome>;

/** What a reader makes of the cells of one file, learned by asking it; every answer is kept. */
export class Knowledge {
  readonly cells: Cells;
  readonly table: Columns;
  /** Rows of `table` as text. */
  readonly base: readonly string[];
  /** Whether a header without rows is a table: that of a list of this project. */
  readonly mayBeEmpty: boolean;
  readonly #read: Read;
  readonly #effects = new Map<string, Effect>();
  #empty: Promise<Outcome> | null = null;
  #strict: Promise<Outcome> | null = null;
  readonly #untouched = new Map<number, readonly string[]>();

  private constructor(cells: Cells, table: Columns, read: Read, mayBeEmpty: boolean) {
    this.cells = cells;
    this.mayBeEmpty = mayBeEmpty;
    this.table = table;
    this.base = rowsOf(table);
    this.#read = read;
  }

  /** Reads the cells as they are. Throws an Error where the reader does not accept them. */
  static async of(cells: Cells, read: Read, mayBeEmpty = false): Promise<Knowledge> {
    const outcome = await read(cells);
    if (outcome.end === 'accepted') return new Knowledge(cells, outcome.table, read, mayBeEmpty);
    throw new Error(`the file is not accepted without mutation: ${JSON.stringify(outcome)}`);
  }

  get fields(): readonly string[] {
    return this.cells[0] as readonly string[];
  }

  /** Text of a cell; `row` counts data rows from 1. */
  text(row: number, field: string): string {
    return this.cells[row]![this.fields.indexOf(field)]!;
  }

  /** What a cell is to the reader. A cell of text is a key unless nothing depends on it. */
  async roleOf(row: number, field: string): Promise<Role> {
    return (await this.#effectOf(row, field)).role;
  }

  /** Rows of the table that stay when this row of the file is set apart. */
  async untouchedBy(row: number): Promise<readonly string[]> {
    const known = this.#untouched.get(row);
    if (known !== undefined) return known;
    // A row of which every cell is broken is set apart whatever the reader looks at first.
    const broken = this.cells.map((each, index) => (index === row ? each.map(() => BROKEN) : each));
    const outcome = await this.#read(broken, true);
    const untouched = outcome.end === 'accepted' ? common(this.base, rowsOf(outcome.table)) : [];
    this.#untouched.set(row, untouched);
    return untouched;
  }

  /** Rows of the table where every row of the file is set apart. */
  async empty(): Promise<readonly string[]> {
    this.#empty ??= this.#read([this.fields, ...this.cells.slice(1).map((row) => row.map(() => BROKEN))], true);
    const outcome = await this.#empty;
    return outcome.end === 'accepted' ? rowsOf(outcome.table) : [];
  }

  /** Whether the reader refuses a field that it does not know, as readers of declared tables do: it may split the counts. */
  async refusesOtherFields(): Promise<boolean> {
    this.#strict ??= this.#read(this.cells.map((row, index) => [...row, index === 0 ? 'another' : '']));
    return (await this.#strict).end === 'refused';
  }

  /** Where a table differs from what this number in this cell should make; null where it does not. */
  async differsFromPrediction(row: number, field: string, value: number, table: Columns): Promise<string | null> {
    const { moves } = await this.#effectOf(row, field);
    const change = value - Number(this.text(row, field));
    const odd = moves.find(({ slope }) => !UNITS.includes(Math.abs(slope)));
    if (odd !== undefined) return `${odd.column} moves by ${odd.slope} for each unit of the cell`;
    const slopes = new Map(moves.map(({ column, row: at, slope }) => [`${column} ${at}`, slope]));
    for (const [name, column] of Object.entries(this.table)) {
      const found = table[name];
      if (found === undefined || columnLength(found) !== columnLength(column)) return `other rows than before (${name})`;
      for (let at = 0; at < columnLength(column); at++) {
        if (isCategory(column) || isCategory(found)) {
          if (!isCategory(column) || !isCategory(found) || categoryAt(column, at) !== categoryAt(found, at)) return `${name} changed`;
          continue;
        }
        const slope = slopes.get(`${name} ${at}`) ?? 0;
        const predicted = column[at]! + slope * change;
        // Counts in thousands are rounded to whole persons.
        const tolerance = (Math.abs(slope) > 1 ? 1 : 0) + 1e-9 * Math.abs(predicted);
        if (Number.isNaN(predicted) ? !Number.isNaN(found[at]) : Math.abs(found[at]! - predicted) > tolerance || Number.isNaN(found[at])) {
          return `${name} of row ${at + 1} is ${found[at]}, ${predicted} was expected`;
        }
      }
    }
    return null;
  }

  async #effectOf(row: number, field: string): Promise<Effect> {
    const key = `${row} ${field}`;
    const known = this.#effects.get(key);
    if (known !== undefined) return known;
    const effect = await this.#probe(row, field);
    this.#effects.set(key, effect);
    return effect;
  }

  async #probe(row: number, field: string): Promise<Effect> {
    const text = this.text(row, field);
    const isNumber = text !== '' && Number.isFinite(Number(text));
    // A step that is exact in binary, and far from the smallest change that a reader might overlook.
    const step = 1000;
    const value = isNumber ? String(Number(text) + step) : `${text}Q`;
    const outcome = await this.#read(withCell(this.cells, row, this.fields.indexOf(field), value));
    if (outcome.end !== 'accepted') return { role: 'coded', moves: [] };
    const rows = rowsOf(outcome.table);
    if (rows.length === this.base.length && rows.every((each, index) => each === this.base[index])) return { role: 'unused', moves: [] };
    const moves =
      isNumber && rows.length === this.base.length ? movesBetween(this.table, outcome.table, Number(value) - Number(text)) : null;
    return moves === null ? { role: 'key', moves: [] } : { role: 'number', moves };
  }
}

/** Slopes of the numbers that differ; null where anything else does. */
function movesBetween(before: Columns, after: Columns, step: number): Effect['moves'] | null {
  const moves: { column: string; row: number; slope: number }[] = [];
  for (const [name, column] of Object.entries(before)) {
    const other = after[name]!;
    for (let row = 0; row < columnLength(column); row++) {
      if (isCategory(column) || isCategory(other)) {
        if (!isCategory(column) || !isCategory(other) || categoryAt(column, row) !== categoryAt(other, row)) return null;
        continue;
      }
      if (Object.is(column[row], other[row])) continue;
      if (!(column instanceof Float64Array)) return null;
      const slope = (other[row]! - column[row]!) / step;
      // Rounding to whole persons blurs the slope of a number in thousands.
      moves.push({ column: name, row, slope: Math.abs(slope - Math.round(slope)) < 1e-4 ? Math.round(slope) : slope });
    }
  }
  return moves;
}
