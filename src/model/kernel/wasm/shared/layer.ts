/** Fields of a layer in the record. Words from the first one of the layer. */

/** Rows of outputs, padded to a multiple of 4. */
export const ROWS = 0;
/** Address of the weights, and of their transposed ones for the layers after the first. */
export const WEIGHTS = ROWS + 1;
export const TRANSPOSED = WEIGHTS + 1;
/** Offset of the gradient in a gradient. */
export const GRADIENT = TRANSPOSED + 1;
/** Offset of the outputs in the scratch memory. */
export const OUTPUTS = GRADIENT + 1;

export const LAYER_WORDS = OUTPUTS + 1;
