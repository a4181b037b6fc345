import { sum } from '../numerics/statistics.ts';

/** Numbers stay exact, or become whole persons. */
export type Rounding = 'none' | 'whole';

/**
 * Values multiplied so that they add up to a total. Where they are rounded, halves go to the even neighbour and what
 * rounding leaves over goes to the largest entry by absolute value, the first among equals: migest draws the entry at
 * random (docs/method.md 10.2). If the total is not whole, that one entry is not either.
 * @param values not all zero, unless the total is 0.
 */
export function scaleToTotal(values: Float64Array, total: number, rounding: Rounding = 'none'): Float64Array {
  const before = sum(values);
  const scaled = values.map((value) => (before === 0 ? 0 : (value * total) / before));
  return rounding === 'none' ? scaled : roundToTotal(scaled, total);
}

/** Values rounded to whole numbers that still add up to their total. */
export function roundToTotal(values: Float64Array, total: number): Float64Array {
  const rounded = values.map(roundHalfToEven);
  let largest = 0;
  for (let index = 1; index < rounded.length; index++) {
    if (Math.abs(rounded[index]!) > Math.abs(rounded[largest]!)) largest = index;
  }
  if (rounded.length > 0) rounded[largest] = rounded[largest]! + (total - sum(rounded));
  return rounded;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
