import type { NumberColumn } from '../../../tables/columns.ts';

/** Collects numbers of unknown count in a typed array that doubles when full. */
export class GrowingArray<T extends NumberColumn> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(1024);
  }

  /** Stores a value and tells whether the array can hold it, exactly or, for floats, rounded. */
  push(value: number): boolean {
    if (this.#length === this.#values.length) {
      const larger = this.#make(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    return this.#values[this.#length++] === value;
  }

  /** The values so far, in an array of just their number. */
  finish(): T {
    return this.#values.slice(0, this.#length) as T;
  }
}
