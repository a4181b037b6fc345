import { grouped } from './markdown.ts';

/** A count that the README of the real data states, beside what the tables say. */
export interface Claim {
  readonly what: string;
  /** As the README says it. */
  readonly stated: string;
  readonly found: string;
  readonly holds: boolean;
}

/** The very number. */
export function exactly(what: string, stated: number, found: number): Claim {
  return { what, stated: grouped(stated, decimalsOf(stated)), found: grouped(found, decimalsOf(found)), holds: found === stated };
}

/** A number that was rounded to `digits` decimals. */
export function toDecimals(what: string, stated: number, digits: number, found: number): Claim {
  const [text, counted] = [grouped(stated, digits), grouped(found, digits)];
  return { what, stated: text, found: counted, holds: text === counted };
}

/** The least and the greatest of several numbers, each rounded to `digits` decimals. */
export function ranging(what: string, stated: readonly [number, number], digits: number, found: readonly number[]): Claim {
  const span = (from: number, to: number) => `${grouped(from, digits)} to ${grouped(to, digits)}`;
  const [text, counted] = [span(...stated), span(least(found), greatest(found))];
  return { what, stated: text, found: counted, holds: text === counted };
}

/** A number that stays within its bound. */
export function atMost(what: string, bound: number, found: number): Claim {
  return { what, stated: `at most ${grouped(bound)}`, found: grouped(found), holds: found <= bound };
}

/** The years of a source, all of them. */
export function years(what: string, stated: readonly number[], found: Iterable<number>): Claim {
  const list = [...new Set(found)].sort((a, b) => a - b);
  return { what, stated: listed(stated), found: listed(list), holds: list.join() === stated.join() };
}

/** Whole years from one to another. */
export function from(first: number, last: number, step = 1): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function listed(all: readonly number[]): string {
  const [first, last] = [all[0], all[all.length - 1]];
  return all.length > 8 ? `${all.length} years, ${first} to ${last}` : all.join(', ');
}

function decimalsOf(value: number): number {
  return Number.isInteger(value) ? 0 : 3;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((low, number) => Math.min(low, number), Number.POSITIVE_INFINITY);
}

function greatest(numbers: readonly number[]): number {
  return numbers.reduce((high, number) => Math.max(high, number), Number.NEGATIVE_INFINITY);
}
