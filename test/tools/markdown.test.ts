import { expect, test } from 'vitest';
import { grouped, headings, markdownTable, replaceSection, yearSpan } from '../../tools/data/markdown.ts';

test('numbers are grouped by thousands, and zero has no sign', () => {
  expect([304021813, 999, 1000, -1234.56, 0, -0.4].map((value) => grouped(value))).toEqual([
    '304,021,813',
    '999',
    '1,000',
    '-1,235',
    '0',
    '0',
  ]);
  expect([1234.5678, -0.00001, 0.5].map((value) => grouped(value, 3))).toEqual(['1,234.568', '0.000', '0.500']);
});

test('a table has its rule, and a bar in a cell does not end it', () => {
  expect(markdownTable(headings('source', '#rows'), [['a|b', '12']])).toBe('| source | rows |\n| --- | ---: |\n| a\\|b | 12 |\n');
});

test('years are a span or one year', () => {
  expect([yearSpan(1990, 2023), yearSpan(2024, 2024)]).toEqual(['1990-2023', '2024']);
});

test('a section is replaced between its marks, and only there', () => {
  const document = 'before\n<!-- begin panel -->\nold\n<!-- end panel -->\nafter\n';
  const once = replaceSection(document, 'panel', 'new\n');
  expect(once).toBe('before\n<!-- begin panel -->\nnew\n<!-- end panel -->\nafter\n');
  expect(replaceSection(once, 'panel', 'new\n')).toBe(once);
  expect(() => replaceSection(document, 'trade', 'new\n')).toThrow('lacks the marks of trade');
});
