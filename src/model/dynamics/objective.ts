import { TARGET_KINDS, type TargetKind } from '../problem/targets.ts';

/** What is minimised beside the errors that the targets themselves carry (docs/method.md 4.3). */
export interface Objective {
  /** How much each kind of target counts; 1 as its errors say. */
  readonly weights: Readonly<Record<TargetKind, number>>;
  /** How many of its scales an error may be before its tail begins, which is exponential (Huber). */
  readonly bend: number;
  /** Errors of stock changes and net migration relative to the value, where it is well beyond its own error. */
  readonly relative: Readonly<Record<'stock' | 'net', number>>;
}

/** Loss of each kind of target, before the kinds are weighted. */
export type LossTerms = Readonly<Record<TargetKind, number>>;

/** Terms by kind. */
export function lossTermsOf(term: (kind: TargetKind) => number): LossTerms {
  return Object.fromEntries(TARGET_KINDS.map((kind) => [kind, term(kind)])) as LossTerms;
}
