import type { Random } from '../../numerics/random.ts';
import type { CovariateName, Covariates } from '../problem/covariates.ts';
import { COVARIATES, LARGEST_INPUT } from '../problem/covariates.ts';
import { autoregressiveErrors } from './autoregressiveErrors.ts';

export interface CovariateErrorSettings {
  /** Standard deviation of the error of a value that a publisher gives, and of an imputed one; both in units of the standardised covariate. */
  readonly reportedSd: number;
  readonly imputedSd: number;
  /** Correlation of the errors of one series in two years that follow each other, 0 to 1. */
  readonly autocorrelation: number;
}

/**
 * Covariates that are estimates. What is 0 or 1 or does not change over the years is taken as a fact. A `count` that is
 * zero says that there was none of it: a fact too, as under the proportional errors of docs/method.md 6.3.
 */
const ESTIMATED = {
  gdp_per_capita: 'level',
  gdp_growth: 'level',
  population: 'level',
  life_expectancy: 'level',
  birth_rate: 'level',
  death_rate: 'level',
  conflict_deaths: 'count',
  trade: 'count',
  refugees: 'count',
  diaspora: 'count',
  emigrants: 'count',
  immigrants: 'count',
  accounted_departures: 'count',
  accounted_arrivals: 'count',
  accounted_flow: 'count',
} as const satisfies Partial<Record<CovariateName, 'level' | 'count'>>;
type EstimatedCovariate = keyof typeof ESTIMATED;
const ESTIMATED_COVARIATES = Object.keys(ESTIMATED) as readonly EstimatedCovariate[];

/** 1 where no publisher gives the value, in the shapes of the tables of covariates; a covariate without flags has no imputed value. */
export type ImputedFlags = Readonly<Partial<Record<EstimatedCovariate, Uint8Array>>>;

/**
 * Covariates as they might have been measured: each estimated value with an error, which within a series (area or ordered
 * pair) follows an autoregressive process over the years (docs/method.md 6.3). Every covariate draws from a stream
 * of its own. The demography of the accounting is not among them.
 */
export function sampledCovariates(
  covariates: Covariates,
  imputed: ImputedFlags,
  settings: CovariateErrorSettings,
  random: Random,
): Covariates {
  const sampled = ESTIMATED_COVARIATES.map((name) => {
    const table = covariates.tables[name];
    const series = COVARIATES[name].of === 'area' ? covariates.areas : covariates.areas * covariates.areas;
    const errors = autoregressiveErrors(table.length / series, series, settings.autocorrelation, random.fork(name));
    return [name, withErrors(table, errors, imputed[name], ESTIMATED[name], settings)] as const;
  });
  return { ...covariates, tables: { ...covariates.tables, ...Object.fromEntries(sampled) } };
}

/** The least value of a count is that of zero: it stays as it is, and no error leads below it. */
function withErrors(
  table: Float32Array,
  errors: Float64Array,
  imputed: Uint8Array | undefined,
  kind: 'level' | 'count',
  { reportedSd, imputedSd }: CovariateErrorSettings,
): Float32Array {
  const least = kind === 'count' ? table.reduce((lowest, value) => Math.min(lowest, value), LARGEST_INPUT) : -LARGEST_INPUT;
  return table.map((value, at) => {
    if (kind === 'count' && value === least) return value;
    const sd = imputed?.[at] === 1 ? imputedSd : reportedSd;
    return Math.max(least, Math.min(LARGEST_INPUT, value + sd * errors[at]!));
  });
}
