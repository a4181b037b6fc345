import type { PaperArray } from '../../../src/model/paper/network/edgeNetwork.ts';
import { paperWeights } from '../../../src/model/paper/network/paperNetwork.ts';
import type { PaperObjective, PaperProblem } from '../../../src/model/paper/problem/paperProblem.ts';
import { paperProblemOf } from '../../../src/model/paper/problem/paperProblem.ts';
import { STOCK_INPUTS } from '../../../src/model/problem/inputs.ts';
import { Random } from '../../../src/numerics/random.ts';
import { targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

export const OBJECTIVE: PaperObjective = {
  lambdas: { stock: 0.5, flow: 0.3, net: 0.7 },
  weights: { stock: 10, flow: 1, net: 2 },
  bands: { stock: 0.01, flow: 0.01, net: 0.01 },
  outflowWeight: 0.5,
};

/** A small world with net migration among what is observed, and areas that lose more people than they have. */
export function smallProblem(areas: number, years: number, seed: number): PaperProblem {
  const { problem } = syntheticWorld({ areas, years }, seed);
  const net = problem.targets.flow.map((_, year) => ({
    ...targetsAt([0, 1, 2], [1500 + 100 * year, -400, 20 * year], 1),
    weights: Float64Array.of(1, 2, 0.5),
  }));
  const population = problem.demography.population.map((persons, at) => (at % areas === 1 ? 900 : persons));
  return paperProblemOf({ ...problem, demography: { ...problem.demography, population }, targets: { ...problem.targets, net } });
}

/** Weights of the published layout whose log flows lie around exp(-1) thousand. */
export function smallWeights({ sources }: PaperProblem, hiddenLayers: readonly number[], latent: number, seed: string) {
  const last = `layer ${hiddenLayers.length + 1} bias`;
  return paperWeights({ hiddenLayers, latent }, sources.length + STOCK_INPUTS, new Random(seed)).map((layer) => ({
    ...layer,
    values: layer.values.map((value, k) => (layer.name === last && k === 0 ? -1 : value)),
  }));
}

export function inDouble(weights: readonly PaperArray[]): PaperArray[] {
  return weights.map((layer) => ({ ...layer, values: Float64Array.from(layer.values) }));
}

/** By year, the share of the edges that a fresh draw takes. */
export function drawnSamples({ edges, years }: PaperProblem, share: number, seed: string): Int32Array[] {
  const random = new Random(seed);
  const all = Int32Array.from(edges.birth.keys());
  return Array.from({ length: years }, () => all.filter(() => random.uniform() < share));
}
