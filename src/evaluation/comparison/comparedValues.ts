import { log1p } from '../../numerics/elementary.ts';
import { isWithinFactorTwo, percentageError } from '../measures.ts';
import type { Collection, ComparedFlows } from './comparison.ts';
import { reporterOf } from './comparison.ts';
import { logScores } from './predictiveScore.ts';

/**
 * What one measure looks at, one position for each unit that is compared (docs/method.md 7.3). A correlation is that of
 * `estimated` and `reported`; of the other two, `estimated` holds how far off each estimate is, and `reported` says only
 * whether the position counts. A position counts for a method where neither value is NaN.
 */
export interface MeasuredValues {
  readonly measure: string;
  readonly statistic: 'correlation' | 'mean' | 'median';
  readonly reported: Float64Array;
  readonly estimated: ReadonlyMap<string, Float64Array>;
}

export interface ScoringRules {
  /** Reported flows below it, in persons a year, are left out of relative errors. */
  readonly minimumFlow: number;
  /** Population on 1 January of the start of each interval: one array over the areas for each interval. */
  readonly population: readonly Float64Array[];
  /** Fold that held the pair of two areas out; -1 where none did. */
  foldOf(orig: number, dest: number): number;
}

type Values = Pick<MeasuredValues, 'reported' | 'estimated'>;

/**
 * Measures of flows: counts, log(1 + count), shares in the total of the reporting country, and flows for each inhabitant
 * of the origin, all to be correlated; the median absolute percentage error; the share within a factor of two; and the mean score
 * of the predictive distribution of log(1 + count).
 */
export function measuredFlows(flows: ComparedFlows, collections: readonly Collection[], rules: ScoringRules): MeasuredValues[] {
  const large = withoutSmall(flows, rules.minimumFlow);
  return [
    { measure: 'count', statistic: 'correlation', reported: flows.reported, estimated: flows.estimated },
    { measure: 'log_count', statistic: 'correlation', ...mapEach(flows, (persons) => log1p(persons)) },
    { measure: 'proportion', statistic: 'correlation', ...sharesOfTotals(flows, collections) },
    { measure: 'rate', statistic: 'correlation', ...ratesOfOrigin(flows, rules.population) },
    { measure: 'median_percentage_error', statistic: 'median', ...comparedEach(large, percentageError) },
    {
      measure: 'within_factor_two',
      statistic: 'mean',
      ...comparedEach(large, (reported, estimated) => (isWithinFactorTwo(reported, estimated) ? 1 : 0)),
    },
    { measure: 'crps', statistic: 'mean', ...predictiveScores(flows, rules) },
  ];
}

/** The continuous ranked probability score of each method at each flow of a pair that a fold held out. */
function predictiveScores(flows: ComparedFlows, { foldOf }: ScoringRules): Values {
  const folds = flows.orig.map((orig, row) => foldOf(orig, flows.dest[row]!));
  const reported = flows.reported.map((persons, row) => (folds[row]! < 0 ? Number.NaN : persons));
  const scores = [...flows.estimated].map(([method, persons]) => [method, logScores(reported, persons, folds)] as const);
  return { reported, estimated: new Map(scores) };
}

/** The flows of `minimum` persons a year and more; zero is never among them, it has no relative error. */
function withoutSmall(flows: ComparedFlows, minimum: number): Values {
  const reported = flows.reported.map((persons) => (persons > 0 && persons >= minimum ? persons : Number.NaN));
  return { reported, estimated: flows.estimated };
}

/** Flows divided by the population of the origin at the start of the interval. */
function ratesOfOrigin(flows: ComparedFlows, population: readonly Float64Array[]): Values {
  return mapEach(flows, (persons, row) => {
    const inhabitants = population[flows.interval[row]!]![flows.orig[row]!]!;
    return inhabitants > 0 ? persons / inhabitants : Number.NaN;
  });
}

/**
 * Flows divided by the total over the partners that the same collection reports for the same country and interval, and that
 * the method estimates. A country with one partner is left out, because its share is 1 whatever the estimate; so is one
 * without any reported flow. A method that estimates no flow at all for a country gives each partner the share 0.
 */
function sharesOfTotals(flows: ComparedFlows, collections: readonly Collection[]): Values {
  const shares = mapEach(flows, () => Number.NaN);
  for (const rows of partnersByCountry(flows, collections).values()) {
    if (rows.length < 2 || totalOf(flows.reported, rows) === 0) continue;
    fillShares(flows.reported, shares.reported, rows);
    for (const [method, persons] of flows.estimated) fillShares(persons, shares.estimated.get(method)!, rows);
  }
  return shares;
}

/** Rows by collection, interval and reporting country. The destination stands in for the reporter of a model. */
function partnersByCountry(flows: ComparedFlows, collections: readonly Collection[]): Map<string, number[]> {
  const partnersOf = new Map<string, number[]>();
  for (const row of flows.reported.keys()) {
    const collection = flows.collection[row]!;
    const { reporter } = collections[collection]!;
    const country = reporterOf(reporter === 'model' ? 'destination' : reporter, flows.orig[row]!, flows.dest[row]!);
    const key = `${collection} ${flows.interval[row]} ${country}`;
    const rows = partnersOf.get(key);
    if (rows) rows.push(row);
    else partnersOf.set(key, [row]);
  }
  return partnersOf;
}

function fillShares(persons: Float64Array, shares: Float64Array, rows: readonly number[]): void {
  const total = totalOf(persons, rows);
  for (const row of rows) shares[row] = total > 0 ? persons[row]! / total : 0 * persons[row]!;
}

function totalOf(persons: Float64Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => (Number.isNaN(persons[row]) ? sum : sum + persons[row]!), 0);
}

function mapEach(flows: Values, change: (persons: number, row: number) => number): Values {
  return {
    reported: flows.reported.map(change),
    estimated: new Map([...flows.estimated].map(([method, persons]) => [method, persons.map(change)])),
  };
}

/** `compare` of every report with its estimate; NaN where either is missing. */
function comparedEach({ reported, estimated }: Values, compare: (reported: number, estimated: number) => number): Values {
  const compared = (persons: Float64Array) =>
    persons.map((value, row) => (Number.isNaN(value) || Number.isNaN(reported[row]) ? Number.NaN : compare(reported[row]!, value)));
  return { reported, estimated: new Map([...estimated].map(([method, persons]) => [method, compared(persons)])) };
}
