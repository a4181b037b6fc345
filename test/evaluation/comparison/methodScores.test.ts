import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScoringRules } from '../../../src/evaluation/comparison/comparedValues.ts';
import type { Collection, ComparedFlows } from '../../../src/evaluation/comparison/comparison.ts';
import { flowSets, type MethodScore, scoresOf } from '../../../src/evaluation/comparison/methodScores.ts';
import { netMigrationSet } from '../../../src/evaluation/comparison/netMigrationScores.ts';

const DESTINATION: Collection = { name: 'office destination', reporter: 'destination' };
const ORIGIN: Collection = { name: 'office origin', reporter: 'origin' };

interface Row {
  readonly collection?: number;
  readonly interval?: number;
  readonly orig: number;
  readonly dest: number;
  readonly reported: number;
  readonly estimated: number;
}

/** The estimates of one method, "closed". */
function comparedOf(rows: readonly Row[]): ComparedFlows {
  const estimated = Float64Array.from(rows, (row) => row.estimated);
  return {
    collection: Int32Array.from(rows, (row) => row.collection ?? 0),
    interval: Int32Array.from(rows, (row) => row.interval ?? 0),
    orig: Int32Array.from(rows, (row) => row.orig),
    dest: Int32Array.from(rows, (row) => row.dest),
    reported: Float64Array.from(rows, (row) => row.reported),
    estimated: new Map([['closed', estimated]]),
  };
}

function scoreOf(scores: readonly MethodScore[], measure: string, collection = 'all'): MethodScore {
  return scores.find((score) => score.measure === measure && score.collection === collection && score.method === 'closed')!;
}

function flowScores(flows: ComparedFlows, collections: readonly Collection[], rules: ScoringRules): MethodScore[] {
  return scoresOf(flowSets(flows, collections, rules));
}

const rules = { minimumFlow: 10, population: [Float64Array.of(100, 200, 400, 800)], foldOf: () => -1 };

describe('flowScores', () => {
  const rows: Row[] = [
    { orig: 0, dest: 3, reported: 10, estimated: 30 },
    { orig: 1, dest: 3, reported: 20, estimated: 10 },
    { orig: 2, dest: 3, reported: 40, estimated: 50 },
    { orig: 0, dest: 2, reported: 4, estimated: 2 },
  ];
  const scores = flowScores(comparedOf(rows), [DESTINATION], rules);

  test('correlates counts', () => {
    // Deviations -8.5, 1.5, 21.5, -14.5 from 18.5 reported persons, and 7, -13, 27, -21 from 23 estimated ones.
    const { n, value } = scoreOf(scores, 'count');
    expect(n).toBe(4);
    expect(value).toBeCloseTo(806 / Math.sqrt(747 * 1388), 12);
  });

  test('correlates shares in the total of the reporting country, without countries of one partner', () => {
    // Shares in 70 reported and 90 estimated persons: 1/7, 2/7, 4/7 and 3/9, 1/9, 5/9. Their mean is 1/3 on both sides.
    const reported = [1 / 7, 2 / 7, 4 / 7].map((share) => share - 1 / 3);
    const estimated = [3 / 9, 1 / 9, 5 / 9].map((share) => share - 1 / 3);
    const product = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const { n, value } = scoreOf(scores, 'proportion');
    expect(n).toBe(3);
    expect(value).toBeCloseTo(product(reported, estimated) / Math.sqrt(product(reported, reported) * product(estimated, estimated)), 12);
  });

  test('takes relative errors of flows from the minimum on', () => {
    // Errors of 200, 50 and 25 per cent; of the three only 30 for 10 is outside a factor of two.
    expect(scoreOf(scores, 'median_percentage_error')).toMatchObject({ n: 3, value: 50 });
    expect(scoreOf(scores, 'within_factor_two')).toMatchObject({ n: 3, value: 2 / 3 });
  });

  test('divides rates by the population of the origin', () => {
    const rates = flowScores(
      comparedOf([
        { orig: 0, dest: 1, reported: 1, estimated: 2 },
        { orig: 1, dest: 0, reported: 6, estimated: 8 },
        { orig: 2, dest: 0, reported: 8, estimated: 12 },
      ]),
      [DESTINATION],
      rules,
    );
    // Reported 1, 3, 2 and estimated 2, 4, 3 for each 100 inhabitants.
    expect(scoreOf(rates, 'rate').value).toBeCloseTo(1, 12);
    expect(scoreOf(rates, 'count').value).toBeLessThan(0.995);
  });

  test('takes the origin for the reporting country where the origin reports', () => {
    const fromOne = [
      { orig: 0, dest: 1, reported: 3, estimated: 30 },
      { orig: 0, dest: 2, reported: 1, estimated: 10 },
    ];
    const reportedByOrigin = scoreOf(flowScores(comparedOf(fromOne), [ORIGIN], rules), 'proportion');
    expect(reportedByOrigin.n).toBe(2);
    expect(reportedByOrigin.value).toBeCloseTo(1, 12);
    expect(scoreOf(flowScores(comparedOf(fromOne), [DESTINATION], rules), 'proportion')).toMatchObject({ n: 0, value: Number.NaN });
  });

  test('scores each collection apart and all together', () => {
    const both = flowScores(
      comparedOf([...rows, { collection: 1, orig: 3, dest: 1, reported: 9, estimated: 9 }]),
      [DESTINATION, ORIGIN],
      rules,
    );
    expect(scoreOf(both, 'count', 'office destination')).toEqual(scoreOf(scores, 'count', 'office destination'));
    expect(scoreOf(both, 'count', 'office origin')).toMatchObject({ n: 1, value: Number.NaN });
    expect(scoreOf(both, 'count', 'all').n).toBe(5);
    expect(both.length).toBe(3 * 7);
  });
});

