import type { Random } from '../../numerics/random.ts';
import type { NetworkShape, Weights } from '../network.ts';

/**
 * Weights at the start of the published network (method.md 3.2): one matrix, outputs x inputs, and one bias for each layer over
 * [inputs, stocks, latent]; weights uniform on +-1 / sqrt(fan-in), biases uniform on [-1, 1].
 * @param inputs covariates and two stocks.
 */
export function paperWeights({ hiddenLayers, latent }: NetworkShape, inputs: number, random: Random): Weights {
  const widths = [inputs + latent, ...hiddenLayers, 1 + latent];
  const uniform = (length: number, bound: number) => Float32Array.from({ length }, () => bound * (2 * random.uniform() - 1));
  return widths.slice(1).flatMap((outputs, layer) => {
    const fanIn = widths[layer]!;
    const name = `layer ${layer + 1}`;
    return [
      { name: `${name} weight`, shape: [outputs, fanIn], values: uniform(outputs * fanIn, 1 / Math.sqrt(fanIn)) },
      { name: `${name} bias`, shape: [outputs], values: uniform(outputs, 1) },
    ];
  });
}
