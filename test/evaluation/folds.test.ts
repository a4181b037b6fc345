import { expect, test } from 'vitest';
import { censoredScore, foldScores } from '../../src/evaluation/foldScores.ts';
import { foldOfPairs } from '../../src/evaluation/folds.ts';
import { truthScores } from '../../src/evaluation/truth.ts';
import { Random } from '../../src/numerics/random.ts';

const PAIRS = Int32Array.from({ length: 60 }, (_, row) => (7 * row) % 23);

test('folds are of equal size, hold each pair once and depend on the seed alone', () => {
  const folds = foldOfPairs(PAIRS, 5, new Random(1));
  expect([...folds.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, pair) => pair));
  const sizes = [1, 2, 3, 4, 5].map((fold) => [...folds.values()].filter((value) => value === fold).length);
  expect(sizes).toEqual([5, 5, 5, 4, 4]);
  expect([...foldOfPairs(PAIRS.slice().reverse(), 5, new Random(1))].sort()).toEqual([...folds].sort());
  expect([...foldOfPairs(PAIRS, 5, new Random(2))]).not.toEqual([...folds]);
});

test('relative errors leave out zeros', () => {
  const scores = foldScores('heldout', Float64Array.of(0, 10, 100), Float64Array.of(5, 12, 50));
  expect(scores.map(({ measure, n }) => [measure, n])).toEqual([
    ['count', 3],
    ['log_count', 3],
    ['median_percentage_error', 2],
  ]);
  expect(scores[2]!.value).toBeCloseTo(35, 10);
});

test('of flows that a source leaves out as too small, the share is told that are estimated so', () => {
  const { n, value } = censoredScore(Float64Array.of(50, 50, 50, 20), Float64Array.of(49.9, 50, 800, 3));
  expect([n, value]).toEqual([4, 0.5]);
  expect(censoredScore(new Float64Array(0), new Float64Array(0)).value).toBeNaN();
});

test('truth is told apart by group of corridors, and small corridors have no ratio', () => {
  // Three areas, three years. Corridors 0->1 and 0->2 carry flow; 0->1 is reported, 1->0 too small for ratios.
  const flows = (of: Readonly<Record<number, readonly number[]>>) => {
    const values = new Float64Array(27);
    for (const [corridor, series] of Object.entries(of)) {
      series.forEach((persons, year) => {
        values[9 * year + Number(corridor)] = persons;
      });
    }
    return { first: 2000, years: 3, areas: 3, values };
  };
  const truth = flows({ 1: [10, 20, 30], 2: [100, 50, 100], 3: [1, 2, 3] });
  const estimated = flows({ 1: [11, 22, 90], 2: [90, 100, 90], 3: [5, 5, 5] });
  const scores = truthScores(truth, estimated, [
    { group: 'reported', corridors: [1] },
    { group: 'unreported', corridors: [2, 3, 5, 6, 7] },
  ]);
  expect(scores.map(({ group, measure, n }) => [group, measure, n])).toEqual([
    ['reported', 'log_count', 3],
    ['reported', 'within_corridor', 1],
    ['reported', 'within_factor_two', 3],
    ['unreported', 'log_count', 15],
    ['unreported', 'within_corridor', 1],
    ['unreported', 'within_factor_two', 3],
  ]);
  expect(scores[2]!.value).toBeCloseTo(2 / 3, 12);
  expect(scores[4]!.value).toBeCloseTo(-1, 12);
  expect(scores[5]!.value).toBe(1);
});
