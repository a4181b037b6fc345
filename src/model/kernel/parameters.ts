import type { Weights } from '../problem/network.ts';
import { STOCK_ROWS } from './wasm/shared/blocks.ts';

/** What the last layer of a network gives; see `record.ts`. */
export type NetworkKind = 'default' | 'paper';

/** Sizes of a network: inputs (covariates and two stocks), widths of the hidden layers, latent variables. */
export interface KernelShape {
  readonly kind: NetworkKind;
  readonly inputs: number;
  readonly hiddenLayers: readonly number[];
  readonly latent: number;
}

/** A layer in the memory of the kernel. Rows are padded to multiples of 4, and so is depth but of the first layer; positions count float32 numbers. */
export interface KernelLayer {
  readonly rows: number;
  readonly depth: number;
  /** Of the weights in the parameters, and of their transposed ones in the transposed parameters. */
  readonly position: number;
  readonly transposedPosition: number;
  /** First column that is transposed, and number of columns: the latent state in the first layer, all in the others. */
  readonly transposedFrom: number;
  readonly transposedRows: number;
}

/** Order of the parameters in the memory of the kernel. */
export interface ParameterLayout {
  readonly layers: readonly KernelLayer[];
  /** Position of the coefficients of the linear part, and their number, padded. */
  readonly linear: number;
  readonly linearLength: number;
  readonly length: number;
  /** Position of the transposed weights of the first layer for the two stocks, STOCK_ROWS rows. */
  readonly stockTransposed: number;
  readonly transposedLength: number;
}

/** The next multiple of 4. */
export function padded(rows: number): number {
  return 4 * Math.ceil(rows / 4);
}

/** Where the weights of a network of this shape stand among the parameters: layer after layer, then the linear part. */
export function parameterLayout({ inputs, hiddenLayers, latent }: KernelShape): ParameterLayout {
  const widths = [...hiddenLayers, 1 + latent].map(padded);
  const layers: KernelLayer[] = [];
  let position = 0;
  let transposedPosition = 0;
  widths.forEach((rows, layer) => {
    const depth = layer === 0 ? firstDepth(inputs, latent) : widths[layer - 1]!;
    const transposedRows = layer === 0 ? padded(latent) : depth;
    layers.push({ rows, depth, position, transposedPosition, transposedFrom: layer === 0 ? inputs : 0, transposedRows });
    position += tilesLength(rows, depth);
    transposedPosition += tilesLength(transposedRows, rows);
  });
  const linearLength = padded(inputs);
  return {
    layers,
    linear: position,
    linearLength,
    length: position + linearLength,
    stockTransposed: transposedPosition,
    transposedLength: transposedPosition + tilesLength(STOCK_ROWS, widths[0]!),
  };
}

/** The kernel reads inputs of the network in pairs, and those of the linear part in fours. */
function firstDepth(inputs: number, latent: number): number {
  return Math.max(2 * Math.ceil((inputs + latent) / 2), padded(inputs));
}

/** Length of the tiles of 4 outputs: 4 biases, then 4 weights for each input. */
export function tilesLength(rows: number, depth: number): number {
  return (rows / 4) * (4 + 4 * depth);
}

/** Position of the bias of an output among tiles; its weights follow 4 numbers apart. */
export function tileAt(row: number, depth: number): number {
  return Math.floor(row / 4) * (4 + 4 * depth) + (row % 4);
}

/** Position of the bias of an output of a layer in the parameters. */
export function biasAt({ position, depth }: KernelLayer, row: number): number {
  return position + tileAt(row, depth);
}

/** Position of the weight of an input in an output of a layer. */
export function weightAt(layer: KernelLayer, row: number, column: number): number {
  return biasAt(layer, row) + 4 + 4 * column;
}

/**
 * Position in the parameters of every element of every array of weights.
 * @throws RangeError for an array that is not part of such a network.
 */
