import { type Category, CategoryBuilder, type Column, type Columns } from '../../tables/columns.ts';
import { type RowPlace, refuseRow } from './tableRow.ts';

/** Constructors of the number columns that raw tables use. */
const ARRAYS = { int16: Int16Array, int32: Int32Array, uint8: Uint8Array, float64: Float64Array } as const;

interface Arrays {
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly float64: Float64Array;
}

type KindOf<C> = C extends Category ? 'category' : { [K in keyof Arrays]: C extends Arrays[K] ? K : never }[keyof Arrays];

/** Types of the columns of a table, in their order. */
export type ColumnKinds<T extends Columns> = { readonly [F in keyof T]: KindOf<T[F]> };

/** Values of one row but for its place; null is a missing text, NaN a missing number. */
export type Values<T extends Columns> = {
  readonly [F in Exclude<keyof T, 'file' | 'row'>]: T[F] extends Category ? string | null : number;
};

type Cell = string | number | null;

/** Collects rows of a table. The columns `file` and `row`, where the table has them, are those of the row's place. */
export class TableBuilder<T extends Columns> {
  readonly #layout: ColumnKinds<T>;
  readonly #key: readonly string[];
  readonly #firsts = new Map<string, RowPlace>();
  readonly #categories: (readonly [string, CategoryBuilder])[] = [];
  readonly #numbers: (readonly [string, number[]])[] = [];

  /** `key` names the columns that must differ from row to row. */
  constructor(layout: ColumnKinds<T>, key: readonly (keyof Values<T>)[]) {
    this.#layout = layout;
    this.#key = key.map(String);
    for (const name of Object.keys(layout)) {
      if (layout[name] === 'category') this.#categories.push([name, new CategoryBuilder()]);
      else this.#numbers.push([name, []]);
    }
  }

  /** Adds what one row of a file gives: all of it or, where a key is there already, nothing. Refuses then, naming both rows (E303). */
  add(place: RowPlace, ...rows: readonly Values<T>[]): void {
    const at = { file: place.file, row: place.row };
    const cells = rows as readonly Readonly<Record<string, Cell>>[];
    const keys = this.#key.length === 0 ? [] : cells.map((values) => this.#keyOf(values));
    for (const [index, key] of keys.entries()) {
      const first = this.#firsts.get(key) ?? (keys.indexOf(key) < index ? at : undefined);
      if (first !== undefined) this.#refuseTwice(at, first, key);
    }
    for (const key of keys) this.#firsts.set(key, at);
    for (const values of cells) this.#push(at, values);
  }

  #push(at: RowPlace, values: Readonly<Record<string, Cell>>): void {
    for (const [name, builder] of this.#categories) builder.push(name === 'file' ? at.file : (values[name] as string | null));
    for (const [name, column] of this.#numbers) column.push(name === 'row' ? at.row : (values[name] as number));
  }

  #keyOf(values: Readonly<Record<string, Cell>>): string {
    let key = '';
    for (const name of this.#key) key += key === '' ? values[name] : ` ${values[name]}`;
    return key;
  }

  /** The rows so far. */
  finish(): T {
    const columns = new Map<string, Column>();
    for (const [name, builder] of this.#categories) columns.set(name, builder.finish());
    for (const [name, values] of this.#numbers) columns.set(name, ARRAYS[this.#layout[name] as keyof typeof ARRAYS].from(values));
    return Object.fromEntries(Object.keys(this.#layout).map((name) => [name, columns.get(name)])) as T;
  }

  #refuseTwice(at: RowPlace, first: RowPlace, key: string): never {
    const elsewhere = first.file === at.file ? '' : ` of ${first.file}`;
    return refuseRow(at, this.#key.join(', '), `${key} is there already, in data row ${first.row}${elsewhere}`, 'each combination once');
  }
}
