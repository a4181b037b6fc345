import { describe, expect, test } from 'vitest';
import type { CalibrationPairs, ErrorBin } from '../../../src/evaluation/calibration/calibration.ts';
import {
  calibrationPairsAt,
  coverage,
  errorBins,
  flowQuantiles,
  joinedCalibrationPairs,
  PROBABILITIES,
} from '../../../src/evaluation/calibration/calibration.ts';
import { Random } from '../../../src/numerics/random.ts';

/** Calibration pairs with these errors of one estimate. */
function pairsOf(errors: readonly number[], pairs: readonly number[], estimate = 100): CalibrationPairs {
  return {
    estimates: Float64Array.from(errors, () => estimate),
    outcomes: Float64Array.from(errors, (error) => Math.exp(Math.log(1 + estimate) + error) - 1),
    countryPairs: Int32Array.from(pairs),
  };
}

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const quantilesOf = (pairs: CalibrationPairs) => Array.from(errorBins(pairs)[0]!.quantiles, (error) => Math.round(1e6 * error) / 1e6);

describe('quantiles of errors', () => {
  test('leave room for one pair more: of nine pairs the outer ones are the extremes', () => {
    expect(PROBABILITIES).toEqual([0.05, 0.25, 0.5, 0.75, 0.95]);
    expect(quantilesOf(pairsOf(NINE, NINE))).toEqual([1, 2, 5, 8, 9]);
  });

  test('count a pair once, however often it is reported', () => {
    const often = [...NINE, ...Array.from({ length: 50 }, () => 9)];
    expect(quantilesOf(pairsOf(often, [...NINE, ...Array.from({ length: 50 }, () => 9)]))).toEqual([1, 2, 5, 8, 9]);
  });

  test('are found by size where there are pairs enough, in as many bins as hold 50 pairs', () => {
    const pairs = Array.from({ length: 125 }, (_, pair) => pair);
    const small = pairsOf(
      pairs.map((pair) => (pair % 2 === 0 ? 1 : -1)),
      pairs,
      10,
    );
    const large = pairsOf(
      pairs.map(() => 0),
      pairs.map((pair) => 1000 + pair),
      1e6,
    );
    const bins = errorBins(joinedCalibrationPairs([small, large]));
    expect(bins.map(({ pairs: count }) => count)).toEqual([50, 50, 50, 50, 50]);
    expect(bins.map(({ least, largest }) => [least, largest])).toEqual([
      [10, 10],
      [10, 10],
      [10, 1e6],
      [1e6, 1e6],
      [1e6, 1e6],
    ]);
    expect(bins[0]!.quantiles[4]).toBeCloseTo(1, 9);
    expect(bins[4]!.quantiles[4]).toBeCloseTo(0, 9);
  });

  test('there are none where nothing was seen', () => {
    expect(errorBins(pairsOf([], []))).toEqual([]);
    expect(Array.from(flowQuantiles([], 5))).toEqual(PROBABILITIES.map(() => Number.NaN));
  });
});

describe('quantiles of a flow', () => {
  const bin = (size: number, spread: number): ErrorBin => ({
    least: 0,
    largest: 0,
    size,
    count: 1,
    pairs: 1,
    quantiles: Float64Array.of(-2 * spread, -spread, 0, spread, 2 * spread),
  });
  const bins = [bin(Math.log(11), 2), bin(Math.log(1001), 1)];
  const upper = (estimate: number) => Math.log(1 + flowQuantiles(bins, estimate)[4]!) - Math.log(1 + estimate);

  test('change in a straight line between the sizes of two bins, and not beyond them', () => {
    expect(upper(1)).toBeCloseTo(4, 9);
    expect(upper(10)).toBeCloseTo(4, 9);
    expect(upper(Math.sqrt(11 * 1001) - 1)).toBeCloseTo(3, 9);
    expect(upper(1e6)).toBeCloseTo(2, 9);
  });

  test('are not negative, and rise', () => {
    for (const estimate of [0, 0.3, 50, 1e7]) {
      const quantiles = Array.from(flowQuantiles(bins, estimate));
      expect(quantiles[0]).toBeGreaterThanOrEqual(0);
      expect(quantiles.toSorted((a, b) => a - b)).toEqual(quantiles);
    }
    expect(flowQuantiles(bins, 0)[0]).toBe(0);
  });
});

describe('coverage', () => {
  /** Pairs with some reports each, whose errors share a part and are larger for small flows. */
  function world(random: Random, pairs: number): CalibrationPairs {
    const rows = Array.from({ length: pairs }, (_, pair) => {
      const size = 8 * random.uniform();
      const shared = random.normal();
      return Array.from({ length: 1 + random.integer(5) }, () => ({
        pair,
        size,
        error: (2 - size / 5) * (shared + 0.3 * random.normal()),
      }));
    }).flat();
    return {
      estimates: Float64Array.from(rows, ({ size }) => Math.exp(size) - 1),
      outcomes: Float64Array.from(rows, ({ size, error }) => Math.max(0, Math.exp(size + error) - 1)),
      countryPairs: Int32Array.from(rows, ({ pair }) => pair),
    };
  }

  test('of pairs that are as those before is what it should be, of small flows and of large ones', () => {
    const random = new Random('coverage');
    const bins = errorBins(world(random.fork('before'), 3000));
    expect(bins).toHaveLength(8);
    const after = world(random.fork('after'), 3000);
    const small = calibrationPairsAt(
      after,
      Int32Array.from(after.estimates.keys()).filter((row) => after.estimates[row]! < 20),
    );
    const large = calibrationPairsAt(
      after,
      Int32Array.from(after.estimates.keys()).filter((row) => after.estimates[row]! > 400),
    );
    for (const pairs of [after, small, large]) {
      const [half, most] = coverage(pairs, () => bins);
      expect([half!.nominal, most!.nominal]).toEqual([0.5, 0.9]);
      expect(Math.abs(half!.covered - 0.5)).toBeLessThan(0.04);
      expect(Math.abs(most!.covered - 0.9)).toBeLessThan(0.04);
    }
  });

  test('is a share of pairs, not of reports', () => {
    const bins = errorBins(pairsOf(NINE, NINE));
    const seen = pairsOf([5, 5, 5, 100], [1, 1, 1, 2]);
    expect(coverage(seen, () => bins)).toEqual([
      { nominal: 0.5, count: 4, pairs: 2, covered: 0.5 },
      { nominal: 0.9, count: 4, pairs: 2, covered: 0.5 },
    ]);
  });
});
