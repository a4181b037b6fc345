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
