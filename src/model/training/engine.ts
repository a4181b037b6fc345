import type { LossTerms, Objective } from '../dynamics/objective.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import type { EdgeFlows, LatestFlows } from './latestFlows.ts';
import type { EdgeSample } from './sampling.ts';

/** Loss of one pass over all years, and how it responds to the weights through the sampled edges. */
export interface GradientResult {
  /** Weighted sum of the terms. */
  readonly loss: number;
  readonly terms: LossTerms;
  /** Gradient of the loss by layer that is learnt, in the order of the weights; effects of corridors have none. */
  readonly gradients: readonly Float32Array[];
  /** New unconstrained flows of the sampled edges by year. */
  readonly flows: readonly Float32Array[];
}

/** One run of the model through all years, persons. Net migration is exactly that of the flows, so it sums to zero. */
export interface Simulation {
  /** years x areas x areas (orig, dest). */
  readonly flows: Float64Array;
  /** (years + 1) x areas x areas (birth, residence), on 1 January. */
  readonly stocks: Float64Array;
  /** years x areas, arrivals less departures. */
  readonly netMigration: Float64Array;
}

/** How often a network sees the first year before its flows count: from nothing, latent states take some years to settle. */
export const SETTLING_YEARS = 3;

/** Takes the flows of all edges of a year, where they are wanted: realised ones, and what they were before. */
export type EdgeFlowSink = (year: number, flows: Float32Array, before: EdgeFlows) => void;
/** The same where the realised flows alone are wanted. */
export type FlowSink = (year: number, flows: Float32Array) => void;

/** The model on a device, bound to one problem. Everything numerical of training that depends on the device is behind it. */
export interface Engine {
  /** @param sample edges with gradient; all others keep their latest flows. */
  lossAndGradients(weights: Weights, sample: EdgeSample, latest: LatestFlows): Promise<GradientResult>;
  /** @param initialStock areas x areas (birth, residence), persons. */
  simulate(weights: Weights, initialStock: Float64Array, edgeFlows?: EdgeFlowSink): Promise<Simulation>;
  /** Frees what the engine holds on the device. */
  dispose(): void;
}

/** Binds a problem to a device. @param level standard deviation of the level of a corridor, which the loss leaves open. */
export type EngineOf = (problem: Problem, objective: Objective, level: number) => Engine;

/** Arrivals less departures of every area and year. @param flows years x areas x areas (orig, dest). */
export function annualNetMigration(flows: Float64Array, areas: number): Float64Array {
  const years = flows.length / (areas * areas);
  const net = new Float64Array(years * areas);
  for (let year = 0; year < years; year++) {
    for (let orig = 0; orig < areas; orig++) {
      for (let dest = 0; dest < areas; dest++) {
        const persons = flows[(year * areas + orig) * areas + dest]!;
        net[year * areas + orig] = net[year * areas + orig]! - persons;
        net[year * areas + dest] = net[year * areas + dest]! + persons;
      }
    }
  }
  return net;
}
