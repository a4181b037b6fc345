import type { PaperWeights } from '../../../../src/model/paper/network/edgeNetwork.ts';
import type { Activation, HiddenActivation } from './activations.ts';
import { CELU, HIDDEN_ACTIVATIONS } from './activations.ts';

interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly activation: Activation;
}

/** The published network in double precision: hidden layers with one activation, then an output layer with CELU (docs/method.md 3.2). */
export interface DenseNetwork {
  readonly layers: readonly DenseLayer[];
}

/** The network of these weights: two arrays a layer, `hidden` between the layers. */
export function denseNetwork(weights: PaperWeights, hidden: HiddenActivation): DenseNetwork {
  const count = weights.length / 2;
  const layers = Array.from({ length: count }, (_, layer) => {
    const { shape, values } = weights[2 * layer]!;
    return {
      outputs: shape[0]!,
      inputs: shape[1]!,
      weight: Float64Array.from(values),
      bias: Float64Array.from(weights[2 * layer + 1]!.values),
      activation: layer < count - 1 ? HIDDEN_ACTIVATIONS[hidden] : CELU,
    };
  });
  return { layers };
}

/** The input, and the outputs of every layer above it. */
export function evaluateLayers({ layers }: DenseNetwork, input: Float64Array): Float64Array[] {
  const values = [input];
  layers.forEach(({ inputs, outputs, weight, bias, activation }, layer) => {
    const below = values[layer]!;
    const above = new Float64Array(outputs);
    for (let row = 0; row < outputs; row++) {
      let sum = bias[row]!;
      for (let column = 0; column < inputs; column++) sum += weight[row * inputs + column]! * below[column]!;
      above[row] = activation.value(sum);
    }
    values.push(above);
  });
  return values;
}

/**
 * From the adjoint of the outputs to that of the input.
 * @param values what `evaluateLayers` returned.
 * @param gradients in the order of the weights; the derivatives by weights and biases are added to them.
 */
export function backpropagateLayers(
  { layers }: DenseNetwork,
  values: readonly Float64Array[],
  outputAdjoint: Float64Array,
  gradients: readonly Float64Array[],
): Float64Array {
  let above = outputAdjoint;
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const { inputs, outputs, weight, activation } = layers[layer]!;
    const [below, output] = [values[layer]!, values[layer + 1]!];
    const [ofWeight, ofBias] = [gradients[2 * layer]!, gradients[2 * layer + 1]!];
    const adjoint = new Float64Array(inputs);
    for (let row = 0; row < outputs; row++) {
      const ofSum = above[row]! * activation.slope(output[row]!);
      ofBias[row] = ofBias[row]! + ofSum;
      for (let column = 0; column < inputs; column++) {
        const at = row * inputs + column;
        ofWeight[at] = ofWeight[at]! + ofSum * below[column]!;
        adjoint[column] = adjoint[column]! + ofSum * weight[at]!;
      }
    }
    above = adjoint;
  }
  return above;
}

/** Zeros in the order and sizes of the weights. */
export function zeroGradients(weights: PaperWeights): Float64Array[] {
  return weights.map(({ values }) => new Float64Array(values.length));
}

/** Derivative of the log flow, output 0, by the whole input of an edge: what elasticities are made of (docs/method.md 8). */
export function logFlowSlopes(network: DenseNetwork, input: Float64Array): Float64Array {
  const values = evaluateLayers(network, input);
  const ofOutput = new Float64Array(values[values.length - 1]!.length);
  ofOutput[0] = 1;
  const gradients = network.layers.flatMap(({ weight, bias }) => [new Float64Array(weight.length), new Float64Array(bias.length)]);
  return backpropagateLayers(network, values, ofOutput, gradients);
}
