import { describe, expect, test } from 'vitest';
import { correlation, logCorrelation, medianPercentageError, shareWithinFactorTwo } from '../../src/evaluation/measures.ts';

const of = (...values: number[]) => Float64Array.from(values);

describe('measures of agreement', () => {
  test('correlates counts: deviations -2, -1, 3 and -1, -2, 3', () => {
    expect(correlation(of(1, 2, 6), of(4, 3, 8))).toBeCloseTo(13 / 14, 14);
  });

  test('correlates logs: 0, log 10, log 100 against 0, log 1000, log 10^6', () => {
    expect(logCorrelation(of(0, 9, 99), of(0, 999, 999_999))).toBeCloseTo(1, 12);
    expect(correlation(of(0, 9, 99), of(0, 999, 999_999))).toBeLessThan(0.9999);
  });

  test('is not defined without variance', () => {
    expect(correlation(of(1, 2), of(3, 3))).toBeNaN();
    expect(logCorrelation(of(), of())).toBeNaN();
  });

  test('takes the median of relative errors in per cent', () => {
    expect(medianPercentageError(of(10, 20, 40), of(30, 10, 50))).toBe(50);
    expect(medianPercentageError(of(), of())).toBeNaN();
  });

  test('counts both ends of the factor of two as inside', () => {
    expect(shareWithinFactorTwo(of(10, 10, 10, 10), of(5, 20, 4.9, 20.1))).toBe(0.5);
    expect(shareWithinFactorTwo(of(), of())).toBeNaN();
  });
});
