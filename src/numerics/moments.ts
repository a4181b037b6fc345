/** Number, mean and population variance of a group of vectors of one length. */
export interface VectorMoments {
  readonly count: number;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Running mean and variance of vectors without keeping them (Welford 1962). */
export class RunningMoments {
  readonly #mean: Float64Array;
  /** Sum of squared deviations from the running mean. */
  readonly #squares: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.#mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  /** Takes one more vector; it is not kept. */
  add(vector: ArrayLike<number>): void {
    const mean = this.#mean;
    if (vector.length !== mean.length) throw new RangeError(`lengths ${vector.length} and ${mean.length} differ`);
    this.#count += 1;
    for (let i = 0; i < mean.length; i++) {
      const before = vector[i]! - mean[i]!;
      mean[i] = mean[i]! + before / this.#count;
      this.#squares[i] = this.#squares[i]! + before * (vector[i]! - mean[i]!);
    }
  }

  /** Moments of all vectors so far, as copies; a variance of nothing is 0. */
  finish(): VectorMoments {
    const divisor = Math.max(1, this.#count);
    return { count: this.#count, mean: Float64Array.from(this.#mean), variance: this.#squares.map((square) => square / divisor) };
  }
}

/**
 * Moments of the union of groups, from theirs alone (Chan, Golub and LeVeque 1979), in the order given.
 * @throws RangeError without groups, or where their lengths differ.
 */
export function mergeMoments(groups: readonly VectorMoments[]): VectorMoments {
  const [first, ...others] = groups;
  if (first === undefined) throw new RangeError('no group to merge');
  return others.reduce(mergeTwo, first);
}

function mergeTwo(a: VectorMoments, b: VectorMoments): VectorMoments {
  if (a.mean.length !== b.mean.length) throw new RangeError(`lengths ${a.mean.length} and ${b.mean.length} differ`);
  const count = a.count + b.count;
  if (count === 0) return a;
  const share = b.count / count;
  const mean = a.mean.map((value, i) => value + share * (b.mean[i]! - value));
  const variance = a.variance.map((value, i) => {
    const distance = b.mean[i]! - a.mean[i]!;
    return (1 - share) * value + share * b.variance[i]! + share * (1 - share) * distance * distance;
  });
  return { count, mean, variance };
}
