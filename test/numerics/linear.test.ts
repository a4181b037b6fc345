import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NotPositiveDefiniteError, solvePositiveDefinite } from '../../src/numerics/linear.ts';

test('a known solution', () => {
  const matrix = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
  expect([...solvePositiveDefinite(matrix, Float64Array.of(-20, -43, 192))]).toEqual([1, 2, 3]);
});

test('a pivot that is only rounding error is named', () => {
  const solve = (...matrix: number[]) =>
    solvePositiveDefinite(Float64Array.from(matrix), new Float64Array(Math.floor(Math.sqrt(matrix.length))));
  expect(() => solve(1, 2, 2, 4)).toThrow(NotPositiveDefiniteError);
  expect(() => solve(1, 2, 2, 1)).toThrow('pivot 1');
  expect(() => solve(Number.NaN)).toThrow(NotPositiveDefiniteError);
  expect(() => solve(1, 2, 3)).toThrow(RangeError);
});

test('the solution satisfies the equations', () => {
  const element = fc.double({ min: -10, max: 10, noNaN: true });
  const system = fc
    .integer({ min: 1, max: 8 })
    .chain((n) => fc.tuple(fc.array(element, { minLength: n * n, maxLength: n * n }), fc.array(element, { minLength: n, maxLength: n })));
  fc.assert(
    fc.property(system, ([factor, right]) => {
      const n = right.length;
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) matrix[i * n + j]! += factor[i * n + k]! * factor[j * n + k]!;
        }
        matrix[i * n + i]! += 1;
      }
      const x = solvePositiveDefinite(matrix, Float64Array.from(right));
      for (let i = 0; i < n; i++) {
        let left = 0;
        for (let j = 0; j < n; j++) left += matrix[i * n + j]! * x[j]!;
        expect(Math.abs(left - right[i]!)).toBeLessThan(1e-9);
      }
    }),
    { seed: 1 },
  );
});
