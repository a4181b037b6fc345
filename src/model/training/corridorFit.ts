import type { Objective } from '../dynamics/objective.ts';
import type { EffectPrior } from '../problem/effects.ts';
import { CORRIDOR, corridorEffects } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import { adamStep, initialAdamState } from './adam.ts';
import { CorridorPosterior } from './corridorPosterior.ts';
import type { Engine } from './engine.ts';

/** How often all flows are evaluated anew, and the steps of the descent from one time to the next. */
const ROUNDS = 8;
const STEPS = 10;
/** Size of a step, in logs; over the second half of the descent it falls to zero in a straight line. */
const RATE = 0.1;

/** What effects are fitted by, beside the flows. */
export interface CorridorFitSettings {
  readonly objective: Objective;
  readonly prior: EffectPrior;
  /** Loss of a report whose log is off by 1. */
  readonly unit: number;
}

/**
 * Fits the effects of corridors to a network that has been trained: descends towards the mode of their posterior with the
 * network as it is. That fewer or more people then move on shows in the next round: with all steps in one, a corridor and the
 * way back drive each other up.
 */
export async function fitCorridors(
  engine: Pick<Engine, 'simulate'>,
  weights: Weights,
  problem: Problem,
  { objective, prior, unit }: CorridorFitSettings,
): Promise<Weights> {
  const start = corridorEffects(weights);
  if (start === null || unit * prior.corridor.level === 0) return weights;
  const posterior = new CorridorPosterior(problem, objective, prior, unit, weights);
  let fitted = weights;
  let effects = [{ values: Float64Array.from(start) }];
  let state = initialAdamState(effects);
  for (let round = 0; round < ROUNDS; round++) {
    const flows: Float32Array[] = [];
    await engine.simulate(fitted, problem.initialStock, (year, realised) => {
      flows[year] = realised;
    });
    const evaluated = posterior.evaluated(flows, corridorEffects(fitted)!);
    for (let step = 0; step < STEPS; step++) {
      const gradient = posterior.gradient(effects[0]!.values, evaluated);
      ({ weights: effects, state } = adamStep(effects, [gradient], state, rateOf(round * STEPS + step)));
    }
    const values = Float32Array.from(effects[0]!.values);
    fitted = fitted.map((layer) => (layer.name === CORRIDOR ? { ...layer, values } : layer));
  }
  return fitted;
}

function rateOf(step: number): number {
  return RATE * Math.min(1, 2 * (1 - step / (ROUNDS * STEPS)));
}
