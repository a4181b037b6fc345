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
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

/** Area names for tests: A0, A1, ... */
export function areaNames(n: number): string[] {
  return Array.from({ length: n }, (_, index) => `A${index}`);
}
