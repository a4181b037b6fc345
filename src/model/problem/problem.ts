import type { Covariates } from './covariates.ts';
import type { Edges } from './edges.ts';
import type { EffectDesign } from './effects.ts';
import type { Targets } from './targets.ts';

/** Demography of areas in calendar years, each years x areas. */
export interface Demography {
  /** Persons on 1 January. */
  readonly population: Float64Array;
  /** Persons in the year. */
  readonly births: Float64Array;
  /** Deaths per person and year. */
  readonly deathRate: Float64Array;
}

/** Flows by country of birth between two stock dates, from closed accounting: where the training starts (docs/method.md 9.5). */
export interface AccountedInterval {
  /** Year indices of the two stock dates. */
  readonly start: number;
  readonly end: number;
  /** Stocks at the start, areas x areas (birth, residence), natives on the diagonal. */
  readonly stock: Float64Array;
  /** Persons born in b who move from i to j in the whole interval. */
  flow(birth: number, orig: number, dest: number): number;
}

/** All that a network is trained and run on. Years are counted from 0, areas are indices. */
export interface Problem {
  readonly areas: number;
  readonly years: number;
  readonly edges: Edges;
  readonly covariates: Covariates;
  readonly demography: Demography;
  /** Stocks on 1 January of the first year and their standard error, areas x areas (birth, residence), natives on the diagonal. */
  readonly initialStock: Float64Array;
  readonly initialError: Float64Array;
  readonly targets: Targets;
  readonly effects: EffectDesign;
  readonly accounts: readonly AccountedInterval[];
}
