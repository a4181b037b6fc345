import type { TargetKind } from '../problem/targets.ts';

/** What is minimised: the exponent of the transform and the weight of each kind of target. */
export interface Objective {
  readonly lambdas: Readonly<Record<TargetKind, number>>;
  readonly weights: Readonly<Record<TargetKind, number>>;
}

/** Loss of each kind of target, before the kinds are weighted. */
export type LossTerms = Readonly<Record<TargetKind, number>>;
