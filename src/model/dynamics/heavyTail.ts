/**
 * Minus the log of the density of error e of scale s, up to a constant: normal up to `bend` scales and exponential beyond
 * (Huber 1964; docs/method.md 4.3). A value that is missed by far pulls as much as one at the bend, and no less.
 */
export function heavyLoss(error: number, scale: number, bend: number): number {
  const ratio = Math.abs(error) / scale;
  return ratio <= bend ? (ratio * ratio) / 2 : bend * (ratio - bend / 2);
}

/** The weight that such an error has in the mean of normal ones: its loss has slope `weight * error`. */
export function heavyWeight(error: number, scale: number, bend: number): number {
  return 1 / (scale * Math.max(scale, Math.abs(error) / bend));
}
