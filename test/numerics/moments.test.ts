import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeMoments, RunningMoments, type VectorMoments } from '../../src/numerics/moments.ts';
import { mean, standardDeviation } from '../../src/numerics/statistics.ts';

function momentsOf(vectors: readonly ArrayLike<number>[]): VectorMoments {
  const running = new RunningMoments(2);
  for (const vector of vectors) running.add(vector);
  return running.finish();
}

test('small deviations beside a large mean survive', () => {
  const { mean, variance } = momentsOf([
    [1e9, 1],
    [1e9 + 1, 2],
    [1e9 + 2, 6],
  ]);
  expect([...mean]).toEqual([1e9 + 1, 3]);
  expect(variance[0]).toBeCloseTo(2 / 3, 12);
  expect(variance[1]).toBeCloseTo(14 / 3, 12);
});

test('merged groups have the moments of all vectors together', () => {
  const vector = fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
  const groups = fc.array(fc.array(vector, { maxLength: 6 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(groups, (groups) => {
      const all = groups.flat();
      const merged = mergeMoments(groups.map(momentsOf));
      expect(merged.count).toBe(all.length);
      if (all.length === 0) return;
      for (const component of [0, 1] as const) {
        const values = all.map((values) => values[component]);
        expect(merged.mean[component]).toBeCloseTo(mean(values), 8);
        expect(Math.abs(merged.variance[component]! - standardDeviation(values, 'population') ** 2)).toBeLessThan(1e-6);
      }
    }),
    { seed: 1 },
  );
});

test('what is returned does not change with later vectors', () => {
  const running = new RunningMoments(1);
  running.add([1]);
  const early = running.finish();
  running.add([3]);
  expect(early.mean[0]).toBe(1);
  expect(running.finish().mean[0]).toBe(2);
});

test('nothing to merge and lengths that differ are refused', () => {
  expect(() => mergeMoments([])).toThrow(RangeError);
  expect(() => mergeMoments([momentsOf([[1, 2]]), new RunningMoments(3).finish()])).toThrow(RangeError);
  expect(() => new RunningMoments(2).add([1])).toThrow(RangeError);
});
