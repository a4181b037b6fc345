import { type Category, CategoryBuilder } from '../../tables/columns.ts';

/**
 * Flows as others publish their estimates of them, one position for each: persons from one area to another over the
 * years from `start` to `end`, by the publisher's codes. A flow of zero has no row.
 */
export interface PublishedFlows {
  readonly orig: Category;
  readonly dest: Category;
  readonly start: Int16Array;
  readonly end: Int16Array;
  readonly persons: Float64Array;
}

/** Collects the flows of one published set. */
export class PublishedFlowsBuilder {
  readonly #orig = new CategoryBuilder();
  readonly #dest = new CategoryBuilder();
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  readonly #persons: number[] = [];

  add(orig: string, dest: string, start: number, end: number, persons: number): void {
    if (persons === 0) return;
    this.#orig.push(orig);
    this.#dest.push(dest);
    this.#start.push(start);
    this.#end.push(end);
    this.#persons.push(persons);
  }

  finish(): PublishedFlows {
    return {
      orig: this.#orig.finish(),
      dest: this.#dest.finish(),
      start: Int16Array.from(this.#start),
      end: Int16Array.from(this.#end),
      persons: Float64Array.from(this.#persons),
    };
  }
}
