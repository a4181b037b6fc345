import { BINS, type BinnedFeatures } from './binnedFeatures.ts';

/** How boosted trees are grown. */
export interface BoostingSettings {
  readonly trees: number;
  /** Splits from the root to a leaf, at most. */
  readonly depth: number;
  /** Share of a tree that is added. */
  readonly learningRate: number;
  /** Rows of a leaf, at least. */
  readonly leastRows: number;
  /** Rows of value 0 that a leaf counts beside its own. */
  readonly prior: number;
}

/** A tree: node k has the children 2k + 1 and 2k + 2; a leaf has the feature -1. */
interface Tree {
  readonly feature: Int16Array;
  /** Rows whose bin is at most this go to the first child. */
  readonly bin: Uint8Array;
  readonly value: Float64Array;
}

/** Sum of residuals and number of rows by feature and bin. */
type Histogram = Float64Array;

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

/** A node that can still be split: its rows stand from `from` to before `to` in the order. */
interface OpenNode {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly histogram: Histogram;
}

/** A split must lower the squared error by more than this, or rounding decides. */
const LEAST_GAIN = 1e-9;

/**
 * Gradient boosting of regression trees on binned features with squared error (Friedman 2001), grown level by level from
 * histograms as in LightGBM (Ke et al. 2017). Nothing is drawn at random; equal gains go to the first feature and bin.
 */
export class BoostedTrees {
  readonly #centre: number;
  readonly #trees: readonly Tree[];

  /** @param target one value for each row of the features. */
  constructor(features: BinnedFeatures, target: Float64Array, settings: BoostingSettings) {
    this.#centre = target.length === 0 ? 0 : target.reduce((total, value) => total + value, 0) / target.length;
    const residual = target.map((value) => value - this.#centre);
    const trees: Tree[] = [];
    for (let at = 0; at < settings.trees; at++) {
      const tree = new TreeGrower(features, residual, settings).grow();
      trees.push(tree);
      for (let row = 0; row < residual.length; row++) residual[row] = residual[row]! - leafValue(tree, features, row);
    }
    this.#trees = trees;
  }

  /** One value for each row of features that are binned as the learnt ones. */
  predict(features: BinnedFeatures): Float64Array {
    const predictions = new Float64Array(features.rows).fill(this.#centre);
    for (const tree of this.#trees) {
      for (let row = 0; row < features.rows; row++) predictions[row] = predictions[row]! + leafValue(tree, features, row);
    }
    return predictions;
  }
}

function leafValue({ feature, bin, value }: Tree, { bins, width }: BinnedFeatures, row: number): number {
  let node = 0;
  for (let split = feature[0]!; split >= 0; split = feature[node]!) node = 2 * node + (bins[row * width + split]! <= bin[node]! ? 1 : 2);
  return value[node]!;
}

/** Grows one tree on the residuals. */
class TreeGrower {
  readonly #features: BinnedFeatures;
  readonly #residual: Float64Array;
  readonly #settings: BoostingSettings;
  readonly #order: Int32Array;
  readonly #tree: Tree;

  constructor(features: BinnedFeatures, residual: Float64Array, settings: BoostingSettings) {
    const nodes = 2 ** (settings.depth + 1) - 1;
    this.#features = features;
    this.#residual = residual;
    this.#settings = settings;
    this.#order = Int32Array.from({ length: features.rows }, (_, row) => row);
    this.#tree = { feature: new Int16Array(nodes).fill(-1), bin: new Uint8Array(nodes), value: new Float64Array(nodes) };
  }

  grow(): Tree {
    let open: OpenNode[] = [{ node: 0, from: 0, to: this.#order.length, histogram: this.#histogram(0, this.#order.length) }];
    for (let level = 0; level < this.#settings.depth; level++) open = open.flatMap((node) => this.#split(node));
    for (const node of open) this.#close(node);
    return this.#tree;
  }

  /** The two children, or none where no split helps. The histogram of the larger one is what the smaller leaves. */
  #split(open: OpenNode): OpenNode[] {
    const best = this.#bestSplit(open);
    if (best === null) {
      this.#close(open);
      return [];
    }
    const { node, from, to } = open;
    this.#tree.feature[node] = best.feature;
    this.#tree.bin[node] = best.bin;
    const middle = this.#partition(from, to, best);
    const firstIsSmaller = middle - from <= to - middle;
    const smaller = firstIsSmaller ? this.#histogram(from, middle) : this.#histogram(middle, to);
    const larger = open.histogram;
    for (let at = 0; at < larger.length; at++) larger[at] = larger[at]! - smaller[at]!;
    return [
      { node: 2 * node + 1, from, to: middle, histogram: firstIsSmaller ? smaller : larger },
      { node: 2 * node + 2, from: middle, to, histogram: firstIsSmaller ? larger : smaller },
    ];
  }

  #close({ node, from, to }: OpenNode): void {
    let total = 0;
    for (let at = from; at < to; at++) total += this.#residual[this.#order[at]!]!;
    this.#tree.value[node] = (this.#settings.learningRate * total) / (to - from + this.#settings.prior || 1);
  }

  #histogram(from: number, to: number): Histogram {
    const { bins, width } = this.#features;
    const histogram = new Float64Array(width * BINS * 2);
    for (let at = from; at < to; at++) {
      const row = this.#order[at]!;
      const residual = this.#residual[row]!;
      const base = row * width;
      for (let feature = 0; feature < width; feature++) {
        const place = (feature * BINS + bins[base + feature]!) * 2;
        histogram[place] = histogram[place]! + residual;
        histogram[place + 1] = histogram[place + 1]! + 1;
      }
    }
    return histogram;
  }

  /** The split that lowers the squared error most. */
  #bestSplit({ from, to, histogram }: OpenNode): Split | null {
    const { leastRows, prior } = this.#settings;
    const rows = to - from;
    if (rows < 2 * leastRows) return null;
    let best: Split | null = null;
    let total = 0;
    for (let bin = 0; bin < BINS; bin++) total += histogram[bin * 2]!;
    const score = (sum: number, count: number) => (sum * sum) / (count + prior);
    const whole = score(total, rows);
    for (let feature = 0; feature < this.#features.width; feature++) {
      let sum = 0;
      let count = 0;
      for (let bin = 0; bin < BINS - 1; bin++) {
        const place = (feature * BINS + bin) * 2;
        sum += histogram[place]!;
        count += histogram[place + 1]!;
        if (count < leastRows || rows - count < leastRows) continue;
        const gain = score(sum, count) + score(total - sum, rows - count) - whole;
        if (gain > (best?.gain ?? LEAST_GAIN)) best = { feature, bin, gain };
      }
    }
    return best;
  }

  /** Brings the rows of the first child to the front, both children in their order; where the second one begins. */
  #partition(from: number, to: number, { feature, bin }: Split): number {
    const { bins, width } = this.#features;
    const rows = this.#order.slice(from, to);
    let first = from;
    for (const row of rows) if (bins[row * width + feature]! <= bin) this.#order[first++] = row;
    let second = first;
    for (const row of rows) if (bins[row * width + feature]! > bin) this.#order[second++] = row;
    return first;
  }
}
