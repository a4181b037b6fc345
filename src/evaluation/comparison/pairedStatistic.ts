import { mean } from '../../numerics/statistics.ts';
import type { MeasuredValues } from './comparedValues.ts';

/** Values of some methods beside the reported ones and those of the reference, row by row; no value is missing. */
export interface PairedRows {
  readonly reported: Float64Array;
  readonly reference: Float64Array;
  readonly methods: readonly Float64Array[];
  /** Cluster of each row, from 0 to clusters - 1. */
  readonly clusterOf: Int32Array;
  readonly clusters: number;
}

/**
 * Statistic of each method minus that of the reference in a resample; NaN where one of the two is not defined.
 * @param weights how often each cluster was drawn.
 */
export type PairedDifferences = (weights: Uint16Array) => number[];

/** Prepares the differences of a statistic so that a resample costs one pass over clusters, for medians one over rows. */
export function pairedDifferences(statistic: MeasuredValues['statistic'], rows: PairedRows): PairedDifferences {
  if (statistic === 'correlation') return differencesOfCorrelations(rows);
  const statisticOf = statistic === 'mean' ? weightedMean : weightedMedian;
  const ofReference = statisticOf(rows.reference, rows);
  const ofMethods = rows.methods.map((values) => statisticOf(values, rows));
  return (weights) => {
    const reference = ofReference(weights);
    return ofMethods.map((ofMethod) => ofMethod(weights) - reference);
  };
}

/** Sums of a cluster that all methods share: rows, and x, xx, z, zz, xz of reported x and reference z. */
const SHARED = 6;
/** Sums of a cluster for each method y: y, yy, xy. */
const OWN = 3;

/**
 * Pearson correlations of reported x with methods y and with reference z, from sums that clusters add up. Values are taken
 * from their means first, or the differences of large sums would lose what is small.
 */
function differencesOfCorrelations({ reported, reference, methods, clusterOf, clusters }: PairedRows): PairedDifferences {
  const x = centred(reported);
  const z = centred(reference);
  const width = SHARED + OWN * methods.length;
  const sums = new Float64Array(clusters * width);
  const add = (row: number, term: number, value: number) => {
    sums[clusterOf[row]! * width + term]! += value;
  };
  for (const row of x.keys()) {
    for (const [term, value] of [1, x[row]!, x[row]! * x[row]!, z[row]!, z[row]! * z[row]!, x[row]! * z[row]!].entries())
      add(row, term, value);
  }
  for (const [index, method] of methods.entries()) {
    for (const [row, y] of centred(method).entries()) {
      for (const [term, value] of [y, y * y, x[row]! * y].entries()) add(row, SHARED + OWN * index + term, value);
    }
  }
  return (weights) => {
    const total = weightedTotals(sums, weights, width);
    const [n = 0, sx = 0, sxx = 0, sz = 0, szz = 0, sxz = 0] = total;
    const ofReference = correlationOf(n, [sx, sxx], [sz, szz], sxz);
    return methods.map((_, index) => {
      const [sy = 0, syy = 0, sxy = 0] = total.subarray(SHARED + OWN * index);
      return correlationOf(n, [sx, sxx], [sy, syy], sxy) - ofReference;
    });
  };
}

function centred(values: Float64Array): Float64Array {
  const centre = mean(values);
  return values.map((value) => value - centre);
}

function weightedTotals(sums: Float64Array, weights: Uint16Array, width: number): Float64Array {
  const total = new Float64Array(width);
  for (let cluster = 0; cluster < weights.length; cluster++) {
    const weight = weights[cluster]!;
    if (weight === 0) continue;
    const at = cluster * width;
    for (let term = 0; term < width; term++) total[term] = total[term]! + weight * sums[at + term]!;
  }
  return total;
}

type Sums = readonly [values: number, squares: number];

/** Pearson correlation of n rows from the sums of x and y and of their products. */
function correlationOf(n: number, [x, xx]: Sums, [y, yy]: Sums, xy: number): number {
  const xSpread = n * xx - x * x;
  const ySpread = n * yy - y * y;
  return xSpread > 0 && ySpread > 0 ? (n * xy - x * y) / Math.sqrt(xSpread) / Math.sqrt(ySpread) : Number.NaN;
}

type Clusters = Pick<PairedRows, 'clusterOf' | 'clusters'>;

/** Mean of the rows drawn. */
function weightedMean(values: Float64Array, { clusterOf, clusters }: Clusters): (weights: Uint16Array) => number {
  const counts = new Float64Array(clusters);
  const sums = new Float64Array(clusters);
  for (const [row, cluster] of clusterOf.entries()) {
    counts[cluster] = counts[cluster]! + 1;
    sums[cluster] = sums[cluster]! + values[row]!;
  }
  return (weights) => {
    let drawn = 0;
    let total = 0;
    for (let cluster = 0; cluster < clusters; cluster++) {
      drawn += weights[cluster]! * counts[cluster]!;
      total += weights[cluster]! * sums[cluster]!;
    }
    return total / drawn;
  };
}

/** Median of the rows drawn, the mean of the two middle ones where their number is even; sorts once for all resamples. */
function weightedMedian(values: Float64Array, { clusterOf }: Clusters): (weights: Uint16Array) => number {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const sorted = Float64Array.from(order, (row) => values[row]!);
  const clusters = Int32Array.from(order, (row) => clusterOf[row]!);
  return (weights) => {
    let drawn = 0;
    for (let at = 0; at < clusters.length; at++) drawn += weights[clusters[at]!]!;
    let passed = 0;
    let lower = Number.NaN;
    for (let at = 0; at < clusters.length; at++) {
      const weight = weights[clusters[at]!]!;
      if (weight === 0) continue;
      if (2 * passed === drawn) return (lower + sorted[at]!) / 2;
      passed += weight;
      lower = sorted[at]!;
      if (2 * passed > drawn) return lower;
    }
    return Number.NaN;
  };
}
