import fc from 'fast-check';
import { chooseBackend } from '../../src/model/backend.ts';
import type { Objective } from '../../src/model/dynamics/objective.ts';
import { COVARIATE_NAMES, type Covariates } from '../../src/model/problem/covariates.ts';
import { countEdges } from '../../src/model/problem/edges.ts';
import { effectDesign, noEffects } from '../../src/model/problem/effects.ts';
import { INPUTS } from '../../src/model/problem/inputs.ts';
import type { NetworkShape, Weights } from '../../src/model/problem/network.ts';
import { initialWeights } from '../../src/model/problem/network.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { Engine } from '../../src/model/training/engine.ts';
import { LatestFlows } from '../../src/model/training/latestFlows.ts';
import type { EdgeSample } from '../../src/model/training/sampling.ts';
import { equallyWeighted } from '../../src/model/training/sampling.ts';
import { Random } from '../../src/numerics/random.ts';
import { targetsAt } from './likelihood.ts';
import { groupReports, smallFlows, syntheticWorld } from './syntheticProblem.ts';

/** Kinds of target that count differently. */
export const OBJECTIVE: Objective = {
  weights: { stock: 1, flow: 0.7, arrivals: 0.6, departures: 1.2, net: 0.4 },
  bend: 2.5,
  relative: { stock: 0.3, net: 0.2 },
};
/** Standard deviation of the level of a corridor, which the loss of these engines leaves open. */
export const LEVEL = 0.7;

/** Any small world and network on it. */
export interface Case {
  readonly areas: number;
  readonly years: number;
  readonly seed: number;
  readonly shape: NetworkShape;
}

/** Cases of up to this many areas. */
export const cases = (areas: number, years: { min: number; max: number }): fc.Arbitrary<Case> =>
  fc.record({
    areas: fc.integer({ min: 3, max: areas }),
    years: fc.integer(years),
    seed: fc.integer({ min: 1, max: 1e6 }),
    shape: fc.record({
      hiddenLayers: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      latent: fc.integer({ min: 1, max: 6 }),
    }),
  });

/**
 * A world with births, deaths and covariates that differ by area and year, in which net migration, arrivals and departures are observed
 * as well, and flows are said to be small or, with the refugees, large. Passes over worlds in which nobody lives abroad.
 */
export function worldOf({ areas, years, seed }: Case): Problem {
  const { problem } = syntheticWorld({ areas, years, reported: 0.8 }, seed);
  fc.pre(countEdges(problem.edges) > 0);
  const random = new Random(`world ${seed}`);
  const { covariates, demography } = problem;
  const tables = Object.fromEntries(
    COVARIATE_NAMES.map((name) => [name, covariates.tables[name].map(() => random.normal())]),
  ) as Covariates['tables'];
  const targets = {
    ...problem.targets,
    ...groupReports(problem, [areas, areas + 1]),
    net: Array.from({ length: years }, () => targetsAt([0, 2], [1500, -400], 700)),
    censored: smallFlows(problem),
    floors: Array.from({ length: years }, () => targetsAt([areas, areas + 2], [40_000, 3], 0.5)),
  };
  return {
    ...problem,
    covariates: { ...covariates, tables },
    demography: {
      population: demography.population.map((persons) => persons * (0.9 + 0.2 * random.uniform())),
      births: demography.births.map((persons) => persons * (0.5 + random.uniform())),
      deathRate: demography.deathRate.map(() => 0.004 + 0.012 * random.uniform()),
    },
    targets,
    effects: effectDesign(targets, areas),
  };
}

/** Weights that are all away from zero, around a log odds of moving. */
export function weightsOf({ shape, seed }: Case, { effects }: Problem, logit: number): Weights {
  const random = new Random(`weights ${seed}`);
  const linear = { coefficients: new Float64Array(INPUTS.length + 2), intercept: logit };
  const spread = (name: string) => (name.startsWith('linear') ? 0.05 : 0.2);
  return [...initialWeights(shape, linear, random), ...noEffects(effects)].map((layer) => ({
    ...layer,
    values: layer.values.map((value) => value + spread(layer.name) * random.normal()),
  }));
}

const open: Engine[] = [];

/** An engine on a backend; `disposeEngines` frees it. */
export async function engineOn(backend: string, problem: Problem): Promise<Engine> {
  const engine = (await chooseBackend(backend)).engineOf(problem, OBJECTIVE, LEVEL);
  open.push(engine);
  return engine;
}

/** Frees all engines; for `afterEach`. */
export function disposeEngines(): void {
  for (const engine of open.splice(0)) engine.dispose();
}

/** A sample of all edges. */
export function everyEdge({ edges }: Problem): EdgeSample {
  return equallyWeighted(Int32Array.from({ length: countEdges(edges) }, (_, edge) => edge));
}

/** Latest flows of zero. */
export function noFlows({ areas, years, edges }: Problem): LatestFlows {
  return new LatestFlows(
    edges,
    areas,
    Array.from({ length: years }, () => ({
      unconstrained: new Float32Array(countEdges(edges)),
      shares: new Float64Array(areas * areas).fill(1),
    })),
  );
}
