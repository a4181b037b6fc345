import { mean, standardDeviation } from '../../numerics/statistics.ts';
import { yeoJohnson } from './yeoJohnson.ts';

/** Inputs further out than this many standard deviations are cut (docs/method.md 2.3: none should be). */
export const LARGEST_INPUT = 10;

/** What a covariate is a property of: an area in a year, an ordered pair, or an ordered pair in a year. */
export type CovariateOf = 'area' | 'pair' | 'yearlyPair';

interface Definition {
  readonly of: CovariateOf;
  /** Exponent of the symmetric Yeo-Johnson transform before standardising; null takes shares and 0/1 as they are (docs/method.md 2.3). */
  readonly lambda: number | null;
}

/**
 * Covariates of docs/method.md 2.1, common land borders and free movement of persons, and what demographic accounting makes of the
 * stocks: who of those born in an area leaves and who comes to another, and who moves from one to the other.
 */
export const COVARIATES = {
  gdp_per_capita: { of: 'area', lambda: 0 },
  gdp_growth: { of: 'area', lambda: 0.5 },
  population: { of: 'area', lambda: 0 },
  life_expectancy: { of: 'area', lambda: 1 },
  birth_rate: { of: 'area', lambda: 1 },
  death_rate: { of: 'area', lambda: 1 },
  conflict_deaths: { of: 'area', lambda: 0 },
  eu_member: { of: 'area', lambda: null },
  distance: { of: 'pair', lambda: 0 },
  language: { of: 'pair', lambda: null },
  religion: { of: 'pair', lambda: null },
  colony: { of: 'pair', lambda: null },
  border: { of: 'pair', lambda: null },
  trade: { of: 'yearlyPair', lambda: 0 },
  refugees: { of: 'yearlyPair', lambda: 0 },
  refugee_change: { of: 'yearlyPair', lambda: 0 },
  free_movement: { of: 'yearlyPair', lambda: null },
  diaspora: { of: 'yearlyPair', lambda: 0 },
  emigrants: { of: 'area', lambda: 0 },
  immigrants: { of: 'area', lambda: 0 },
  accounted_departures: { of: 'yearlyPair', lambda: 0 },
  accounted_arrivals: { of: 'yearlyPair', lambda: 0 },
  accounted_flow: { of: 'yearlyPair', lambda: 0 },
} as const satisfies Readonly<Record<string, Definition>>;
export type CovariateName = keyof typeof COVARIATES;
/** Those that are zero wherever nobody born in an area lives in the other: they are standardised over the pairs with people present. */
const OF_PRESENT: ReadonlySet<CovariateName> = new Set([
  'refugees',
  'refugee_change',
  'diaspora',
  'accounted_departures',
  'accounted_arrivals',
] as const);
export const COVARIATE_NAMES = Object.keys(COVARIATES) as readonly CovariateName[];

/**
 * Covariates in their own units, NaN where missing: years x areas, areas x areas, or years x areas x areas. Refugees are by
 * country of birth and residence, and so are accounted departures and arrivals, natives on the diagonal; trade is by exporter and
 * importer. Other diagonals do not matter.
 */
export type RawCovariates = Readonly<Record<CovariateName, Float64Array>>;

/** Mean and standard deviation of log(1 + stock). */
export interface StockScale {
  readonly mean: number;
  readonly sd: number;
}

/** Transformed and standardised covariates, in the shapes of the raw ones. Missing values are 0, the mean. */
export interface Covariates {
  readonly areas: number;
  readonly tables: Readonly<Record<CovariateName, Float32Array>>;
  readonly stock: StockScale;
  /** Values that were missing, and values that were cut to +-10. */
  readonly missing: number;
  readonly cut: number;
}

/**
 * Transforms each covariate and standardises it over all its entries (docs/method.md 2.3), pairs off the diagonal. Refugees, their
 * change and stocks, zero almost everywhere, are standardised over the pairs with people present, so that their scale is not that of
 * the zeros.
 * @param present areas x areas (birth, residence).
 * @param stocks stocks of present pairs, persons.
 */
export function standardiseCovariates(raw: RawCovariates, areas: number, present: Uint8Array, stocks: Float64Array): Covariates {
  const defects = { missing: 0, cut: 0 };
  const size = areas * areas;
  const tables = Object.fromEntries(
    COVARIATE_NAMES.map((name) => {
      const { of, lambda } = COVARIATES[name];
      const counts = (at: number) => {
        if (OF_PRESENT.has(name)) return present[at % size] === 1;
        return of === 'area' || Math.floor((at % size) / areas) !== at % areas;
      };
      return [name, lambda === null ? asTheyAre(raw[name], counts, defects) : standardise(raw[name], lambda, counts, defects)];
    }),
  ) as Record<CovariateName, Float32Array>;
  return { areas, tables, stock: scaleOf(stocks.map((persons) => yeoJohnson(persons, 0))), ...defects };
}

function scaleOf(values: Float64Array): StockScale {
  const sd = values.length === 0 ? 0 : standardDeviation(values, 'population');
  return { mean: values.length === 0 ? 0 : mean(values), sd: sd > 0 ? sd : 1 };
}

interface Defects {
  missing: number;
  cut: number;
}

/** (psi(x) - mean) / sd with the moments of the entries that count; 0 where missing. */
function standardise(raw: Float64Array, lambda: number, counts: (at: number) => boolean, defects: Defects): Float32Array {
  const transformed = raw.map((value) => yeoJohnson(value, lambda));
  const { mean, sd } = scaleOf(transformed.filter((value, at) => counts(at) && !Number.isNaN(value)));
  return Float32Array.from(transformed, (value, at) => {
    if (Number.isNaN(value)) {
      if (counts(at)) defects.missing += 1;
      return 0;
    }
    const input = (value - mean) / sd;
    if (Math.abs(input) > LARGEST_INPUT) defects.cut += 1;
    return Math.max(-LARGEST_INPUT, Math.min(LARGEST_INPUT, input));
  });
}

function asTheyAre(raw: Float64Array, counts: (at: number) => boolean, defects: Defects): Float32Array {
  return Float32Array.from(raw, (value, at) => {
    if (!Number.isNaN(value)) return value;
    if (counts(at)) defects.missing += 1;
    return 0;
  });
}
