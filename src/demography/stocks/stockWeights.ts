import { exp } from '../../numerics/elementary.ts';
import { mean, trimmedMean } from '../../numerics/statistics.ts';

export interface WeightLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/** Share of the smallest and of the largest relative errors that do not count for the typical one. */
const TRIMMED = 0.05;

/**
 * Weights that fall exponentially with relative error: exp(-e / typical e), divided by their mean and clipped
 * (docs/method.md 5.6). Typical is the mean without the smallest and the largest 5 %, 0.17 for stocks and 2.3 for changes, which
 * comes near to the published 0.21 and 2.3; the plain mean is ruled by cells of a few persons. What was tried is in
 * docs/experiments/stock-weights.md. Typical error and mean weight are those of the counted values of all tables together.
 * @param relativeErrors tables of any length. @param counted 1 where a value has a weight, in the same shape.
 * @returns in the same shape; 0 where not counted.
 */
export function errorWeights(
  relativeErrors: readonly Float64Array[],
  counted: readonly Uint8Array[],
  { minimum, maximum }: WeightLimits,
): Float64Array[] {
  const typical = trimmedMean(countedValues(relativeErrors, counted), TRIMMED);
  const raw = relativeErrors.map((errors) => errors.map((error) => (typical > 0 ? exp(-error / typical) : 1)));
  const average = mean(countedValues(raw, counted));
  return raw.map((values, table) =>
    values.map((value, cell) => (counted[table]![cell] === 1 ? Math.max(minimum, Math.min(maximum, value / average)) : 0)),
  );
}

function countedValues(tables: readonly Float64Array[], counted: readonly Uint8Array[]): Float64Array {
  const cells = tables.reduce((total, table) => total + table.length, 0);
  const values = new Float64Array(cells);
  let count = 0;
  tables.forEach((table, index) => {
    for (let cell = 0; cell < table.length; cell++) if (counted[index]![cell] === 1) values[count++] = table[cell]!;
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
