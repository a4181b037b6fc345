import { existsSync, readFileSync } from 'node:fs';

/** Vectors computed with the R package migest; see the README beside them. */
const FOLDER = new URL('../../../shared/reference/migest/', import.meta.url);

export const available = existsSync(FOLDER);
if (!available) console.warn('SKIPPED: ../shared/reference/migest is not here, so nothing is compared with the R package');

export interface RVector {
  readonly names?: readonly string[] | null;
  readonly values: readonly number[];
}

export interface RArray {
  readonly dim: readonly number[];
  readonly values: readonly (readonly (readonly number[])[])[];
}

export interface RMatrix {
  readonly dim: readonly number[];
  readonly dimnames?: readonly (readonly string[])[] | null;
  readonly values: readonly (readonly number[])[];
}

/** A case of one of the files; what `Args` and `Result` are depends on the function. */
export interface Case<Args, Result> {
  readonly id: string;
  readonly deterministic: boolean;
  readonly args: Args;
  readonly result: Result;
  readonly error?: string;
  readonly tight?: { readonly od?: RMatrix };
  readonly ipf_calls: readonly { readonly iterations: number; readonly converged: boolean }[];
}

/** Deterministic cases of one function in one file. */
export function cases<Args, Result>(file: string, name: string): Case<Args, Result>[] {
  if (!available) return [];
  const { functions } = JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), 'utf8')) as {
    functions: Record<string, Case<Args, Result>[]>;
  };
  return (functions[name] ?? []).filter((one) => one.deterministic);
}

export function flat(matrix: RMatrix): Float64Array {
  return Float64Array.from(matrix.values.flat());
}

/** Cells of an array of three dimensions, the last running fastest. */
export function flatArray(array: RArray): Float64Array {
  return Float64Array.from(array.values.flat(2));
}

export function vector({ values }: RVector): Float64Array {
  return Float64Array.from(values);
}

/** Largest distance of two lists in units of the largest entry of the second. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [largest, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs((actual[i] as number) - (expected[i] as number));
    // NaN must not pass for a small distance.
    largest = distance <= largest ? largest : Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    scale = Math.max(scale, Math.abs(expected[i] as number));
  }
  return largest === 0 ? 0 : largest / (scale === 0 ? 1 : scale);
}
