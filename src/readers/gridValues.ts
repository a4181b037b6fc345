import { type RawFile, refuseBroken } from './rawFile.ts';

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
