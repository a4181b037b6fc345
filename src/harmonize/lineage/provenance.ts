import type { Category } from '../../tables/columns.ts';

/** What was done to a value that is taken over as it is published. */
export const UNCHANGED = 'as published';

/** The columns by which every harmonized row says where it comes from. */
export interface ProvenanceColumns {
  readonly source: Category;
  readonly file: Category;
  readonly row: Int32Array;
  readonly operation: Category;
}

/** Chain of operations, first one first. */
export function chain(...operations: readonly string[]): string {
  const done = operations.filter((operation) => operation !== UNCHANGED);
  return done.length === 0 ? UNCHANGED : done.join('; ');
}

/** Fills the provenance of a table of known length, row by row in any order. Every row must be set once. */
export class ProvenanceBuilder {
  readonly #source: Labels;
  readonly #file: Labels;
  readonly #row: Int32Array;
  readonly #operation: Labels;

  constructor(length: number) {
    this.#source = new Labels(length);
    this.#file = new Labels(length);
    this.#row = new Int32Array(length).fill(-1);
    this.#operation = new Labels(length);
  }

  /** The value of row `at` stands in data row `row` of a file; -1 and null where no single cell of the source does. */
  cite(at: number, source: string, file: string | null, row: number, operation: string): void {
    this.#source.set(at, source);
    if (file !== null) this.#file.set(at, file);
    this.#row[at] = row;
    this.#operation.set(at, operation);
  }

  /** The value of row `at` stands in no source; the operation says the rule that gave it. */
  derive(at: number, operation: string): void {
    this.#operation.set(at, operation);
  }

  finish(): ProvenanceColumns {
    return { source: this.#source.finish(), file: this.#file.finish(), row: this.#row, operation: this.#operation.finish() };
  }
}

/** A category of known length, set in any order; -1 where it was not set. Levels stand in order of first use. */
class Labels {
  readonly #codes: Int32Array;
  readonly #codeOf = new Map<string, number>();

  constructor(length: number) {
    this.#codes = new Int32Array(length).fill(-1);
  }

  set(at: number, label: string): void {
    let code = this.#codeOf.get(label);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(label, code);
    }
    this.#codes[at] = code;
  }

  finish(): Category {
    return { codes: this.#codes, levels: [...this.#codeOf.keys()] };
  }
}
