import { expect, test } from 'vitest';
import { heldoutCoverage } from '../../../src/evaluation/calibration/heldoutCoverage.ts';

const pairs = {
  estimates: Float64Array.of(10, 10, 10, 10),
  outcomes: Float64Array.of(10, 10, 10, 1000),
  countryPairs: Int32Array.of(1, 2, 3, 4),
};
const reporters = ['origin', 'model', 'origin', 'model'];

test('reports are held against the errors of the other folds', () => {
  // Fold 2 missed by up to a hundred times, which holds all of fold 1; fold 1 was always right, which half of fold 2 is not.
  const rows = heldoutCoverage({ pairs, folds: [1, 1, 2, 2], reporters });
  expect(rows.map(({ group, nominal, covered, count }) => [group, nominal, covered, count])).toEqual([
    ['all', 0.5, 0.75, 4],
    ['all', 0.9, 0.75, 4],
    ['model', 0.5, 0.5, 2],
    ['model', 0.9, 0.5, 2],
    ['origin', 0.5, 1, 2],
    ['origin', 0.9, 1, 2],
    ['estimates below 100', 0.5, 0.75, 4],
    ['estimates below 100', 0.9, 0.75, 4],
  ]);
});

test('one fold alone says nothing of its own intervals', () => {
  expect(heldoutCoverage({ pairs, folds: [1, 1, 1, 1], reporters })).toEqual([]);
});
