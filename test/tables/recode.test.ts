import { expect, test } from 'vitest';
import { categoryOf } from '../../src/tables/columns.ts';
import { recode } from '../../src/tables/recode.ts';

test('codes the same strings against other levels and keeps missing values', () => {
  const { codes, levels } = recode(categoryOf(['BBB', 'AAA', null, 'BBB']), ['AAA', 'BBB', 'CCC']);
  expect([...codes]).toEqual([1, 0, -1, 1]);
  expect(levels).toEqual(['AAA', 'BBB', 'CCC']);
});

test('throws on a value that is none of the levels, not on a level that no row uses', () => {
  expect(() => recode(categoryOf(['AAA', 'XXX']), ['AAA'])).toThrow('"XXX" is not one of the 1 levels');
  expect([...recode({ codes: Int32Array.of(0), levels: ['AAA', 'XXX'] }, ['AAA']).codes]).toEqual([0]);
});
