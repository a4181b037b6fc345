import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/engine/digest.ts';
import { ingredientsOf, keyOf } from '../../../src/engine/keys/ingredients.ts';
import type { Instance, Json } from '../../../src/engine/types.ts';
import { nested } from '../../../src/engine/worker/module.ts';

/** Key of an instance with these parameters, all else alike. */
function keyWith(params: Readonly<Record<string, Json>>): string {
  const instance = {
    id: 'fit',
    params,
    each: {},
    inputs: new Map(),
    needs: [],
    stage: { name: 'fit', environment: {}, outputs: new Map() },
  } as unknown as Instance;
  const code = { name: 'stages/fit.ts', digest: 'c'.repeat(64), packages: {}, files: {}, executables: [] };
  return keyOf(ingredientsOf(instance, code, new Map(), new Map(), { digest: 'e'.repeat(64), packages: {} }));
}

test.each([
  [{ v: { 'lr.init': 1 } }, { v: { lr: { init: 1 } } }],
  [{ v: { '': 1 } }, { v: 1 }],
  [{ v: { 'a."b"': 1 } }, { v: { a: { b: 1 } } }],
  [{ v: { '"a': { 'b"': 1 } } }, { v: { '"a.b"': 1 } }],
  [{ v: {} }, { v: null }],
  [{ v: [] }, { v: {} }],
  [{ v: ['a', 'b'] }, { v: { 0: 'a', 1: 'b' } }],
  [{ v: { constructor: 1 } }, { v: {} }],
  [{ v: JSON.parse('{"__proto__": 1}') }, { v: {} }],
  [{ v: 1 }, { v: '1' }],
] as readonly (readonly [Record<string, Json>, Record<string, Json>])[])('%j and %j have keys of their own', (one, other) => {
  expect(keyWith(one)).not.toBe(keyWith(other));
});

test('parameters have one key exactly if they are one value', () => {
  const name = fc.constantFrom('a', 'b', 'a.b', '', '"', 'a"', '__proto__', 'constructor', '.');
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, 0, 1, 'a', [], {}),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(keyWith({ v: one }) === keyWith({ v: other })).toBe(canonicalJson(one) === canonicalJson(other));
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('a stage gets its parameters as they are, whatever their names', () => {
  expect(nested({ 'constructor.prototype.polluted': 1, 'toString.x': 2, 'a.b': 3 })).toEqual({
    constructor: { prototype: { polluted: 1 } },
    toString: { x: 2 },
    a: { b: 3 },
  });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  const params = nested({ '__proto__.polluted': 1 }) as Record<string, unknown>;
  expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
