import { describe, expect, test } from 'vitest';
import { keyOf } from '../../../src/engine/keys/ingredients.ts';
import { changesBetween, changeText, compareIngredients } from '../../../src/engine/keys/reasons.ts';
import type { Ingredient, Json } from '../../../src/engine/types.ts';

const parameter = (name: string, value: Json): Ingredient => ({ part: 'parameter', name, value });

describe('compareIngredients', () => {
  test('keys of a mapping in another order: the same, as in the key', () => {
    const before = [parameter('rules', [{ a: 1, b: { c: 2, d: 3 } }])];
    const after = [parameter('rules', [{ b: { d: 3, c: 2 }, a: 1 }])];
    expect(keyOf(before)).toBe(keyOf(after));
    expect(changesBetween(before, after)).toEqual([]);
    expect(compareIngredients(before, after).map(({ kind }) => kind)).toEqual(['same']);
  });

  test('elements of a list in another order: a change', () => {
    expect(changesBetween([parameter('list', [1, 2])], [parameter('list', [2, 1])])).toEqual([
      { part: 'parameter', name: 'list', kind: 'changed', before: [1, 2], after: [2, 1] },
    ]);
  });

  test('null is a value, and not the absence of one', () => {
    expect(changesBetween([parameter('a', null)], [parameter('a', null)])).toEqual([]);
    expect(changesBetween([parameter('a', null)], [parameter('a', 5)]).map(changeText)).toEqual(['a null -> 5']);
    expect(changesBetween([parameter('a', 5)], [parameter('a', null)]).map(changeText)).toEqual(['a 5 -> null']);
    expect(changesBetween([], [parameter('a', null)]).map(changeText)).toEqual(['a is new']);
    expect(changesBetween([parameter('a', null)], []).map(changeText)).toEqual(['a is gone']);
  });

  test('the same name in two parts: two ingredients', () => {
    const input: Ingredient = { part: 'input', name: 'a', value: 1 };
    expect(
      compareIngredients([parameter('a', 1), input], [input, parameter('b', 1)]).map(({ part, name, kind }) => [part, name, kind]),
    ).toEqual([
      ['input', 'a', 'same'],
      ['parameter', 'b', 'added'],
      ['parameter', 'a', 'removed'],
    ]);
  });
});

test('long values that differ only behind the cut are not shown as equal', () => {
  const long = 'x'.repeat(50);
  expect(changesBetween([parameter('a', `${long}1`)], [parameter('a', `${long}2`)]).map(changeText)).toEqual(['a changed']);
});
