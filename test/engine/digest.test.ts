import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../../src/engine/digest.ts';
import type { Json } from '../../src/engine/types.ts';

describe('canonicalJson', () => {
  test('sorts keys by UTF-16 code units at every depth and writes no white space', () => {
    // U+1F600 begins with the unit D83D and so comes before U+FB33 (RFC 8785, 3.2.3).
    const value = { '\uFB33': 1, '\u{1F600}': 2, b: { z: [1, { y: null, x: true }], a: 'ö"\n' }, 10: 0, 9: 0 };
    expect(canonicalJson(value)).toBe('{"10":0,"9":0,"b":{"a":"ö\\"\\n","z":[1,{"x":true,"y":null}]},"\u{1F600}":2,"\uFB33":1}');
  });

  test('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([1e21, 1e-7, -0, 0.1, 1 / 3])).toBe('[1e+21,1e-7,0,0.1,0.3333333333333333]');
  });

  test('refuses numbers that JSON cannot hold', () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(RangeError);
    expect(() => canonicalJson(Number.NEGATIVE_INFINITY)).toThrow('-Infinity cannot be written as JSON');
  });

  test('does not depend on the order of keys, and keeps the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (value) => {
        const json = value as { readonly [key: string]: Json };
        const reversed = Object.fromEntries(Object.entries(json).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(json));
        expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
});

describe('sha256Hex', () => {
  test('gives the vector of FIPS 180-4, for text and bytes', () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256Hex('abc')).toBe(expected);
    expect(sha256Hex(new Uint8Array([97, 98, 99]))).toBe(expected);
  });
});
