import type { Progress } from '../../engine/stage.ts';

/** Estimates when a stage will have done all units, from how fast it has done those since its first report. */
export class Pace {
  #first: { readonly progress: Progress; readonly ms: number } | null = null;
  #last: { readonly progress: Progress; readonly ms: number } | null = null;

  /** Counting begins anew with every unit; what was done before, for example up to a checkpoint, says nothing of the pace. */
  note(progress: Progress, ms: number): void {
    if (this.#first === null || this.#first.progress.unit !== progress.unit) this.#first = { progress, ms };
    this.#last = { progress, ms };
  }

  /** Milliseconds that are left at a moment; null while it is not known. */
  left(ms: number): number | null {
    if (this.#first === null || this.#last === null) return null;
    const { done, total } = this.#last.progress;
    const units = done - this.#first.progress.done;
    if (units <= 0 || total < done) return null;
    const expected = ((this.#last.ms - this.#first.ms) / units) * (total - done);
    return Math.max(0, expected - (ms - this.#last.ms));
  }
}
