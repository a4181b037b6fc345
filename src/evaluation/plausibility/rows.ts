import type { NamedCase, PlausibilityCase, Surveyed } from './cases.ts';
import type { Judgement } from './verdict.ts';
import type { Testimony, Witness } from './witness.ts';

/** One estimate beside its witnesses. */
export interface PlausibilityRow extends Judgement, Pick<PlausibilityCase, 'check' | 'name' | 'first' | 'last'> {
  readonly corridorYears: number;
  /** Persons in all corridors and years together; a ratio for changes; a share for large reports. */
  readonly value: number;
  /** Persons a year for every thousand inhabitants of the origins; NaN where value is no number of persons. */
  readonly perThousand: number;
  readonly testimonies: readonly Testimony[];
  readonly reason: string | null;
}

export interface PlausibilityInput extends Surveyed {
  /** Population on 1 January, years x areas, in the years of the flows. */
  readonly population: Float64Array;
  /** All who say something of flows, `collections` among them. */
  readonly witnesses: readonly Witness[];
  readonly named: readonly NamedCase[];
}

/** Sizes from which flows are looked at one by one. */
export interface PlausibilityRules {
  /** Persons a year in a corridor. */
  readonly largeFlow: number;
  /** Persons a year in a report. */
  readonly largeReport: number;
  /** Number of corridors that are the largest. */
  readonly largest: number;
}

/** The witness that is the mean of all collections. */
export const ALL_REPORTS = 'reports';
