const DECAY_OF_MEAN = 0.9;
const DECAY_OF_SQUARE = 0.999;
const EPSILON = 1e-8;

/** Arrays of weights in either precision; those of `network.ts` are such. */
interface WeightArray {
  readonly values: Float32Array | Float64Array;
}

/** Moments of the gradients of each layer, and the number of steps that made them. */
export interface AdamState {
  readonly steps: number;
  readonly means: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
}

export function initialAdamState(weights: readonly WeightArray[]): AdamState {
  const zeros = () => weights.map(({ values }) => new Float64Array(values.length));
  return { steps: 0, means: zeros(), squares: zeros() };
}

/** Gradients scaled down to a norm of at most `limit` over all layers together, and the norm that they had. */
export function clipGradients(gradients: readonly Float32Array[], limit: number): { clipped: Float64Array[]; norm: number } {
  let squares = 0;
  for (const layer of gradients) for (const value of layer) squares += value * value;
  const norm = Math.sqrt(squares);
  const factor = norm > limit ? limit / norm : 1;
  return { clipped: gradients.map((layer) => Float64Array.from(layer, (value) => factor * value)), norm };
}

/**
 * One step of Adam with bias correction (Kingma and Ba 2015). Nothing that is passed in is changed.
 * @param rates step size by layer.
 */
export function adamStep<Weights extends WeightArray>(
  weights: readonly Weights[],
  gradients: readonly Float64Array[],
  state: AdamState,
  rates: readonly number[],
): { weights: Weights[]; state: AdamState } {
  const steps = state.steps + 1;
  const decayed = (moments: readonly Float64Array[], decay: number, of: (gradient: number) => number) =>
    moments.map((layer, l) => layer.map((moment, k) => decay * moment + (1 - decay) * of(gradients[l]![k]!)));
  const means = decayed(state.means, DECAY_OF_MEAN, (gradient) => gradient);
  const squares = decayed(state.squares, DECAY_OF_SQUARE, (gradient) => gradient * gradient);
  const meanCorrection = 1 - wholePower(DECAY_OF_MEAN, steps);
  const squareCorrection = 1 - wholePower(DECAY_OF_SQUARE, steps);
  const moved = weights.map((layer, l) => ({
    ...layer,
    values: layer.values.map((value, k) => {
      const mean = means[l]![k]! / meanCorrection;
      const square = squares[l]![k]! / squareCorrection;
      return value - (rates[l]! * mean) / (Math.sqrt(square) + EPSILON);
    }),
  }));
  return { weights: moved, state: { steps, means, squares } };
}

/** base^exponent by repeated multiplication, which rounds alike on every machine. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let k = 0; k < exponent; k++) power *= base;
  return power;
}
