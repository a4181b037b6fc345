import { expect, test } from 'vitest';
import { sourceErrors } from '../../../src/demography/stocks/sourceErrors.ts';
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
