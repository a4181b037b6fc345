import fc from 'fast-check';
import { expect, test } from 'vitest';
import { solveLinear, solveTridiagonal } from '../../src/numerics/linearSystem.ts';

test('a known tridiagonal system', () => {
  expect([...solveTridiagonal(Float64Array.of(2, 2, 2), Float64Array.of(-1, -1), Float64Array.of(0, 0, 4))]).toEqual([
    expect.closeTo(1, 12),
    expect.closeTo(2, 12),
    expect.closeTo(3, 12),
  ]);
  expect([...solveTridiagonal(Float64Array.of(4), new Float64Array(0), Float64Array.of(2))]).toEqual([0.5]);
});

test('any positive definite tridiagonal system has the solution of the full matrix', () => {
  const row = fc.record({
    more: fc.double({ min: 0.1, max: 10, noNaN: true }),
    beside: fc.double({ min: -10, max: 10, noNaN: true }),
    right: fc.double({ min: -10, max: 10, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const n = rows.length;
      // What stands beside the last row is outside the matrix.
      const beside = Float64Array.from(rows, (of) => of.beside);
      const diagonal = Float64Array.from(rows, ({ more }, at) => more + Math.abs(beside[at]!) + Math.abs(beside[at - 1] ?? 0));
      const right = Float64Array.from(rows, (of) => of.right);
      const matrix = new Float64Array(n * n);
      for (let at = 0; at < n; at++) {
        matrix[at * n + at] = diagonal[at]!;
        if (at + 1 < n) matrix[at * n + at + 1] = matrix[(at + 1) * n + at] = beside[at]!;
      }
      const given = [...diagonal, ...beside, ...right];
      const expected = Array.from(solveLinear(matrix, right, n), (value) => expect.closeTo(value, 8));
      expect([...solveTridiagonal(diagonal, beside, right)]).toEqual(expected);
      expect([...diagonal, ...beside, ...right]).toEqual(given);
    }),
    { numRuns: 100, seed: 1 },
  );
});
