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
  for (const values of gradients) {
    for (let k = 0; k < values.length; k++) squares += values[k]! * values[k]!;
  }
  const norm = Math.sqrt(squares);
  const factor = norm > limit ? limit / norm : 1;
  return { clipped: gradients.map((values) => scaled(values, factor)), norm };
}

/** The values times a factor. A loop, because callbacks for each of half a million weights take longer than their gradient. */
function scaled(values: Float32Array, factor: number): Float64Array {
  const products = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) products[k] = factor * values[k]!;
  return products;
}

/** One step of Adam with bias correction (Kingma and Ba 2015). Nothing that is passed in is changed. */
export function adamStep<Weights extends WeightArray>(
  weights: readonly Weights[],
  gradients: readonly Float64Array[],
  state: AdamState,
  rate: number,
): { weights: Weights[]; state: AdamState } {
  const steps = state.steps + 1;
  const corrections = { mean: 1 - wholePower(DECAY_OF_MEAN, steps), square: 1 - wholePower(DECAY_OF_SQUARE, steps) };
  const means = state.means.map((layer) => layer.slice());
  const squares = state.squares.map((layer) => layer.slice());
  const moved = weights.map((layer, l) => {
    const values = layer.values.slice();
    moveLayer(values, gradients[l]!, { means: means[l]!, squares: squares[l]! }, rate, corrections);
    return { ...layer, values };
  });
  return { weights: moved, state: { steps, means, squares } };
}

/** Moves the values of one layer and its moments, all in place. */
function moveLayer(
  values: Float32Array | Float64Array,
  gradient: Float64Array,
  { means, squares }: { readonly means: Float64Array; readonly squares: Float64Array },
  rate: number,
  corrections: { readonly mean: number; readonly square: number },
): void {
  for (let k = 0; k < values.length; k++) {
    const slope = gradient[k]!;
    const mean = DECAY_OF_MEAN * means[k]! + (1 - DECAY_OF_MEAN) * slope;
    const square = DECAY_OF_SQUARE * squares[k]! + (1 - DECAY_OF_SQUARE) * (slope * slope);
    means[k] = mean;
    squares[k] = square;
    values[k] = values[k]! - (rate * (mean / corrections.mean)) / (Math.sqrt(square / corrections.square) + EPSILON);
  }
}

/** base^exponent by repeated multiplication, which rounds alike on every machine. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let k = 0; k < exponent; k++) power *= base;
  return power;
}
