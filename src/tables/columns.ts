/** Numbers of one field. In float columns NaN stands for a missing value where the contract allows one. */
export type NumberColumn = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** Strings coded once: row r holds `levels[codes[r]]`; code -1 is a missing value. */
export interface Category {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type Column = NumberColumn | Category;

/** A table in memory: columns of equal length by field name. */
export type Columns = Readonly<Record<string, Column>>;

export function isCategory(column: Column): column is Category {
  return !ArrayBuffer.isView(column);
}

export function columnLength(column: Column): number {
  return isCategory(column) ? column.codes.length : column.length;
}

/** Codes strings in order of first appearance; `null` becomes code -1. */
export function categoryOf(values: readonly (string | null)[]): Category {
  const builder = new CategoryBuilder();
  for (const value of values) builder.push(value);
  return builder.finish();
}

/** Value of a row; null where missing. */
export function categoryAt(column: Category, row: number): string | null {
  const code = column.codes[row]!;
  return code < 0 ? null : column.levels[code]!;
}

/** Grows a coded column row by row. */
export class CategoryBuilder {
  readonly #codeOf = new Map<string, number>();
  readonly #codes: number[] = [];

  push(value: string | null): void {
    if (value === null) {
      this.#codes.push(-1);
      return;
    }
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(value, code);
    }
    this.#codes.push(code);
  }

  finish(): Category {
    return { codes: Int32Array.from(this.#codes), levels: [...this.#codeOf.keys()] };
  }
}
