import { heavyWeight } from '../dynamics/heavyTail.ts';
import type { EffectPrior, WalkPrior } from '../problem/effects.ts';
import { AREA, REPORTING_FACTOR } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';

/** Minus the log of the prior of walks side by side, normal in the first year and in their steps. @param effects years x walks. */
function walkPenalty(effects: Float32Array, walks: number, { level, step }: WalkPrior): number {
  let penalty = 0;
  for (let at = 0; at < effects.length; at++) {
    penalty += at < walks ? effects[at]! ** 2 / (2 * level * level) : (effects[at]! - effects[at - walks]!) ** 2 / (2 * step * step);
  }
  return penalty;
}

/**
 * Derivatives of minus the log of the prior of walks side by side: normal in the first year, with steps that are normal too or, where
 * they may jump, Student's t.
 * @param effects years x walks.
 * @param jumps years x walks, 1 where a step may be a jump; left out for nowhere.
 */
export function walkGradient(
  effects: Float32Array | Float64Array,
  walks: number,
  { level, step, degrees }: WalkPrior,
  jumps?: Uint8Array,
): Float64Array {
  const gradient = new Float64Array(effects.length);
  for (let at = 0; at < effects.length; at++) {
    if (at < walks) gradient[at] = effects[at]! / (level * level);
    else {
      const moved = effects[at]! - effects[at - walks]!;
      const slope = degrees !== null && jumps?.[at] === 1 ? moved * heavyWeight(moved, step, degrees) : moved / (step * step);
      gradient[at] = gradient[at]! + slope;
      gradient[at - walks] = gradient[at - walks]! - slope;
    }
  }
  return gradient;
}

/**
 * Adds the penalty of the effects that are learnt to the gradients of the loss: minus the log of their prior, so that the two together
 * are a posterior. Effects without a prior stay at 0.
 * @param learned weights with a gradient.
 * @param gradients by array of weights.
 * @param count number of targets, over which the loss is a mean.
 */
export function penalised(
  learned: Weights,
  gradients: readonly Float32Array[],
  prior: EffectPrior,
  count: number,
): { penalty: number; gradients: Float32Array[] } {
  let penalty = 0;
  const added = learned.map(({ name, shape, values }, layer) => {
    const gradient = gradients[layer]!;
    if (name !== AREA && name !== REPORTING_FACTOR) return gradient;
    if ((name === AREA ? prior.area.level : prior.reportingFactor) === 0) return new Float32Array(gradient.length);
    const walk = name === AREA ? prior.area : { level: prior.reportingFactor, step: 1, degrees: null };
    const walks = name === AREA ? 2 * shape[1]! : values.length;
    penalty += walkPenalty(values, walks, walk) / count;
    const ofPrior = walkGradient(values, walks, walk);
    return gradient.map((slope, at) => slope + ofPrior[at]! / count);
  });
  return { penalty, gradients: added };
}
