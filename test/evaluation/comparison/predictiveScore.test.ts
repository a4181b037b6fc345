import { describe, expect, test } from 'vitest';
import { logScores } from '../../../src/evaluation/comparison/predictiveScore.ts';
import { exp, expm1 } from '../../../src/numerics/elementary.ts';
import { Random } from '../../../src/numerics/random.ts';
import { mean } from '../../../src/numerics/statistics.ts';

/** Reports around estimates of 100 to 10,000 persons, with normal errors in logs, in two folds. */
function reportsWith(sd: number, bias = 0, size = 4000) {
  const random = new Random('scores');
  const logs = Float64Array.from({ length: size }, () => 5 + 4 * random.uniform());
  const estimated = logs.map((value) => expm1(value));
  const reported = logs.map((value) => expm1(value + bias + sd * random.normal()));
  const folds = Int32Array.from({ length: size }, (_, row) => row % 2);
  return { reported, estimated, folds };
}

describe('logScores', () => {
  test('of a normal error is its CRPS, sd / sqrt(pi)', () => {
    for (const sd of [0.2, 0.8]) {
      const { reported, estimated, folds } = reportsWith(sd);
      expect(mean(logScores(reported, estimated, folds))).toBeCloseTo(sd / Math.sqrt(Math.PI), 1.5);
    }
  });

  test('a bias that errors of other folds show costs nothing, spread does', () => {
    const of = (sd: number, bias: number) => {
      const { reported, estimated, folds } = reportsWith(sd, bias);
      return mean(logScores(reported, estimated, folds));
    };
    expect(of(0.3, 1)).toBeCloseTo(of(0.3, 0), 2);
    expect(of(0.6, 0)).toBeGreaterThan(1.8 * of(0.3, 0));
  });

  test('an error of a fold does not help its own rows', () => {
    const reported = Float64Array.of(10, 10, 1000, 1000);
    const estimated = Float64Array.of(10, 10, 10, 10);
    const scores = logScores(reported, estimated, Int32Array.of(0, 0, 1, 1));
    expect(scores[0]).toBeCloseTo(Math.log(1001 / 11), 10);
    expect(scores[2]).toBeCloseTo(Math.log(1001 / 11), 10);
  });

  test('no part of the distribution is below nobody', () => {
    // Other folds err by a factor of e^5 downwards; of an estimate of 1 person that would be less than nobody.
    const reported = Float64Array.of(0, exp(6) / exp(5), exp(6) / exp(5));
    const estimated = Float64Array.of(1, exp(6), exp(6));
    expect(logScores(reported, estimated, Int32Array.of(0, 1, 1))[0]).toBe(0);
  });

  test('rows without an estimate, and rows that no other fold can judge, have no score', () => {
    const scores = logScores(Float64Array.of(1, 2, Number.NaN), Float64Array.of(1, Number.NaN, 3), Int32Array.of(0, 1, 1));
    expect([...scores]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
