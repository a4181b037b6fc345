import { type RawFile, refuseBroken } from '../formats/rawFile.ts';

/** Numbers of the variable `name` with NaN for its fill values. Refuses infinite ones, which no publisher reports (E305). */
export function gridValues(file: RawFile, name: string, values: Float64Array, fills: readonly number[]): Float64Array {
  const missing = new Set(fills);
  return values.map((value, position) => {
    if (missing.has(value)) return Number.NaN;
    if (Math.abs(value) === Number.POSITIVE_INFINITY)
      refuseBroken(file, `holds ${value} in "${name}", value ${position + 1}`, 'finite numbers');
    return value;
  });
}

/** Variables of a gridded file by name, in any of its formats. */
export interface Grid {
  readonly file: RawFile;
  /**
   * Numbers of a variable in row-major order of its dimensions, which must have these names in this order;
   * NaN where the file holds its fill value. Refuses anything else (E305).
   */
  numbers(name: string, dimensions: readonly string[]): Float64Array;
  /** Strings of a variable over one dimension, with or without one of letters; trailing blanks are cut. Refuses anything else (E305). */
  labels(name: string, dimension: string): string[];
}
