import type { Random } from '../../numerics/random.ts';
import { quantile } from '../../numerics/statistics.ts';
import type { MeasuredValues } from './comparedValues.ts';
import { ENSEMBLE, HELDOUT } from './comparison.ts';
import type { ScoredSet } from './methodScores.ts';
import { definedRows } from './methodScores.ts';
import type { PairedDifferences } from './pairedStatistic.ts';
import { pairedDifferences } from './pairedStatistic.ts';

/** How much a method scores more than the reference method on the same n rows, with the interval that resampling gives. */
export interface MethodDifference {
  readonly collection: string;
  readonly measure: string;
  readonly method: string;
  readonly reference: string;
  readonly n: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Ends of the percentile interval. */
const LOW = 0.025;
const HIGH = 0.975;

/** Methods beside their reference on one measure, all of them known on the same n rows. */
interface PairedComparison {
  readonly measure: string;
  readonly methods: readonly string[];
  readonly reference: string;
  readonly n: number;
  readonly differencesIn: PairedDifferences;
}

/**
 * Paired bootstrap of every method against the held-out predictions, or the ensemble where a measure has none (docs/method.md
 * 7.4; percentile interval of Efron and Tibshirani 1993, section 13.3). Whole clusters are drawn with replacement, as
 * many as there are, because reports of one pair of countries in several intervals and both directions are not
 * independent; each resample serves both methods and all measures of a set. A resample in which a difference is not defined
 * does not count.
 *
 * @param resamples number of resamples of each set. @param random a stream of its own for each set is forked from it.
 */
export function differencesOf(sets: readonly ScoredSet[], resamples: number, random: Random): MethodDifference[] {
  return sets.flatMap((set) => {
    const { clusterOf, clusters } = numbered(set.clusters);
    const contests = set.measures.flatMap((values) => contestsOf(values, clusterOf, clusters));
    const measures = set.measures.map(({ measure }) => measure).join(' ');
    const drawn = resample(contests, clusters, resamples, random.fork(set.collection).fork(measures));
    const once = new Uint16Array(clusters).fill(1);
    return contests.flatMap(({ measure, methods, reference, n, differencesIn }, contest) => {
      const inData = differencesIn(once);
      return methods.map((method, at) => {
        const defined = drawn[contest]![at]!.filter((difference) => !Number.isNaN(difference));
        const [low, high] = [quantile(defined, LOW), quantile(defined, HIGH)];
        return { collection: set.collection, measure, method, reference, n, difference: inData[at]!, low, high };
      });
    });
  });
}

/** Clusters by numbers from 0, in order of first appearance. */
function numbered(labels: Int32Array): { clusterOf: Int32Array; clusters: number } {
  const numberOf = new Map<number, number>();
  for (const label of labels) if (!numberOf.has(label)) numberOf.set(label, numberOf.size);
  return { clusterOf: labels.map((label) => numberOf.get(label)!), clusters: numberOf.size };
}

/** Contests of a measure. Methods that are known on the same rows share one, because its sums are the same for all. */
function contestsOf(
  { measure, statistic, reported, estimated }: MeasuredValues,
  clusterOf: Int32Array,
  clusters: number,
): PairedComparison[] {
  const reference = estimated.has(HELDOUT) ? HELDOUT : ENSEMBLE;
  const ofReference = estimated.get(reference);
  if (!ofReference) return [];
  const byRows = new Map<string, { rows: number[]; methods: string[] }>();
  for (const [method, values] of estimated) {
    if (method === reference) continue;
    const rows = definedRows(reported, values, ofReference);
    const key = rows.join();
    const group = byRows.get(key);
    if (group) group.methods.push(method);
    else byRows.set(key, { rows, methods: [method] });
  }
  return [...byRows.values()].map(({ rows, methods }) => {
    const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
    const differencesIn = pairedDifferences(statistic, {
      reported: pick(reported),
      reference: pick(ofReference),
      methods: methods.map((method) => pick(estimated.get(method)!)),
      clusterOf: Int32Array.from(rows, (row) => clusterOf[row]!),
      clusters,
    });
    return { measure, methods, reference, n: rows.length, differencesIn };
  });
}

/** Differences of each contest and method in each resample. */
function resample(contests: readonly PairedComparison[], clusters: number, resamples: number, random: Random): Float64Array[][] {
  const drawn = contests.map(({ methods }) => methods.map(() => new Float64Array(resamples).fill(Number.NaN)));
  if (clusters === 0) return drawn;
  const weights = new Uint16Array(clusters);
  for (let at = 0; at < resamples; at++) {
    weights.fill(0);
    for (let draw = 0; draw < clusters; draw++) weights[random.integer(clusters)]! += 1;
    for (const [contest, { differencesIn }] of contests.entries()) {
      for (const [method, difference] of differencesIn(weights).entries()) drawn[contest]![method]![at] = difference;
    }
  }
  return drawn;
}
