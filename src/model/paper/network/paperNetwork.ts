import type { Random } from '../../../numerics/random.ts';
import type { NetworkShape, Weights } from '../../problem/network.ts';

/** Name and extents of every array of the published network: outputs x inputs, then one bias for each output. */
export function paperLayout({ hiddenLayers, latent }: NetworkShape, inputs: number): { name: string; shape: number[] }[] {
  const widths = [inputs + latent, ...hiddenLayers, 1 + latent];
  return widths.slice(1).flatMap((outputs, layer) => [
    { name: `layer ${layer + 1} weight`, shape: [outputs, widths[layer]!] },
    { name: `layer ${layer + 1} bias`, shape: [outputs] },
  ]);
}

/**
 * Weights at the start of the published network (docs/method.md 3.2): one matrix, outputs x inputs, and one bias for each layer over
 * [inputs, stocks, latent]; weights uniform on +-1 / sqrt(fan-in), biases uniform on [-1, 1].
 * @param inputs covariates and two stocks.
 */
export function paperWeights(shape: NetworkShape, inputs: number, random: Random): Weights {
  return paperLayout(shape, inputs).map((array) => {
    const [outputs, fanIn] = array.shape as [number, number?];
    const bound = fanIn === undefined ? 1 : 1 / Math.sqrt(fanIn);
    const values = Float32Array.from({ length: outputs * (fanIn ?? 1) }, () => bound * (2 * random.uniform() - 1));
    return { ...array, values };
  });
}
