import { describe, expect, test } from 'vitest';
import { evaluated, parseExpression } from '../../tools/statements/expression.ts';
import { judge, renewed, statementsOf } from '../../tools/statements/statements.ts';

const TABLES: Readonly<Record<string, readonly Readonly<Record<string, string | number | null>>[]>> = {
  'demo:compare-baselines.scores': [
    { collection: 'all', method: 'ridge', n: 100, value: 0.9284 },
    { collection: 'all', method: 'heldout', n: 100, value: 0.9391 },
    { collection: 'office', method: 'ridge', n: 30, value: null },
  ],
};
const rows = (profile: string, artifact: string) => TABLES[`${profile}:${artifact}`] ?? null;
const known = (profile: string, artifact: string) => rows(profile, artifact) ?? [];
const value = (text: string) => evaluated(parseExpression(text), known);
const RIDGE = 'demo:compare-baselines.scores{collection=all, method=ridge}.value';
const HELDOUT = 'demo:compare-baselines.scores{collection=all, method=heldout}.value';

describe('expressions', () => {
  test('stand for one value, or for what an aggregate makes of several', () => {
    expect(value(RIDGE)).toBe(0.9284);
    expect(value('mean(demo:compare-baselines.scores{collection=all}.value)')).toBeCloseTo(0.93375, 12);
    expect(value('count(demo:compare-baselines.scores{collection=all}.n)')).toBe(2);
    expect(value('largest(demo:compare-baselines.scores{collection=all}.n)')).toBe(100);
  });

  test('calculate and compare, with products first', () => {
    expect(value('2 + 3 * 4 - 6 / 2')).toBe(11);
    expect(value('(2 + 3) * 4')).toBe(20);
    expect(value(`${HELDOUT} - ${RIDGE} > 0.01`)).toBe(1);
    expect(value(`${HELDOUT} <= ${RIDGE}`)).toBe(0);
  });

  test.each([
    ['demo:compare-baselines.scores{collection=all}.value', 'stands for 2 rows, not one'],
    ['demo:compare-baselines.scores{collection=office}.value', 'is missing, not a number'],
    ['demo:compare-baselines.scores{method=nobody}.value', 'stands for 0 rows, not one'],
  ])('%s is no number', (text, problem) => {
    expect(() => value(text)).toThrow(problem);
  });

  test.each(['', '1 +', 'compare-baselines.scores{a=b}.value', 'demo:scores.value', `${RIDGE} ${HELDOUT}`, 'mean(3)', 'demo:a.b{c}.d'])(
    '"%s" cannot be read',
    (text) => {
      expect(() => parseExpression(text)).toThrow();
    },
  );
});

/** How a number is written by a pattern. */
function formatted(number: number, format: string): string {
  return judge({ expression: parseExpression(String(number)), format, text: '' }, rows)!.should;
}

test('numbers are written with the decimals and the unit of their pattern', () => {
  expect([
    formatted(0.9284, '0.00'),
    formatted(0.614, '0 %'),
    formatted(423_400, '0 thousand'),
    formatted(38_451_000, '0.0 million'),
  ]).toEqual(['0.93', '61 %', '423 thousand', '38.5 million']);
  expect(formatted(29_048, '0')).toBe('29,048');
  expect(() => formatted(1, '0,00')).toThrow('no format');
});

describe('statements', () => {
  const document = `Ridge has <!-- value ${RIDGE} | 0.00 -->0.92<!-- end value -->; the network is ahead.<!-- holds ${HELDOUT} > ${RIDGE} -->`;

  test('are judged by the artifacts', () => {
    expect(statementsOf(document).map((each) => judge(each, rows))).toMatchObject([
      { text: '0.92', should: '0.93', holds: false },
      { holds: true },
    ]);
  });

  test('are renewed in place, and then hold', () => {
    const after = renewed(document, rows);
    expect(after).toContain('-->0.93<!-- end value -->; the network');
    expect(statementsOf(after).every((each) => judge(each, rows)!.holds)).toBe(true);
    expect(renewed(after, rows)).toBe(after);
  });

  test('of artifacts that are not here stay as they are', () => {
    expect(renewed(document, () => null)).toBe(document);
    expect(judge(statementsOf(document)[0]!, () => null)).toBeNull();
  });

  test('that are not whole are told', () => {
    expect(() => statementsOf('<!-- value 1 + 1 | 0 -->2')).toThrow('1 statements are begun, 0 are whole');
    expect(() => statementsOf('<!-- holds 1 + > 2 -->')).toThrow('expected');
  });
});
