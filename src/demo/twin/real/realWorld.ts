import { LAST_SIMULATED_YEAR } from '../../world/world.ts';

/** First simulated year: two before the first published one, in which guests come and go. */
export const START_YEAR = 1988;
/** Number of simulated years. */
export const SIMULATED_YEARS = LAST_SIMULATED_YEAR - START_YEAR + 1;

/**
 * What the twin takes from the real world: its areas, their covariates, and who reports what. No real count of a flow is in it.
 * `panel` is [year - START_YEAR][area] up to the last simulated year; tables of pairs are areas x areas (origin, destination) or
 * (birth, residence).
 */
export interface RealWorld {
  readonly areas: readonly RealArea[];
  readonly panel: {
    /** Births and deaths per person and year. */
    readonly birthRate: Float64Array;
    readonly deathRate: Float64Array;
    /** Life expectancy at birth, years. */
    readonly life: Float64Array;
    /** USD of 2015 per head. */
    readonly gdp: Float64Array;
    /** 1 for a member of the European Union. */
    readonly union: Float64Array;
  };
  readonly pairs: {
    readonly distance: Float64Array;
    readonly language: Float64Array;
    readonly colony: Float64Array;
    readonly border: Float64Array;
  };
  /** Persons newly displaced by origin and asylum, [year - START_YEAR][pair]. */
  readonly displaced: Float64Array;
  /** Refugees of the first year that is known (birth, asylum). */
  readonly refugees: Float64Array;
  readonly stocks: readonly StockCell[];
  readonly flows: readonly FlowCell[];
  readonly offices: readonly OfficeCell[];
}

/** An area of the real list, with its code in each source. */
export interface RealArea {
  readonly iso3: string;
  readonly iso2: string;
  readonly eurostat: string;
  readonly m49: number;
  readonly name: string;
  /** Persons on 1 January of the first year that is known. */
  readonly population: number;
}

/** A published stock on 1 July; `birth` is -1 for other and unknown origins. */
export interface StockCell {
  readonly revision: number;
  readonly year: number;
  readonly birth: number;
  readonly residence: number;
  readonly persons: number;
  readonly citizenship: number;
  readonly imputed: number;
}

/** Who reported a corridor in a year; classes of quality as published. */
export interface FlowCell {
  readonly source: string;
  readonly reporter: string;
  readonly orig: number;
  readonly dest: number;
  readonly year: number;
  readonly quality: string;
}

/** A year for which an office gave its net migration. */
export interface OfficeCell {
  readonly area: number;
  readonly year: number;
}
