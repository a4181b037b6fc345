/** Largest difference of two lists of numbers relative to the larger of both; 0 where both are 0. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    if (Object.is(a, b) || a === b) continue;
    const relative = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    largest = Math.max(largest, Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative);
  }
  return largest;
}
