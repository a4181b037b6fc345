import { exp } from '../../numerics/elementary.ts';
import { mean, trimmedMean } from '../../numerics/statistics.ts';

export interface WeightLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/** Share of the smallest, and of the largest, relative errors that the typical error leaves out. */
const TRIMMED = 0.05;

/**
 * Weights that fall exponentially with relative error: exp(-e / typical e), divided by their mean and clipped
 * (docs/method.md 5.6). Typical is the mean without the smallest and the largest 5 %, 0.17 for stocks and 2.3 for changes, which
 * comes near to the published 0.21 and 2.3; cells of a few persons dominate the plain mean (docs/baselines.md has what
 * was tried). Typical error and mean weight are those of the observed values of all tables together.
 * @param relativeErrors tables of any length. @param observed 1 where a value is observed and has a weight, in the same shape.
 * @returns in the same shape; 0 where not observed.
 */
export function errorWeights(
  relativeErrors: readonly Float64Array[],
  observed: readonly Uint8Array[],
  { minimum, maximum }: WeightLimits,
): Float64Array[] {
  const typical = trimmedMean(observedValues(relativeErrors, observed), TRIMMED);
  const raw = relativeErrors.map((errors) => errors.map((error) => (typical > 0 ? exp(-error / typical) : 1)));
  const average = mean(observedValues(raw, observed));
  return raw.map((values, table) =>
    values.map((value, cell) => (observed[table]![cell] === 1 ? Math.max(minimum, Math.min(maximum, value / average)) : 0)),
  );
}

function observedValues(tables: readonly Float64Array[], observed: readonly Uint8Array[]): Float64Array {
  const cells = tables.reduce((total, table) => total + table.length, 0);
  const values = new Float64Array(cells);
  let count = 0;
  tables.forEach((table, index) => {
    for (let cell = 0; cell < table.length; cell++) if (observed[index]![cell] === 1) values[count++] = table[cell]!;
  });
  return values.subarray(0, count);
}

/** Errors by person of the stock or the change, which counts as one person at least (docs/method.md 5.6). */
export function relativeErrors(persons: Float64Array, errors: Float64Array): Float64Array {
  return errors.map((error, cell) => error / Math.max(Math.abs(persons[cell]!), 1));
}

/** Root of the sum of squares by cell: independent errors of one quantity. */
export function combineErrors(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, cell) => Math.sqrt(value * value + b[cell]! * b[cell]!));
}
