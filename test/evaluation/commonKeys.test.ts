import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonKeys, positionsOf } from '../../src/evaluation/commonKeys.ts';

test('keys of both lists, and where they stand', () => {
  const [a, b] = [Float64Array.of(1, 3, 5, 8), Float64Array.of(2, 3, 8, 9)];
  expect([...commonKeys(a, b)]).toEqual([3, 8]);
  expect([...commonKeys(a, new Float64Array())]).toEqual([]);
  expect([...positionsOf(Float64Array.of(3, 8), a)]).toEqual([1, 3]);
});

test('are those of the two sets, whatever the lists', () => {
  const list = fc.uniqueArray(fc.nat(50)).map((keys) => Float64Array.from(keys).sort());
  fc.assert(
    fc.property(list, list, (a, b) => {
      const common = commonKeys(a, b);
      expect([...common]).toEqual([...a].filter((key) => b.includes(key)));
      expect([...positionsOf(common, b)].map((at) => b[at])).toEqual([...common]);
    }),
  );
});
