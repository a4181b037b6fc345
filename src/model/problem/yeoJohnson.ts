import { exp, expm1, log1p } from '../../numerics/elementary.ts';

/**
 * Symmetric Yeo-Johnson transform psi(x) = sign(x) ((|x| + 1)^lambda - 1) / lambda, and sign(x) log(|x| + 1) for lambda 0
 * (docs/method.md 2.3). It is odd, unlike the transform of Yeo and Johnson (2000).
 */
export function yeoJohnson(x: number, lambda: number): number {
  if (lambda === 1) return x;
  // (root - 1) / (1/2) without its cancellation near 0.
  if (lambda === 0.5) return (2 * x) / (Math.sqrt(1 + Math.abs(x)) + 1);
  const logarithm = log1p(Math.abs(x));
  return Math.sign(x) * (lambda === 0 ? logarithm : expm1(lambda * logarithm) / lambda);
}

/** Derivative of psi: (|x| + 1)^(lambda - 1) (docs/method.md 2.3). */
export function yeoJohnsonSlope(x: number, lambda: number): number {
  const size = 1 + Math.abs(x);
  if (lambda === 1) return 1;
  if (lambda === 0.5) return 1 / Math.sqrt(size);
  if (lambda === 0) return 1 / size;
  return exp((lambda - 1) * log1p(Math.abs(x)));
}
