/** Added to the norm, so that a gradient of zeros stays one (PyTorch's clip_grad_norm_). */
const NORM_EPSILON = 1e-6;

/** Gradients times min(1, limit / (norm + 1e-6)) with the norm of all arrays together, as the published program has it. */
export function clipAsPublished(
  gradients: readonly (Float32Array | Float64Array)[],
  limit: number,
): { clipped: Float64Array[]; norm: number } {
  let squares = 0;
  for (const array of gradients) for (const value of array) squares += value * value;
  const norm = Math.sqrt(squares);
  const factor = Math.min(1, limit / (norm + NORM_EPSILON));
  return { clipped: gradients.map((array) => Float64Array.from(array).map((value) => factor * value)), norm };
}