export function weightPositions(shape: KernelShape, layout: ParameterLayout, weights: Weights): Int32Array[] {
  return weights.map(({ name, shape: extents, values }) => {
    const at = (shape.kind === 'paper' ? paperPosition : defaultPosition)(name, shape, layout);
    const columns = extents[1] ?? 1;
    const positions = Int32Array.from(values, (_, k) => at(Math.floor(k / columns), k % columns));
    if (positions.some((position) => !(position >= 0 && position < layout.length))) {
      throw new RangeError(`"${name}" does not fit into the network`);
    }
    return positions;
  });
}

type PositionOf = (row: number, column: number) => number;

/** Arrays of the published layout: `layer n weight`, outputs x inputs, and `layer n bias`. */
function paperPosition(name: string, _shape: KernelShape, { layers }: ParameterLayout): PositionOf {
  const [, number, part] = /^layer (\d+) (weight|bias)$/.exec(name) ?? [];
  const layer = layers[Number(number) - 1];
  if (layer === undefined) throw new RangeError(`"${name}" is no part of the published network`);
  return part === 'bias' ? (output) => biasAt(layer, output) : (output, input) => weightAt(layer, output, input);
}

/** Arrays of network.ts, inputs x outputs. */
function defaultPosition(name: string, { inputs, hiddenLayers }: KernelShape, { layers, linear }: ParameterLayout): PositionOf {
  const stocks = inputs - 2;
  const last = layers[hiddenLayers.length]!;
  const first = layers[0]!;
  const [, number, part] = /^hidden (\d+) (kernel|bias|covariates|stocks|latent)$/.exec(name) ?? [];
  const hidden = layers[Number(number) - 1];
  const known: Readonly<Record<string, PositionOf>> = {
    'linear covariates': (input) => linear + input,
    'linear stocks': (input) => linear + stocks + input,
    'linear bias': () => biasAt(last, 0),
    'output kernel': (input) => weightAt(last, 0, input),
    'latent kernel': (input, output) => weightAt(last, 1 + output, input),
    'latent bias': (output) => biasAt(last, 1 + output),
    'hidden 1 stocks': (input, output) => weightAt(first, output, stocks + input),
    'hidden 1 latent': (input, output) => weightAt(first, output, inputs + input),
  };
  const position = known[name];
  if (position !== undefined) return position;
  if (hidden === undefined) throw new RangeError(`"${name}" is no part of the network`);
  return part === 'bias' ? (output) => biasAt(hidden, output) : (input, output) => weightAt(hidden, output, input);
}

/** The parameters, transposed: what carries adjoints from the outputs of a layer to its inputs. Biases are 0. */
export function transposeParameters(
  { layers, stockTransposed, transposedLength }: ParameterLayout,
  parameters: Float32Array,
): Float32Array {
  const transposed = new Float32Array(transposedLength);
  const transpose = (layer: KernelLayer, firstColumn: number, count: number, position: number) => {
    for (let row = 0; row < count && firstColumn + row < layer.depth; row++) {
      const to = position + tileAt(row, layer.rows) + 4;
      for (let output = 0; output < layer.rows; output++) {
        transposed[to + 4 * output] = parameters[weightAt(layer, output, firstColumn + row)]!;
      }
    }
  };
  for (const layer of layers) transpose(layer, layer.transposedFrom, layer.transposedRows, layer.transposedPosition);
  // The stocks are the two inputs before the latent state.
  transpose(layers[0]!, layers[0]!.transposedFrom - 2, 2, stockTransposed);
  return transposed;
}

/** Shape of the network that the arrays belong to. @param inputs covariates and two stocks. */
export function shapeOfWeights(kind: NetworkKind, weights: Weights, inputs: number): KernelShape {
  const biases = weights.filter(({ name }) => (kind === 'paper' ? /^layer \d+ bias$/ : /^(hidden \d+|latent) bias$/).test(name));
  const widths = biases.map(({ values }) => values.length);
  const last = widths.pop();
  if (last === undefined || widths.length === 0) throw new RangeError(`these are not the weights of a network of kind ${kind}`);
  return { kind, inputs, hiddenLayers: widths, latent: kind === 'paper' ? last - 1 : last };
}
