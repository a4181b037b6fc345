import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/engine/config/reading/yaml.ts';
import { schemaProblems } from '../../../src/engine/config/schema/schema.ts';
import type { Json } from '../../../src/engine/types.ts';

/** Line and column, message and what was expected, of everything wrong in a YAML text. */
async function problemsOf(schema: object, text: string): Promise<string[]> {
  const file = readYaml('x.yaml', new TextEncoder().encode(text));
  const problems = await schemaProblems(schema, file.value, file.markOf);
  return problems.map(
    ({ message, place, expected }) => `${place?.line}:${place?.column} ${message}${expected === undefined ? '' : ` | ${expected}`}`,
  );
}

describe('every keyword is told in words', () => {
  test.each<[object, Json, string]>([
    [{ type: ['string', 'null'] }, 3, 'text or nothing'],
    [{ type: 'array' }, 'a', 'a list'],
    [{ const: 7 }, 3, '7'],
    [{ enum: ['a', 2] }, 3, 'one of a, 2'],
    [{ minimum: 2 }, 1, 'at least 2'],
    [{ maximum: 2 }, 3, 'at most 2'],
    [{ exclusiveMinimum: 0 }, 0, 'more than 0'],
    [{ exclusiveMaximum: 1 }, 1, 'less than 1'],
    [{ multipleOf: 2 }, 3, 'must be multiple of 2'],
    [{ pattern: '^a' }, 'b', 'text that matches ^a'],
    [{ pattern: '^a', title: 'a word with a' }, 'b', 'a word with a'],
    [{ minLength: 1 }, '', 'some text'],
    [{ minLength: 2 }, 'a', 'at least 2 characters'],
    [{ maxLength: 1 }, 'ab', 'at most 1 characters'],
    [{ minItems: 1 }, [], 'at least 1 entry'],
    [{ maxItems: 2 }, [1, 2, 3], 'at most 2 entries'],
    [{ uniqueItems: true }, [1, 1], 'no entry twice'],
  ])('%j', async (schema, value, words) => {
    const [problem = '', ...more] = await problemsOf({ properties: { a: schema } }, `a: ${JSON.stringify(value)}`);
    expect(more).toEqual([]);
    expect(problem.split(' | ')[1]).toBe(words);
  });
});

describe('places', () => {
  test('are keys for unknown and missing keys, else values', async () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['b'],
      properties: { a: { items: { type: 'integer' } }, b: {} },
    };
    expect(await problemsOf({ properties: { top: schema } }, 'top:\n  a: [1, x]\n  c: 1\n')).toEqual([
      '1:1 "top" lacks "b"',
      '3:3 unknown key "c" | one of a, b',
      '2:10 entry 2 of "a" cannot be "x" | a whole number',
    ]);
  });

  test('are keys for names that are not allowed', async () => {
    const schema = { propertyNames: { pattern: '^[a-z]+$', title: 'lower-case letters' }, additionalProperties: { type: 'integer' } };
    expect(await problemsOf(schema, 'ab: 1\nA1: 2\n')).toEqual(['2:1 "A1" is not allowed as a name | lower-case letters']);
  });
});

describe('of the branches of a union', () => {
  const shapes = {
    anyOf: [
      { type: 'string', pattern: '^\\$' },
      { type: 'integer', minimum: 1 },
      { type: 'array', items: { type: 'integer' } },
    ],
  };

  test('the one of the right type is told', async () => {
    expect(await problemsOf({ properties: { a: shapes } }, 'a: 0')).toEqual(['1:4 "a" cannot be 0 | at least 1']);
    expect(await problemsOf({ properties: { a: shapes } }, 'a: [1, x]')).toEqual(['1:8 entry 2 of "a" cannot be "x" | a whole number']);
  });

  test('none is told if none was meant, but the union', async () => {
    expect(await problemsOf({ properties: { a: shapes } }, 'a: true')).toEqual([
      '1:4 "a" cannot be true | text, or a whole number, or a list',
    ]);
    expect(await problemsOf({ properties: { a: { ...shapes, title: 'a shape' } } }, 'a: true')).toEqual([
      '1:4 "a" cannot be true | a shape',
    ]);
  });

  test('the one with the right constant is told, also behind a reference', async () => {
    const schema = {
      oneOf: [{ $ref: '#/definitions/circle' }, { $ref: '#/definitions/square' }],
      definitions: {
        circle: { type: 'object', properties: { kind: { const: 'circle' }, radius: { $ref: '#/definitions/length' } } },
        square: { type: 'object', properties: { kind: { const: 'square' }, side: { $ref: '#/definitions/length' } } },
        length: { type: 'number', minimum: 0 },
      },
    };
    expect(await problemsOf(schema, 'kind: square\nside: -1\n')).toEqual(['2:7 "side" cannot be -1 | at least 0']);
  });

  test('those that need keys are told by their keys', async () => {
    const schema = { properties: { a: { oneOf: [{ required: ['x'] }, { required: ['y', 'z'] }] } } };
    expect(await problemsOf(schema, 'a: {}')).toEqual(['1:1 "a" has none of "x", "y" and "z" | exactly one of "x", "y" and "z"']);
    expect(await problemsOf(schema, 'a: { x: 1, y: 1, z: 1 }')).toEqual([
      '1:1 "a" has more than one of "x", "y" and "z" | exactly one of "x", "y" and "z"',
    ]);
  });
});

test('an if-then-else is told by what fails in it', async () => {
  const schema = {
    properties: { kind: { enum: ['a', 'b'] } },
    if: { properties: { kind: { const: 'a' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { required: ['x'] },
    else: { properties: { kind: { const: 'b' } } },
  };
  expect(await problemsOf({ properties: { top: schema } }, 'top: { kind: a }')).toEqual(['1:1 "top" lacks "x"']);
  expect(await problemsOf({ properties: { top: schema } }, 'top: { kind: c }')).toEqual(['1:14 "kind" cannot be "c" | one of a, b']);
});

test('ten thousand mistakes are bounded', async () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `k${index}: x`).join('\n');
  expect(await problemsOf({ additionalProperties: { type: 'integer' } }, text)).toHaveLength(1000);
});