describe('properties of flowScores', () => {
  const corridor = fc.record({
    orig: fc.integer({ min: 0, max: 3 }),
    dest: fc.integer({ min: 0, max: 3 }),
    reported: fc.integer({ min: 1, max: 100000 }),
    estimated: fc.integer({ min: 0, max: 100000 }),
  });
  const corridors = fc
    .uniqueArray(corridor, { minLength: 4, maxLength: 12, selector: ({ orig, dest }) => 4 * orig + dest })
    .map((rows) => rows.filter(({ orig, dest }) => orig !== dest));

  test('do not depend on the labels of areas', () => {
    const labels = [2, 0, 3, 1];
    const population = new Float64Array(4);
    for (const [area, label] of labels.entries()) population[label] = rules.population[0]?.[area] as number;
    fc.assert(
      fc.property(corridors, (rows) => {
        const relabelled = rows.map((row) => ({ ...row, orig: labels[row.orig]!, dest: labels[row.dest]! }));
        const scores = flowScores(comparedOf(rows), [DESTINATION], rules);
        expect(flowScores(comparedOf(relabelled), [DESTINATION], { ...rules, population: [population] })).toEqual(scores);
      }),
    );
  });

  test('give a perfect method 1, an error of 0 and every flow within a factor of two', () => {
    fc.assert(
      fc.property(corridors, (rows) => {
        const scores = flowScores(comparedOf(rows.map((row) => ({ ...row, estimated: row.reported }))), [DESTINATION], rules);
        for (const measure of ['count', 'log_count', 'proportion', 'rate']) {
          const { value } = scoreOf(scores, measure);
          if (!Number.isNaN(value)) expect(value).toBeCloseTo(1, 6);
        }
        const large = rows.some(({ reported }) => reported >= rules.minimumFlow);
        expect(scoreOf(scores, 'median_percentage_error').value).toBe(large ? 0 : Number.NaN);
        expect(scoreOf(scores, 'within_factor_two').value).toBe(large ? 1 : Number.NaN);
      }),
    );
  });

  test('leave linear correlations and shares alone when a method is multiplied', () => {
    fc.assert(
      fc.property(corridors, (rows) => {
        const scores = flowScores(comparedOf(rows), [DESTINATION], rules);
        const doubled = flowScores(comparedOf(rows.map((row) => ({ ...row, estimated: 2 * row.estimated }))), [DESTINATION], rules);
        for (const measure of ['count', 'proportion', 'rate']) {
          const { value } = scoreOf(scores, measure);
          if (Number.isNaN(value)) expect(scoreOf(doubled, measure).value).toBeNaN();
          else expect(scoreOf(doubled, measure).value).toBeCloseTo(value, 9);
        }
      }),
    );
  });
});

describe('partial estimates', () => {
  test('count only where there are any', () => {
    const rows: Row[] = [
      { orig: 0, dest: 3, reported: 10, estimated: 30 },
      { orig: 1, dest: 3, reported: 20, estimated: Number.NaN },
      { orig: 2, dest: 3, reported: 40, estimated: 50 },
    ];
    const scores = flowScores(comparedOf(rows), [DESTINATION], rules);
    expect(scoreOf(scores, 'count')).toMatchObject({ n: 2, value: expect.closeTo(1, 12) });
    // Shares in 70 reported and 80 estimated persons: 1/7, 4/7 and 3/8, 5/8.
    expect(scoreOf(scores, 'proportion')).toMatchObject({ n: 2, value: expect.closeTo(1, 12) });
    expect(scoreOf(scores, 'median_percentage_error')).toMatchObject({ n: 2, value: 112.5 });
    expect(scoreOf(scores, 'within_factor_two')).toMatchObject({ n: 2, value: 0.5 });
  });
});

describe('netMigrationSet', () => {
  test('correlates over areas and intervals together, where both sides are known', () => {
    const nets = (...values: number[]) => values.map((persons) => Float64Array.of(-persons, persons));
    const reported = [Float64Array.of(-1, 1), Float64Array.of(Number.NaN, 3)];
    const estimated = new Map([
      ['closed', nets(10, 30)],
      ['open', nets(-10, -30)],
      ['none', nets(0, 0)],
      ['first only', nets(10, Number.NaN)],
    ]);
    const scores = scoresOf([netMigrationSet('un-wpp', reported, estimated)]);
    expect(scores.map(({ collection, measure, method, n, value }) => [collection, measure, method, n, Number(value.toFixed(12))])).toEqual([
      ['un-wpp', 'net_migration', 'closed', 3, 1],
      ['un-wpp', 'net_migration', 'open', 3, -1],
      ['un-wpp', 'net_migration', 'none', 3, Number.NaN],
      ['un-wpp', 'net_migration', 'first only', 2, 1],
    ]);
  });

  test('resamples by area', () => {
    const set = netMigrationSet('un-wpp', [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)], new Map());
    expect([...set.clusters]).toEqual([0, 1, 2, 0, 1, 2]);
  });
});
