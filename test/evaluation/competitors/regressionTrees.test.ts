import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINS, binEdges, binned } from '../../../src/evaluation/competitors/binnedFeatures.ts';
import { BoostedTrees, type BoostingSettings } from '../../../src/evaluation/competitors/regressionTrees.ts';
import { Random } from '../../../src/numerics/random.ts';
import { pearson } from '../../../src/numerics/statistics.ts';

const ONE_TREE: BoostingSettings = { trees: 1, depth: 1, learningRate: 1, leastRows: 1, prior: 0 };

function fitted(features: Float64Array, width: number, target: Float64Array, settings: Partial<BoostingSettings> = {}) {
  const edges = binEdges(features, width);
  const trees = new BoostedTrees(binned(features, edges), target, { ...ONE_TREE, ...settings });
  return (asked: Float64Array) => trees.predict(binned(asked, edges));
}

describe('binned', () => {
  test('puts missing values into a bin of their own and keeps the order', () => {
    const features = Float64Array.of(5, Number.NaN, 1, 3, 3);
    const { bins } = binned(features, binEdges(features, 1));
    expect(bins[1]).toBe(0);
    expect(bins[2]! < bins[3]! && bins[3]! < bins[0]! && bins[3] === bins[4]).toBe(true);
  });

  test('no bin is out of range, whatever is asked, and order never turns', () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), fc.array(value, { maxLength: 30 }), (learnt, asked) => {
        const { bins } = binned(Float64Array.from(asked), binEdges(Float64Array.from(learnt), 1));
        const pairs = asked.map((each, at) => ({ each, bin: bins[at]! })).filter(({ each }) => !Number.isNaN(each));
        const sorted = pairs.toSorted((a, b) => a.each - b.each);
        return bins.every((bin) => bin < BINS) && sorted.every(({ bin }, at) => at === 0 || sorted[at - 1]!.bin <= bin);
      }),
    );
  });
});

describe('BoostedTrees', () => {
  test('one split goes where it lowers the squared error most', () => {
    // The second feature parts 10 from 20; the first is noise.
    const features = Float64Array.of(1, 0, 9, 0, 4, 7, 2, 7);
    const predict = fitted(features, 2, Float64Array.of(10, 10, 20, 20));
    expect([...predict(Float64Array.of(9, 0, 1, 7))]).toEqual([10, 20]);
  });

  test('missing values are parted from all others where that helps', () => {
    const predict = fitted(Float64Array.of(Number.NaN, Number.NaN, 1, 2), 1, Float64Array.of(3, 3, 8, 8));
    expect([...predict(Float64Array.of(Number.NaN, 1, 99))]).toEqual([3, 8, 8]);
  });

  test('a leaf has at least so many rows', () => {
    const features = Float64Array.of(1, 2, 3, 4, 5);
    const target = Float64Array.of(100, 0, 0, 0, 0);
    expect([...fitted(features, 1, target, { leastRows: 2 })(Float64Array.of(1, 5))]).toEqual([50, 0]);
    expect([...fitted(features, 1, target, { leastRows: 3 })(Float64Array.of(1, 5))]).toEqual([20, 20]);
  });

  test('a target without variation is predicted everywhere, nothing at all as 0', () => {
    expect([...fitted(Float64Array.of(1, 2, 3), 1, Float64Array.of(4, 4, 4))(Float64Array.of(9))]).toEqual([4]);
    expect([...fitted(new Float64Array(), 1, new Float64Array())(Float64Array.of(9))]).toEqual([0]);
  });

  test('many trees learn an interaction that no single feature shows', () => {
    const random = new Random('trees');
    const features = Float64Array.from({ length: 4000 }, () => random.uniform() - 0.5);
    const target = Float64Array.from({ length: 2000 }, (_, row) => (features[2 * row]! * features[2 * row + 1]! > 0 ? 1 : -1));
    const settings = { trees: 60, depth: 3, learningRate: 0.3, leastRows: 10, prior: 1 };
    const predict = fitted(features.slice(0, 3000), 2, target.slice(0, 1500), settings);
    expect(pearson(predict(features.slice(3000)), target.slice(1500))).toBeGreaterThan(0.9);
  });

  test('rows in another order give the same trees', () => {
    const random = new Random('order');
    const rows = Array.from({ length: 300 }, () => [random.integer(20), random.integer(5), random.integer(100)] as const);
    const settings = { trees: 5, depth: 3, learningRate: 0.5, leastRows: 5, prior: 1 };
    const predictions = (list: readonly (readonly [number, number, number])[]) => {
      const features = Float64Array.from(list.flatMap((row) => row.slice(0, 2)));
      return fitted(
        features,
        2,
        Float64Array.from(list, ([, , target]) => target),
        settings,
      )(Float64Array.of(3, 2, 17, 4));
    };
    const turned = predictions(rows.toReversed());
    for (const [at, value] of predictions(rows).entries()) expect(turned[at]).toBeCloseTo(value, 9);
  });
});
