import type { Objective } from '../../../src/model/dynamics/objective.ts';
import type { Edges } from '../../../src/model/problem/edges.ts';
import { areaEffects, corridorEffects, type EffectPrior, effectDesign, noEffects } from '../../../src/model/problem/effects.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import type { Problem } from '../../../src/model/problem/problem.ts';
import type { Targets } from '../../../src/model/problem/targets.ts';
import { fitEffects } from '../../../src/model/training/effectFit.ts';
import type { Engine } from '../../../src/model/training/engine.ts';
import { LIKELIHOOD, NO_TARGETS, noneByYear, reportedBy, targetsAt } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

export const AREAS = 4;
/** From area 0 to 1. */
export const THERE = 1;
export const FLOW = 50_000;
export const NORMAL: Objective = { ...LIKELIHOOD, bend: 1e9 };
/** Effects of corridors alone, with normal steps. */
export const CORRIDORS: EffectPrior = {
  area: { level: 0, step: 0.1, unreportedStep: 0.1, degrees: null },
  corridor: { level: 0.5, step: 0.1, unreportedStep: 0.1, degrees: null },
  reportingFactor: 0.2,
};
/** Those born in 0 who move to 1. */
export const ONE_EDGE: Edges = { birth: Int32Array.of(0), orig: Int32Array.of(0), dest: Int32Array.of(1) };

export function world(years: number, edges: Edges, targets: Partial<Targets>): Problem {
  const { problem } = syntheticWorld({ areas: AREAS, years });
  const none = noneByYear(years);
  const all = { ...NO_TARGETS, flow: none, arrivals: none, departures: none, net: none, ...targets };
  return { ...problem, edges, targets: all, effects: effectDesign(all, AREAS) };
}

/** Reports of the flow from 0 to 1 by year, in logs over what the network says, with an error of 0.1; none where it is null. */
export function reports(logs: readonly (number | null)[]): Targets['flow'] {
  return logs.map((above) => reportedBy(0, above === null ? targetsAt([], [], 1) : targetsAt([THERE], [FLOW * Math.exp(above)], 0.1)));
}

/** An engine whose flows are the same in all years but for effects. */
export function engineOf({ areas, edges, effects: design }: Problem, flows: readonly number[]): Pick<Engine, 'simulate'> {
  return {
    simulate: async (weights, initialStock, edgeFlows) => {
      const [ofAreas, ofCorridors] = [areaEffects(weights)!, corridorEffects(weights)!];
      for (let year = 0; year < design.years; year++) {
        const persons = Float32Array.from(flows, (flow, edge) => {
          const [orig, dest] = [edges.orig[edge]!, edges.dest[edge]!];
          const column = design.corridors.indexOf(orig * areas + dest);
          const own = column < 0 ? 0 : ofCorridors[year * design.corridors.length + column]!;
          return flow * Math.exp(own + ofAreas[2 * areas * year + orig]! + ofAreas[2 * areas * year + areas + dest]!);
        });
        edgeFlows?.(year, persons, { unconstrained: persons, shares: new Float64Array(areas * areas).fill(1) });
      }
      return { flows: new Float64Array(0), stocks: initialStock, netMigration: new Float64Array(0) };
    },
  };
}

export interface Fit {
  readonly objective?: Objective;
  readonly prior?: EffectPrior;
  readonly flows?: readonly number[];
  /** Log of all reporting factors. */
  readonly factor?: number;
}

export async function fitted(
  problem: Problem,
  { objective = NORMAL, prior = CORRIDORS, flows = [FLOW], factor = 0 }: Fit = {},
): Promise<Weights> {
  const weights = noEffects(problem.effects).map((layer) =>
    layer.name === 'observer factor' ? { ...layer, values: layer.values.map(() => factor) } : layer,
  );
  return fitEffects(engineOf(problem, flows), weights, problem, { objective, prior });
}

/** Fitted effects of the corridor from 0 to 1 by year. */
export async function corridorOf(problem: Problem, fit?: Fit): Promise<number[]> {
  const values = corridorEffects(await fitted(problem, fit))!;
  const { years, corridors } = problem.effects;
  return Array.from({ length: years }, (_, year) => values[year * corridors.length + corridors.indexOf(THERE)]!);
}
