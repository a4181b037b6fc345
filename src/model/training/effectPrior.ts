import type { EffectPrior, WalkPrior } from '../problem/effects.ts';
import { AREA, REPORTING_FACTOR } from '../problem/effects.ts';
import type { Weights } from '../problem/network.ts';

/** Minus the log of the prior of walks side by side, normal in the first year and in their steps. @param effects years x walks. */
function walkPenalty(effects: Float32Array, walks: number, walk: WalkPrior, reported?: Uint8Array): number {
  let penalty = 0;
  for (let at = 0; at < effects.length; at++) {
    if (at < walks) penalty += effects[at]! ** 2 / (2 * walk.level * walk.level);
    else penalty += (effects[at]! - effects[at - walks]!) ** 2 / (2 * stepOf(walk, reported?.[at]) ** 2);
  }
  return penalty;
}

/**
 * Derivatives of minus the log of the prior of walks side by side: normal in the first year, with steps that are normal too or, where
 * the prior has degrees of freedom and reports tell of both years, Student's t.
 * @param effects years x walks.
 * @param reported years x walks, 1 where reports tell of the step to that year; left out for nowhere.
 */
export function walkGradient(effects: Float32Array | Float64Array, walks: number, walk: WalkPrior, reported?: Uint8Array): Float64Array {
  const gradient = new Float64Array(effects.length);
  for (let at = 0; at < effects.length; at++) {
    if (at < walks) gradient[at] = effects[at]! / (walk.level * walk.level);
    else {
      const moved = effects[at]! - effects[at - walks]!;
      const slope = moved * stepPrecision(moved, walk, reported?.[at]);
      gradient[at] = gradient[at]! + slope;
      gradient[at - walks] = gradient[at - walks]! - slope;
    }
  }
  return gradient;
}

/**
 * Precisions of normal walks that have the same gradient there, and are nowhere below the prior (Lange, Little and Taylor 1989): the
 * diagonal of their matrices, and what stands beside it, between each year and the next; years x walks each.
 */
export function walkPrecisions(
  effects: Float64Array,
  walks: number,
  walk: WalkPrior,
  reported: Uint8Array,
): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(effects.length);
  const beside = new Float64Array(effects.length);
  for (let at = 0; at < effects.length; at++) {
    if (at < walks) diagonal[at] = 1 / (walk.level * walk.level);
    else {
      const precision = stepPrecision(effects[at]! - effects[at - walks]!, walk, reported[at]);
      diagonal[at] = diagonal[at]! + precision;
      diagonal[at - walks] = diagonal[at - walks]! + precision;
      beside[at - walks] = -precision;
    }
  }
  return { diagonal, beside };
}

/** Slope of minus the log of the density of a step, over the step; of Student's t, (nu + 1) / (nu s^2 + x^2). */
function stepPrecision(moved: number, walk: WalkPrior, reported: number | undefined): number {
  const step = stepOf(walk, reported);
  if (walk.degrees === null || reported !== 1) return 1 / (step * step);
  return (walk.degrees + 1) / (walk.degrees * step * step + moved * moved);
}

/** Scale of a step. @param reported 1 where reports tell of it. */
function stepOf({ step, unreportedStep }: WalkPrior, reported: number | undefined): number {
  return reported === 1 ? step : unreportedStep;
}

/**
 * Adds the penalty of the effects that are learnt to the gradients of the loss: minus the log of their prior, so that the two together
 * are a posterior. Effects without a prior stay at 0.
 * @param learned weights with a gradient.
 * @param gradients by array of weights.
 * @param reported of areas, as `EffectDesign` has it.
 * @param count number of targets, over which the loss is a mean.
 */
export function penalised(
  learned: Weights,
  gradients: readonly Float32Array[],
  prior: EffectPrior,
  reported: Uint8Array,
  count: number,
): { penalty: number; gradients: Float32Array[] } {
  let penalty = 0;
  const added = learned.map(({ name, shape, values }, layer) => {
    const gradient = gradients[layer]!;
    if (name !== AREA && name !== REPORTING_FACTOR) return gradient;
    if ((name === AREA ? prior.area.level : prior.reportingFactor) === 0) return new Float32Array(gradient.length);
    const walk = name === AREA ? prior.area : { level: prior.reportingFactor, step: 1, unreportedStep: 1, degrees: null };
    const walks = name === AREA ? 2 * shape[1]! : values.length;
    penalty += walkPenalty(values, walks, walk, reported) / count;
    const ofPrior = walkGradient(values, walks, walk, reported);
    return gradient.map((slope, at) => slope + ofPrior[at]! / count);
  });
  return { penalty, gradients: added };
}
