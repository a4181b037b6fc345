import type { Objective } from '../dynamics/objective.ts';
import type { EffectPrior } from '../problem/effects.ts';
import { AREA, areaEffects, CORRIDOR, corridorEffects } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import { EffectPosterior, type FittedEffects } from './effectPosterior.ts';
import type { Engine } from './engine.ts';

/** How often all flows are evaluated anew, and the steps from one time to the next. */
const ROUNDS = 5;
const STEPS = 12;

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
  let effects: FittedEffects = { areas: Float64Array.from(start.areas), corridors: Float64Array.from(start.corridors) };
  for (let round = 0; round < ROUNDS; round++) {
    const flows: Float32Array[] = [];
    await engine.simulate(fitted, problem.initialStock, (year, realised) => {
      flows[year] = realised;
    });
    const evaluated = posterior.evaluated(flows, effectsOf(fitted, prior)!);
    for (let step = 0; step < STEPS; step++) effects = posterior.step(effects, evaluated);
    fitted = withEffects(fitted, effects);
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
