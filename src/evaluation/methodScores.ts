import type { Collection, ComparedFlows, Method } from './comparison.ts';
import { METHODS } from './comparison.ts';
import type { Measure } from './measures.ts';
import { correlation, logCorrelation, medianPercentageError, shareWithinFactorTwo } from './measures.ts';

/** One number of the comparison; NaN where the measure is not defined for the n values that there are. */
export interface MethodScore {
  readonly collection: string;
  readonly measure: string;
  readonly method: string;
  readonly n: number;
  readonly value: number;
}

/** Name under which all collections are scored together. */
export const ALL_COLLECTIONS = 'all';

export interface ScoringRules {
  /** Reported flows below it, in persons a year, are left out of relative errors. */
  readonly minimumFlow: number;
  /** Population on 1 January of the start of each interval: one array over the areas for each interval. */
  readonly population: readonly Float64Array[];
}

/** Reported values with those of every method. A position whose reported value is NaN does not count. */
type Compared = Pick<ComparedFlows, 'reported' | 'estimated'>;

/**
 * Scores every method on the same corridors and intervals, for each collection and for all together: correlations of
 * counts, of log counts, of shares in the total of the reporting country, and of rates for each inhabitant of the origin
 * (method.md 7.3); the median absolute percentage error; and the share within a factor of two.
 */
export function flowScores(flows: ComparedFlows, collections: readonly Collection[], rules: ScoringRules): MethodScore[] {
  const large = withoutSmall(flows, rules.minimumFlow);
  const measures: readonly [name: string, compute: Measure, values: Compared][] = [
    ['count', correlation, flows],
    ['log_count', logCorrelation, flows],
    ['proportion', correlation, sharesOfTotals(flows, collections)],
    ['rate', correlation, ratesOfOrigin(flows, rules.population)],
    ['median_percentage_error', medianPercentageError, large],
    ['within_factor_two', shareWithinFactorTwo, large],
  ];
  const scores: MethodScore[] = [];
  for (const { name: collection, rows } of rowsOfCollections(flows, collections)) {
    for (const [measure, compute, values] of measures) {
      const counted = rows.filter((row) => !Number.isNaN(values.reported[row]));
      const reported = pick(values.reported, counted);
      for (const method of METHODS) {
        const value = compute(reported, pick(values.estimated[method], counted));
        scores.push({ collection, measure, method, n: counted.length, value });
      }
    }
  }
  return scores;
}

function rowsOfCollections(flows: ComparedFlows, collections: readonly Collection[]): { name: string; rows: number[] }[] {
  const all = [...flows.reported.keys()];
  const single = collections.map(({ name }, index) => ({ name, rows: all.filter((row) => flows.collection[row] === index) }));
  return [...single, { name: ALL_COLLECTIONS, rows: all }];
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** The flows of `minimum` persons a year and more; zero is never among them, it has no relative error. */
function withoutSmall(flows: ComparedFlows, minimum: number): Compared {
  const reported = flows.reported.map((persons) => (persons > 0 && persons >= minimum ? persons : Number.NaN));
  return { reported, estimated: flows.estimated };
}

/** Flows divided by the population of the origin at the start of the interval. */
function ratesOfOrigin(flows: ComparedFlows, population: readonly Float64Array[]): Compared {
  return mapEach(flows, (persons, row) => {
    const inhabitants = population[flows.interval[row]!]![flows.orig[row]!]!;
    return inhabitants > 0 ? persons / inhabitants : Number.NaN;
  });
}

/**
 * Flows divided by the total over the partners that the same collection reports for the same country and interval.
 * A country with one partner is left out, because its share is 1 whatever the estimate; so is one without any reported
 * flow. A method that estimates no flow at all for a country gives each partner the share 0.
 */
function sharesOfTotals(flows: ComparedFlows, collections: readonly Collection[]): Compared {
  const partnersOf = partnersByCountry(flows, collections);
  const shares = mapEach(flows, () => Number.NaN);
  for (const rows of partnersOf.values()) {
    if (rows.length < 2 || totalOf(flows.reported, rows) === 0) continue;
    fillShares(flows.reported, shares.reported, rows);
    for (const method of METHODS) fillShares(flows.estimated[method], shares.estimated[method], rows);
  }
  return shares;
}

/** Rows by collection, interval and reporting country. The destination stands in for the reporter of a model. */
function partnersByCountry(flows: ComparedFlows, collections: readonly Collection[]): Map<string, number[]> {
  const partnersOf = new Map<string, number[]>();
  for (const row of flows.reported.keys()) {
    const collection = flows.collection[row]!;
    const country = collections[collection]?.reporter === 'origin' ? flows.orig[row] : flows.dest[row];
    const key = `${collection} ${flows.interval[row]} ${country}`;
    const rows = partnersOf.get(key);
    if (rows) rows.push(row);
    else partnersOf.set(key, [row]);
  }
  return partnersOf;
}

function fillShares(persons: Float64Array, shares: Float64Array, rows: readonly number[]): void {
  const total = totalOf(persons, rows);
  for (const row of rows) shares[row] = total > 0 ? persons[row]! / total : 0;
}

function totalOf(persons: Float64Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + persons[row]!, 0);
}

function mapEach(flows: ComparedFlows, change: (persons: number, row: number) => number): Compared {
  const estimated = Object.fromEntries(METHODS.map((method) => [method, flows.estimated[method].map(change)]));
  return { reported: flows.reported.map(change), estimated: estimated as Record<Method, Float64Array> };
}
