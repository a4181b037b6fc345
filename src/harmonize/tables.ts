import type { Category } from '../tables/columns.ts';

// Raw tables as the contracts of the stage "ingest" describe them; missing numbers are NaN.

export type AreaCodes = {
  readonly iso3: Category;
  readonly iso2: Category;
  readonly eurostat: Category;
  readonly m49: Int32Array;
  readonly name: Category;
  readonly wpp: Uint8Array;
};

export type ReportedStocks = {
  readonly revision: Int16Array;
  readonly year: Int16Array;
  readonly birth: Category;
  readonly residence: Category;
  readonly persons: Float64Array;
  readonly citizenship: Uint8Array;
};

export type Demography = {
  readonly m49: Int32Array;
  readonly year: Int16Array;
  readonly births: Float64Array;
  readonly deaths: Float64Array;
  readonly crude_birth_rate: Float64Array;
  readonly crude_death_rate: Float64Array;
  readonly life_expectancy: Float64Array;
  readonly net_migration: Float64Array;
  readonly population_end: Float64Array;
};

export type Gdp = {
  readonly area: Category;
  readonly year: Int16Array;
  readonly gdp_per_capita: Float64Array;
  readonly growth: Float64Array;
};

export type Distance = {
  readonly orig: Category;
  readonly dest: Category;
  readonly km: Float64Array;
};

export type Refugees = {
  readonly origin: Category;
  readonly asylum: Category;
  readonly year: Int16Array;
  readonly persons: Float64Array;
};

export type ReportedFlows = {
  readonly source: Category;
  readonly file: Category;
  readonly row: Int32Array;
  readonly reporter: Category;
  readonly code_system: Category;
  readonly orig: Category;
  readonly dest: Category;
  readonly year: Int16Array;
  readonly persons: Float64Array;
  readonly definition: Category;
};

export type ReportedNetMigration = {
  readonly source: Category;
  readonly area: Category;
  readonly year: Int16Array;
  readonly persons: Float64Array;
};

/** Everything that harmonising reads. */
export interface RawTables {
  readonly areaCodes: AreaCodes;
  readonly stocks: ReportedStocks;
  readonly demography: Demography;
  readonly gdp: Gdp;
  readonly distance: Distance;
  readonly refugees: Refugees;
  readonly flows: ReportedFlows;
  readonly netMigration: ReportedNetMigration;
}

/** Calendar years of the estimates, both included. */
export interface Calendar {
  readonly first: number;
  readonly last: number;
}

export function isWithin(calendar: Calendar, year: number): boolean {
  return year >= calendar.first && year <= calendar.last;
}

/** Every calendar year, ascending. */
export function yearsOf(calendar: Calendar): number[] {
  return Array.from({ length: calendar.last - calendar.first + 1 }, (_, index) => calendar.first + index);
}
