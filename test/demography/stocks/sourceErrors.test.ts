import { describe, expect, test } from 'vitest';
import { changeErrors, sourceErrors } from '../../../src/demography/stocks/sourceErrors.ts';
import { table } from '../tables.ts';

test('revisions that disagree, and cells that were not observed, have errors of their own', () => {
  const published = {
    // AAA in BBB: revisions 100 and 90. BBB in AAA: 200 and 240, imputed by the publisher. CCC in AAA: not known.
    persons: table('NaN 100 50; 200 NaN 40; NaN 10 NaN'),
    alternative: table('NaN 90 50; 240 NaN NaN; NaN NaN NaN'),
    imputed: Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 0, 0]),
  };
  const [errors] = sourceErrors([published], [table('1000 100 50; 200 1000 40; 60 10 1000')]);
  // Relative distances are 0.1 and 0.2, so the typical one is 0.15; revisions that agree do not count.
  const expected = table('0 10 0; 0 0 0; 9 0 0');
  expected[3] = 50; // root of 40^2 + (0.15 * 200)^2
  errors!.forEach((error, cell) => {
    expect(Math.abs(error - expected[cell]!)).toBeLessThan(1e-9);
  });
});

describe('errors of changes', () => {
  const NOTHING_IMPUTED = new Uint8Array(9);
  const NO_REVISION = new Float64Array(9).fill(Number.NaN);

  test('are those of the changes of two revisions, of counting, and of what was not observed', () => {
    const start = {
      // AAA in BBB and in CCC, BBB in AAA and in CCC; those born in CCC are not known in AAA and nobody in BBB.
      persons: table('NaN 2000 100; 3000 NaN 40; NaN 0 NaN'),
      alternative: table('NaN 1000 50; 2900 NaN NaN; NaN NaN NaN'),
      imputed: NOTHING_IMPUTED,
    };
    const end = {
      persons: table('NaN 2000 200; 5000 NaN 60; NaN 0 NaN'),
      alternative: table('NaN 900 140; NaN NaN NaN; NaN NaN NaN'),
      imputed: Uint8Array.from([0, 0, 0, 0, 0, 1, 0, 0, 0]),
    };
    const stocks = [table('9000 2000 100; 3000 9000 40; 20 0 9000'), table('9000 2000 200; 5000 9000 60; 40 0 9000')];
    const [errors, ...others] = changeErrors([start, end], stocks);
    // The large stock is off by half of itself, and its change by 100 of 2000. Half is typical of the stocks: 0.5, 0.5, 1/30, 0.55, 0.3.
    const expected = [
      [1, Math.hypot(100, 0.05 * 2000)],
      [2, Math.hypot(10, 0.05 * 150)],
      [3, 0.05 * 4000],
      [5, Math.hypot(0.05 * 50, 0.5 * 60)],
      [6, Math.hypot(0.05 * 30, 0.5 * 20, 0.5 * 40)],
      [7, 0],
    ] as const;
    for (const [cell, error] of expected) expect(errors![cell], `cell ${cell}`).toBeCloseTo(error, 9);
    expect(others).toEqual([]);
  });

  /**
   * Error of the change of a stock of 10,000 in one revision alone, where the changes of others, of 10,000 or 900 at both dates, are off
   * by so many persons in another.
   */
  function errorOf(large: readonly number[], small: readonly number[] = []): number {
    const sizes = [...large.map(() => 10_000), ...small.map(() => 900)];
    const persons = new Float64Array(9).fill(10_000);
    const [before, after] = [NO_REVISION.slice(), NO_REVISION.slice()];
    [...large, ...small].forEach((off, cell) => {
      persons[cell] = before[cell] = sizes[cell]!;
      after[cell] = sizes[cell]! + off;
    });
    const dates = [before, after].map((alternative) => ({ persons, alternative, imputed: NOTHING_IMPUTED }));
    return changeErrors(dates, [persons, persons])[0]![7]!;
  }

  test('of counting are what two thirds of the changes of large stocks are off at most', () => {
    // The quantile 0.6827 of 0, 0.01, 0.02 and 0.5 is 0.048 of the way from the third to the fourth; smaller stocks do not count.
    expect(errorOf([0, 100, 200, -5000])).toBeCloseTo(10_000 * (0.02 + 0.0481 * 0.48), 6);
    expect(errorOf([0, 100, 200, -5000], [900])).toBe(errorOf([0, 100, 200, -5000]));
  });

  test('of counting are 2 % at least, and where there is but one revision', () => {
    expect(errorOf([0, 0, 100, 100])).toBeCloseTo(200, 9);
    expect(errorOf([])).toBeCloseTo(200, 9);
  });
});
