import { expm1 } from '../../src/numerics/elementary.ts';

/** Hyperbolic tangent in double precision: what the kernel is held to. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 22) return Math.sign(x);
  if (x === 0 || Number.isNaN(x)) return x;
  const e = expm1(2 * size);
  return (Math.sign(x) * e) / (e + 2);
}
