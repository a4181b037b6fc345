import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../../src/evaluation/comparison/bootstrap.ts';
import type { MeasuredValues } from '../../../src/evaluation/comparison/comparedValues.ts';
import { pairOf, type ScoredSet, scoresOf } from '../../../src/evaluation/comparison/methodScores.ts';
import { pairedDifferences } from '../../../src/evaluation/comparison/pairedStatistic.ts';
import { correlation } from '../../../src/evaluation/measures.ts';
import { Random } from '../../../src/numerics/random.ts';
import { mean, median } from '../../../src/numerics/statistics.ts';

type Values = Readonly<Record<string, readonly number[]>>;

function setOf(
  statistic: MeasuredValues['statistic'],
  reported: readonly number[],
  estimated: Values,
  clusters: readonly number[],
): ScoredSet {
  const values: MeasuredValues = {
    measure: statistic,
    statistic,
    reported: Float64Array.from(reported),
    estimated: new Map(Object.entries(estimated).map(([method, numbers]) => [method, Float64Array.from(numbers)])),
  };
  return { collection: 'office', measures: [values], clusters: Int32Array.from(clusters) };
}

const STATISTICS = {
  correlation,
  mean: (_: Float64Array, values: Float64Array) => mean(values),
  median: (_: Float64Array, values: Float64Array) => median(values),
} as const;

describe('pairedDifferences', () => {
  const row = fc.record({
    x: fc.integer({ min: 0, max: 1000 }),
    y: fc.integer({ min: 0, max: 1000 }),
    z: fc.integer({ min: 0, max: 1000 }),
    cluster: fc.integer({ min: 0, max: 3 }),
  });

  test.each(['correlation', 'mean', 'median'] as const)(
    'of a %s are those of the rows written out as often as they are drawn',
    (statistic) => {
      fc.assert(
        fc.property(
          fc.array(row, { minLength: 3, maxLength: 12 }),
          fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
          (rows, drawn) => {
            const differencesIn = pairedDifferences(statistic, {
              reported: Float64Array.from(rows, ({ x }) => x),
              reference: Float64Array.from(rows, ({ z }) => z),
              methods: [Float64Array.from(rows, ({ y }) => y), Float64Array.from(rows, ({ z }) => z)],
              clusterOf: Int32Array.from(rows, ({ cluster }) => cluster),
              clusters: 4,
            });
            const written = rows.flatMap((each) => Array.from({ length: drawn[each.cluster]! }, () => each));
            const column = (name: 'x' | 'y' | 'z') => Float64Array.from(written, (each) => each[name]);
            const of = (name: 'y' | 'z') => STATISTICS[statistic](column('x'), column(name));
            const [first, second] = differencesIn(Uint16Array.from(drawn)) as [number, number];
            const expected = of('y') - of('z');
            if (Number.isNaN(expected)) expect(Math.abs(first) < 1e-6).toBe(false);
            else expect(first).toBeCloseTo(expected, 6);
            if (!Number.isNaN(of('z'))) expect(second).toBe(0);
          },
        ),
      );
    },
  );
});

describe('differencesOf', () => {
  const reported = [10, 20, 30, 40, 50, 60];
  const estimated = { closed: [60, 50, 40, 30, 20, 10], open: [1, 2, 3, 4, 5, Number.NaN], heldout: [20, 40, 60, 80, 100, 120] };
  const clusters = [7, 7, 8, 8, 9, 9];

  test('takes the held-out predictions for the reference, on the rows that both methods have', () => {
    const found = differencesOf([setOf('correlation', reported, estimated, clusters)], 50, new Random(1));
    expect(
      found.map(({ method, reference, n, difference }) => [method, reference, n, difference.toFixed(9).replace('-0.0', '0.0')]),
    ).toEqual([
      ['closed', 'heldout', 6, '-2.000000000'],
      ['open', 'heldout', 5, '0.000000000'],
    ]);
    // Both are perfectly correlated in every resample, so the interval has no width.
    expect(found.map(({ low, high }) => [low, high].map((end) => end.toFixed(9).replace('-0.0', '0.0')))).toEqual([
      ['-2.000000000', '-2.000000000'],
      ['0.000000000', '0.000000000'],
    ]);
  });

  test('takes the ensemble where nothing is held out, and nothing where there is no ensemble', () => {
    const withEnsemble = setOf('mean', reported, { closed: [1, 1, 1, 1, 1, 1], ensemble: [0, 0, 0, 0, 0, 6] }, clusters);
    expect(differencesOf([withEnsemble], 20, new Random(1))[0]).toMatchObject({ reference: 'ensemble', difference: 0 });
    expect(differencesOf([setOf('mean', reported, { closed: reported }, clusters)], 20, new Random(1))).toEqual([]);
  });

  test('draws whole clusters: three clusters have ten distinct resamples, and the ends of the interval are two of them', () => {
    const set = setOf('mean', reported, { closed: [1, 1, 2, 2, 3, 3], ensemble: [0, 0, 0, 0, 0, 0] }, clusters);
    const [found] = differencesOf([set], 2000, new Random(3));
    expect(found).toMatchObject({ difference: 2 });
    // Means of three draws of 1, 2 and 3: 1 and 3 come with probability 1/27 each, more than 2.5 per cent.
    expect(found?.low).toBeCloseTo(1, 12);
    expect(found?.high).toBeCloseTo(3, 12);
  });

  test('covers the difference of independent noise about as often as it promises', () => {
    const random = new Random('coverage');
    const trials = 200;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const noise = () => Array.from({ length: 40 }, () => random.normal());
      const set = setOf('mean', noise(), { closed: noise(), ensemble: noise() }, [...Array(40).keys()]);
      const [found] = differencesOf([set], 200, random.fork(`trial ${trial}`));
      if (found && found.low <= 0 && found.high >= 0) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.99);
  });

  test('depends on the seed and the set, not on the other sets', () => {
    const [a, b] = [
      setOf('mean', reported, { closed: [1, 5, 2, 9, 3, 4], ensemble: [0, 3, 0, 1, 0, 2] }, [1, 2, 3, 4, 5, 6]),
      { ...setOf('median', reported, { closed: [1, 5, 2, 9, 3, 4], ensemble: [0, 3, 0, 1, 0, 2] }, [1, 2, 3, 4, 5, 6]), collection: 'all' },
    ];
    const alone = differencesOf([b], 30, new Random(5));
    expect(differencesOf([a, b], 30, new Random(5)).slice(1)).toEqual(alone);
    expect(differencesOf([b], 30, new Random(6))).not.toEqual(alone);
  });

  test('says nothing of an empty collection', () => {
    const found = differencesOf([setOf('correlation', [], { closed: [], heldout: [] }, [])], 10, new Random(1));
    expect(found).toMatchObject([{ n: 0, difference: Number.NaN, low: Number.NaN, high: Number.NaN }]);
  });

  test('agrees with the scores', () => {
    const set = setOf('correlation', reported, { closed: [3, 1, 4, 1, 5, 9], heldout: [2, 7, 1, 8, 2, 8] }, clusters);
    const [closed, heldout] = scoresOf([set]).map(({ value }) => value) as [number, number];
    expect(differencesOf([set], 10, new Random(1))[0]?.difference).toBeCloseTo(closed - heldout, 12);
  });
});

describe('pairOf', () => {
  test('numbers unordered pairs', () => {
    const numbers = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b < a).map((b) => [pairOf(a, b), pairOf(b, a)]));
    expect(numbers.every(([one, other]) => one === other)).toBe(true);
    expect(new Set(numbers.map(([number]) => number)).size).toBe(6);
  });
});
