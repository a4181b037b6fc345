import type { Objective } from '../dynamics/objective.ts';
import type { EffectPrior } from '../problem/effects.ts';
import { AREA, areaEffects, CORRIDOR, corridorEffects } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import { adamStep, initialAdamState } from './adam.ts';
import { EffectPosterior, type FittedEffects } from './effectPosterior.ts';
import type { Engine } from './engine.ts';

/** How often all flows are evaluated anew, and the steps of the descent from one time to the next. */
const ROUNDS = 5;
const STEPS = 16;
/** Size of a step, in logs; over the second half of the descent it falls to zero in a straight line. */
const RATE = 0.1;

/** What effects are fitted by, beside the flows. */
export interface EffectFitSettings {
  readonly objective: Objective;
  readonly prior: EffectPrior;
}

/**
 * Fits the effects of areas and corridors to a network that has been trained: descends towards the mode of their posterior with the
 * network as it is. That fewer or more people then move on shows in the next round: with all steps in one, a corridor and the
 * way back drive each other up.
 */
export async function fitEffects(
  engine: Pick<Engine, 'simulate'>,
  weights: Weights,
  problem: Problem,
  { objective, prior }: EffectFitSettings,
): Promise<Weights> {
  const start = effectsOf(weights, prior);
  if (start === null) return weights;
  const posterior = new EffectPosterior(problem, objective, prior, weights);
  let fitted = weights;
  let effects = [{ values: Float64Array.from(start.areas) }, { values: Float64Array.from(start.corridors) }];
  let state = initialAdamState(effects);
  for (let round = 0; round < ROUNDS; round++) {
    const flows: Float32Array[] = [];
    await engine.simulate(fitted, problem.initialStock, (year, realised) => {
      flows[year] = realised;
    });
    const evaluated = posterior.evaluated(flows, effectsOf(fitted, prior)!);
    for (let step = 0; step < STEPS; step++) {
      const gradient = posterior.gradient({ areas: effects[0]!.values, corridors: effects[1]!.values }, evaluated);
      ({ weights: effects, state } = adamStep(effects, [gradient.areas, gradient.corridors], state, rateOf(round * STEPS + step)));
    }
    fitted = withEffects(fitted, { areas: effects[0]!.values, corridors: effects[1]!.values });
  }
  return fitted;
}

/** The effects of the weights; null where there are none to fit. */
function effectsOf(weights: Weights, prior: EffectPrior): FittedEffects<Float32Array> | null {
  const areas = areaEffects(weights);
  const corridors = corridorEffects(weights);
  if (areas === null || corridors === null || prior.corridor.level === 0) return null;
  return { areas, corridors };
}

function withEffects(weights: Weights, { areas, corridors }: FittedEffects): Weights {
  return weights.map((layer) => {
    if (layer.name === AREA) return { ...layer, values: Float32Array.from(areas) };
    return layer.name === CORRIDOR ? { ...layer, values: Float32Array.from(corridors) } : layer;
  });
}

function rateOf(step: number): number {
  return RATE * Math.min(1, 2 * (1 - step / (ROUNDS * STEPS)));
}
