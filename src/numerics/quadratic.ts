/**
 * Real roots of a x^2 + b x + c, that with the positive root of the discriminant first, each once; none where a is 0,
 * which makes it no quadratic. Computed without the cancellation of the usual formula.
 */
export function quadraticRoots(a: number, b: number, c: number): number[] {
  const discriminant = b * b - 4 * a * c;
  if (a === 0 || discriminant < 0) return [];
  if (discriminant === 0) return [-b / (2 * a)];
  const larger = -(b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  return b < 0 ? [larger / a, c / larger] : [c / larger, larger / a];
}
