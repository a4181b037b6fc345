import type { TrainingProgress } from './kernelTraining.ts';

/** Epochs in a row, at most, whose mean is the held-out loss that PyTorch has reached. */
const SMOOTHED = 5;

/** The held-out loss that a training has reached: the lowest mean over five epochs in a row, or over half of them where it has fewer than ten. */
export function lossReached(losses: readonly number[]): number {
  const width = Math.max(1, Math.min(SMOOTHED, Math.floor(losses.length / 2)));
  let lowest = Number.POSITIVE_INFINITY;
  for (let from = 0; from + width <= losses.length; from++) {
    const mean = losses.slice(from, from + width).reduce((sum, loss) => sum + loss, 0) / width;
    lowest = Math.min(lowest, mean);
  }
  return lowest;
}

/**
 * Where a training was first at a held-out loss or below it. The loss that a line tells is that of the weights before its
 * epoch, so the time is that of the epochs before; the kernel's counts the full pass that finds it as well.
 */
export function firstAtMost(lines: readonly { readonly seconds: number; readonly heldOut: number }[], target: number): TrainingProgress {
  let seconds = 0;
  for (const [epochs, line] of lines.entries()) {
    if (line.heldOut <= target) return { epochs, seconds, heldOut: line.heldOut };
    seconds += line.seconds;
  }
  throw new RangeError('no epoch reaches the loss that is the mean of some');
}
