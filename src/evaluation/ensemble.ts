import { refuse } from '../diagnostics/diagnostic.ts';
import type { VectorMoments } from '../numerics/moments.ts';
import { mergeMoments, RunningMoments } from '../numerics/moments.ts';

/** One quantity of one member of the ensemble, row by row: persons, and persons squared for the variance. */
export interface MemberMoments {
  /** Key columns as integers; all members must have the same rows in the same order. */
  readonly keys: readonly ArrayLike<number>[];
  /** The run that starts from the best estimate of the initial stocks. */
  readonly central: Float64Array;
  /** Mean over the central and the sampled runs of this member. */
  readonly runsMean: Float64Array;
  /** Population variance over the same runs. */
  readonly runsVariance: Float64Array;
}

const SAME_ROWS = {
  expected: 'the same rows in the same order from every member',
  hint: 'members come from one stage and one set of inputs: run `pipeline run train` again',
} as const;

/**
 * Mean and standard deviation of an ensemble (docs/method.md 6.5), fed one member at a time so that a single member is
 * in memory. The mean is that of the central runs only; the standard deviation is that of all runs of all members around
 * the mean of all runs. All members have the same number of runs, so each counts as one group of weight 1.
 */
export class Ensemble {
  readonly #keys: readonly ArrayLike<number>[];
  readonly #central: RunningMoments;
  #runs: VectorMoments;
  #members = 1;

  constructor(first: MemberMoments) {
    this.#keys = first.keys;
    this.#central = new RunningMoments(first.central.length);
    this.#central.add(first.central);
    this.#runs = groupOf(first);
  }

  /** Adds one more member. Refuses (E404) rows that are not those of the first member. */
  add(member: MemberMoments): void {
    this.#members += 1;
    assertSameRows(this.#keys, member.keys, this.#members);
    this.#central.add(member.central);
    this.#runs = mergeMoments([this.#runs, groupOf(member)]);
  }

  /** Mean of the central runs of all members, and standard deviation (population formula) over all runs. */
  finish(): { mean: Float64Array; sd: Float64Array } {
    return { mean: this.#central.finish().mean, sd: this.#runs.variance.map((variance) => Math.sqrt(variance)) };
  }
}

function groupOf({ runsMean, runsVariance }: MemberMoments): VectorMoments {
  return { count: 1, mean: runsMean, variance: runsVariance };
}

function assertSameRows(expected: readonly ArrayLike<number>[], keys: readonly ArrayLike<number>[], member: number): void {
  const rows = expected[0]?.length ?? 0;
  const given = keys[0]?.length ?? 0;
  if (given !== rows) {
    refuse('E404', `member ${member} of the ensemble has ${given} rows, the first one has ${rows}`, SAME_ROWS);
  }
  for (const [field, column] of expected.entries()) {
    for (let row = 0; row < rows; row++) {
      if (column[row] !== keys[field]?.[row]) {
        refuse('E404', `row ${row + 1} of member ${member} of the ensemble has another key than that row of the first member`, SAME_ROWS);
      }
    }
  }
}
