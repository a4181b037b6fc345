import { expect, test } from 'vitest';
import type { Heldout, ObserverFactors } from '../../../schemas/generated/types.ts';
import { fittedCalibrationPairs, leastEstimates, trueCalibrationPairs } from '../../../src/adapters/calibration/calibrationPairs.ts';
import { heldoutCalibrationPairs, rowsAboveTruncation } from '../../../src/adapters/calibration/heldoutPairs.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { gathered } from '../../stages/tableContext.ts';
import { AREAS, ENSEMBLE, observations } from '../training/smallObservations.ts';

test('reports of held-out pairs are divided by their reporting factor, and both directions are one pair', () => {
  const heldout: Heldout = {
    orig: categoryOf(['AAA', 'BBB', 'CCC']),
    dest: categoryOf(['BBB', 'AAA', 'AAA']),
    year: Int16Array.of(2000, 2000, 2000),
    source: categoryOf(['office', 'office', 'office']),
    reporter: categoryOf(['origin', 'origin', 'origin']),
    reported: Float64Array.of(50, 60, 7),
    predicted: Float64Array.of(200, 30, 0),
    counted: Float64Array.of(100, 60, 0),
  };
  const { estimates, outcomes, countryPairs } = heldoutCalibrationPairs(heldout, AREAS);
  expect([...estimates]).toEqual([200, 30, 0]);
  // Factors 1/2 and 2; of nothing none is known.
  expect([...outcomes]).toEqual([100, 30, 7]);
  expect(countryPairs[0]).toBe(countryPairs[1]);
  expect(countryPairs[2]).not.toBe(countryPairs[0]);
});

test('reports that were learnt from stand beside the ensemble, divided by the geometric mean of the factors of the members', async () => {
  const factors = (ofOffice: number): ObserverFactors => ({
    source: categoryOf(['office', 'model']),
    reporter: categoryOf(['origin', 'model']),
    area: categoryOf(['AAA', null]),
    measure: categoryOf(['moves', 'estimates']),
    factor: Float64Array.of(ofOffice, 2),
  });
  const { estimates, outcomes } = await fittedCalibrationPairs(observations, AREAS, ENSEMBLE, gathered([factors(0.25), factors(4 / 9)]));
  // The office of AAA counts a third, sqrt(1/4 * 4/9); nothing was learnt of that of AAA as a destination; 1999 is not estimated.
  expect([...estimates]).toEqual([1, 12, 15]);
  expect([...outcomes]).toEqual([expect.closeTo(30, 9), 20, expect.closeTo(15, 9)]);
});

test('a collection that reports no small flows says nothing of small estimates', () => {
  const least = leastEstimates({ ...observations, persons: Float64Array.of(10, 20, 5, 0, 0, 7) });
  expect([...least]).toEqual([
    ['office origin', 0],
    ['office destination', 0],
    ['model model', 50],
  ]);
  const heldout = {
    source: categoryOf(['model', 'model', 'office']),
    reporter: categoryOf(['model', 'model', 'origin']),
    predicted: Float64Array.of(49, 50, 1),
  } as Heldout;
  expect([...rowsAboveTruncation(heldout, least)]).toEqual([1, 2]);
});

test('true flows of the chosen corridors and years, but not of those who stay', () => {
  const truth = { ...ENSEMBLE, values: ENSEMBLE.values.map((value) => 2 * value) };
  const { estimates, outcomes, countryPairs } = trueCalibrationPairs(truth, ENSEMBLE, (position) => position < 4);
  expect([...estimates]).toEqual([1, 2, 3]);
  expect([...outcomes]).toEqual([2, 4, 6]);
  expect([...countryPairs]).toEqual([1, 2, 1]);
});
