/** Bins of a feature; the first one holds missing values. */
export const BINS = 64;

/** Features as bins, rows x width, row-major. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly width: number;
  readonly bins: Uint8Array;
}

/** Upper ends of the bins of each feature but the last: ascending, at most BINS - 2. */
export type BinEdges = readonly Float64Array[];

/** Ends that put about as many of the rows into each bin; of a feature with few values one bin for each. */
export function binEdges(features: Float64Array, width: number): BinEdges {
  const rows = features.length / width;
  return Array.from({ length: width }, (_, feature) => {
    const column = Float64Array.from({ length: rows }, (_, row) => features[row * width + feature]!).filter(
      (value) => !Number.isNaN(value),
    );
    column.sort();
    const ends = Float64Array.from({ length: BINS - 2 }, (_, at) => column[Math.floor(((at + 1) * column.length) / (BINS - 1))] ?? 0);
    return Float64Array.from(new Set(ends));
  });
}

/** The bin of every value: 0 where missing, else 1 and as many as there are ends below it. */
export function binned(features: Float64Array, edges: BinEdges): BinnedFeatures {
  const width = edges.length;
  const bins = new Uint8Array(features.length);
  for (const [at, value] of features.entries()) bins[at] = Number.isNaN(value) ? 0 : 1 + endsBelow(edges[at % width]!, value);
  return { rows: width === 0 ? 0 : features.length / width, width, bins };
}

function endsBelow(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
