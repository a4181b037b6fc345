import { expect, test } from 'vitest';
import { closest, insteadOf, oneOf } from '../../src/diagnostics/suggest.ts';

test('the nearest word is found within two edits, or a third of the length', () => {
  expect(closest('harmonise', ['export', 'harmonize', 'impute'])).toBe('harmonize');
  expect(closest('ensembel', ['ensemble', 'export'])).toBe('ensemble');
  expect(closest('cross-validation', ['cross-validate', 'compare'])).toBe('cross-validate');
  expect(closest('crossvalidation', ['cross-validate'])).toBe('cross-validate');
  expect(closest('trian', ['export', 'impute'])).toBeNull();
  expect(closest('train', [])).toBeNull();
});

test('of equally near words the first is suggested', () => {
  expect(closest('fat', ['cat', 'bat'])).toBe('cat');
});

test('words without a common letter are not suggested', () => {
  expect(closest('ab', ['xy'])).toBeNull();
  expect(closest('a', ['b', ''])).toBeNull();
});

test('names are listed up to twelve', () => {
  expect(oneOf([])).toBeUndefined();
  expect(oneOf(['a'])).toBe('a');
  expect(oneOf(['b', 'a'])).toBe('one of b, a');
  expect(oneOf(Array.from({ length: 14 }, (_, index) => `n${index}`))).toBe(
    'one of n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11 and 2 more',
  );
});

test('unknown words come with what there is', () => {
  expect(insteadOf('stok', ['flows', 'stock'])).toEqual({ expected: 'one of flows, stock', hint: 'did you mean "stock"?' });
  expect(insteadOf('stok', ['flows'])).toEqual({ expected: 'flows' });
  expect(insteadOf('stok', [])).toEqual({});
});
