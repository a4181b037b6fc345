import type { Testimony } from './witness.ts';

/** What the witnesses make of an estimate: one of those that cover at least half of it is near; all of those are far; there is none. */
export type Verdict = 'witnessed' | 'contradicted' | 'unwitnessed';

/** The nearest of the witnesses that cover at least half of an estimate, and what it says. */
export interface Judgement {
  readonly nearest: Testimony | null;
  readonly verdict: Verdict;
}

/** How far an estimate is from a testimony, and from where on that is far. */
export interface Distance {
  readonly of: (testimony: Testimony) => number;
  readonly far: number;
}

/** A witness covers an estimate if it speaks of corridors with at least this share of it. */
const COVERED = 0.5;

/** Of persons: the factor between the two. */
export const BY_FACTOR: Distance = {
  of: ({ theirs, ours }) => (theirs === ours ? 1 : Math.max(ours / theirs, theirs / ours)),
  far: 2,
};

/** Of changes from year to year. */
export const BY_DIFFERENCE: Distance = { of: ({ theirs, ours }) => Math.abs(ours - theirs), far: 0.1 };

/** Of shares of reports that are met: meeting more than a witness is no distance. */
export const BY_SHORTFALL: Distance = { of: ({ theirs, ours }) => Math.max(0, theirs - ours), far: 0.1 };

/** @param whole what `covered` of the testimonies is a part of. */
export function judged(testimonies: readonly Testimony[], whole: number, distance: Distance): Judgement {
  let nearest: Testimony | null = null;
  for (const testimony of testimonies) {
    if (testimony.covered < COVERED * whole) continue;
    if (nearest === null || distance.of(testimony) < distance.of(nearest)) nearest = testimony;
  }
  if (nearest === null) return { nearest, verdict: 'unwitnessed' };
  return { nearest, verdict: distance.of(nearest) <= distance.far ? 'witnessed' : 'contradicted' };
}
