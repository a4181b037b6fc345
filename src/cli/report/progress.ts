import { count } from '../../diagnostics/count.ts';
import { visible } from '../../diagnostics/visible.ts';
import type { Progress } from '../../engine/stage.ts';
import { cell, duration } from './format.ts';

/** `...  train[member=1]: epoch 20 of 300  loss 1.2  flow 0.4  about 2 min 5 s left`. */
export function progressLine(instance: string, progress: Progress, leftMs: number | null): string {
  const { done, total, unit } = progress;
  return [`...  ${instance}: ${unit} ${count(done)} of ${count(total)}`, ...termsOf(progress), ...leftIn(leftMs)].join('  ');
}

/** `loss 1.2`, `flow 0.4` and so on. */
export function termsOf(progress: Progress | null): string[] {
  return Object.entries(progress?.terms ?? {}).map(([name, value]) => `${visible(name)} ${cell(value)}`);
}

/** `about 5.0 s left`, where it is known and not over. */
export function leftIn(ms: number | null): string[] {
  return ms === null || ms <= 0 ? [] : [`about ${duration(ms)} left`];
}
