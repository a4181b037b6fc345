import { log1p } from '../../numerics/elementary.ts';

/** Minus the log of Student's density at error e of scale s, up to a constant: (nu + 1)/2 log(1 + e^2 / (nu s^2)) (docs/method.md 4.3). */
export function heavyLoss(error: number, scale: number, degrees: number): number {
  const ratio = error / scale;
  return 0.5 * (degrees + 1) * log1p((ratio * ratio) / degrees);
}

/** The weight that such an error has in the mean of normal ones: its loss has slope `weight * error`. */
export function heavyWeight(error: number, scale: number, degrees: number): number {
  return (degrees + 1) / (degrees * scale * scale + error * error);
}
