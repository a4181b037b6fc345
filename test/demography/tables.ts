/** Reads "1000 100; 55 555" row by row. */
export function table(text: string): Float64Array {
  return Float64Array.from(
    text
      .split(/[\s;]+/)
      .filter((word) => word !== '')
      .map(Number),
  );
}

/** Largest distance between two lists of numbers of one length. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** Largest difference of two lists of numbers relative to the larger of both; 0 where both are 0. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    if (Object.is(a, b) || a === b) continue;
    const relative = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    largest = Math.max(largest, Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative);
  }
  return largest;
}

/** Largest distance of two lists in units of the largest entry of the second. */
export function scaledDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [largest, scale] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i]! - expected[i]!);
    // NaN must not pass for a small distance.
    largest = distance <= largest ? largest : Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return largest === 0 ? 0 : largest / (scale === 0 ? 1 : scale);
}

/** Area names for tests: A0, A1, ... */
export function areaNames(n: number): string[] {
  return Array.from({ length: n }, (_, index) => `A${index}`);
}
