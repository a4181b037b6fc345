import { describe, expect, test } from 'vitest';
import { schemaProblems } from '../../../src/engine/config/schema/schema.ts';
import { checkTable } from '../../../src/engine/contracts/checks.ts';
import { readContract } from '../../../src/engine/contracts/contract.ts';
import { checkDocument } from '../../../src/engine/contracts/document.ts';
import { contractProblems } from '../../../src/engine/contracts/problems.ts';
import type { DocumentContract, Json, TableContract } from '../../../src/engine/types.ts';

/** Contracts and schemas may come from anybody: what they ask for is answered in time. */

const LONG = `${'a'.repeat(60)}!`;
/** Patterns that backtrack without end on `LONG`. */
const CATASTROPHIC = ['(a+)+', '(a|aa)+', '(.*)*b'];
const SECONDS = 12;

function tableWith(field: Readonly<Record<string, Json>>): TableContract {
  return readContract('t', { kind: 'table', title: 'T', fields: [{ name: 'x', type: 'category', ...field }] }) as TableContract;
}

function violations(contract: TableContract, ...values: string[]): string[] {
  const x = { codes: Int32Array.from(values, (_, row) => row), levels: values };
  return checkTable(contract, { x }, () => []).map(({ message }) => message);
}

function seconds(step: () => unknown): number {
  const begun = performance.now();
  step();
  return (performance.now() - begun) / 1_000;
}

describe('a pattern that backtracks without end', () => {
  test.each(CATASTROPHIC)('%s of a field', (pattern) => {
    const contract = tableWith({ pattern });
    let found: string[] = [];
    expect(seconds(() => (found = violations(contract, 'aaa', LONG)))).toBeLessThan(SECONDS);
    expect(found).toEqual(['x cannot be checked in time: pattern is too much work for its values']);
  });

  test.each(CATASTROPHIC)('%s of a document', (pattern) => {
    const contract = readContract('d', {
      kind: 'document',
      title: 'D',
      schema: { type: 'string', pattern: `^${pattern}$` },
    }) as DocumentContract;
    let found: string[] = [];
    expect(seconds(() => (found = checkDocument(contract, LONG).map(({ message }) => message)))).toBeLessThan(SECONDS);
    expect([[], ['the schema cannot be checked: it takes longer than 2 s']]).toContainEqual(found);
  });

  test.each(CATASTROPHIC)('%s of the parameters', async (pattern) => {
    const problems = schemaProblems({ type: 'string', pattern: `^${pattern}$` }, LONG, () => ({}), 'schemas/params.schema.json');
    await expect(problems).rejects.toMatchObject({ diagnostics: [{ code: 'E203', place: { file: 'schemas/params.schema.json' } }] });
  });

  test('does not keep a good one from many values', () => {
    const values = Array.from({ length: 100_000 }, (_, index) => `v${index}`);
    expect(violations(tableWith({ pattern: 'v[0-9]+' }), ...values)).toEqual([]);
  });
});

describe('a schema that never ends', () => {
  test.each([
    ['refers to itself', { $ref: '#' }],
    ['goes in a circle', { $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } } }],
    ['goes in a circle by allOf', { allOf: [{ $ref: '#' }] }],
  ])('%s', (_, schema) => {
    const contract = readContract('d', { kind: 'document', title: 'D', schema: schema as Json }) as DocumentContract;
    expect(checkDocument(contract, {}).map(({ message }) => message)).toEqual([
      'the schema cannot be checked: it refers to itself without end',
    ]);
  });

  test.each(['http://127.0.0.1:9/x.json', 'file:///etc/passwd', 'other.json'])('nothing is fetched: %s', (ref) => {
    const contract = readContract('d', { kind: 'document', title: 'D', schema: { $ref: ref } });
    expect(contractProblems(contract)).toMatchObject([{ pointer: '/schema', message: expect.stringContaining("can't resolve reference") }]);
  });
});

describe('a huge list of levels', () => {
  const levels = Array.from({ length: 100_000 }, (_, index) => `l${index}`);

  test('is looked up, and named in part', () => {
    const contract = tableWith({ levels });
    let found: string[] = [];
    expect(seconds(() => (found = violations(contract, 'l5', 'other')))).toBeLessThan(SECONDS);
    expect(found).toEqual([expect.stringMatching(/^x is none of l0, l1, .*, l19 and 99980 more in 1 row$/)]);
  });

  test('of a document is checked within the limit, or refused with it where the machine is too slow for that', () => {
    const contract = readContract('d', { kind: 'document', title: 'D', schema: { enum: [...Array(500_000).keys()] } }) as DocumentContract;
    let found: string[] = [];
    expect(seconds(() => (found = checkDocument(contract, 1).map(({ message }) => message)))).toBeLessThan(SECONDS);
    expect([[], ['the schema cannot be checked: it takes longer than 2 s']]).toContainEqual(found);
  });
});

describe('a pattern is a pattern by itself', () => {
  test.each(['x)|(.*', 'x)|(?:.*', ')(', 'x)', '(?:x', 'x\\', '[x', 'x)*|(?:'])('%s is refused', (pattern) => {
    expect(contractProblems(tableWith({ pattern }))).toMatchObject([
      { pointer: '/fields/0/pattern', message: expect.stringContaining('not a regular expression') },
    ]);
  });

  test.each([
    ['x|y', ['x', 'y'], ['xy', 'xz']],
    ['^x$|y', ['x', 'y'], ['zy', 'xz']],
    ['(x)|(y)', ['x', 'y'], ['xz', 'zy']],
  ])('%s is anchored as a whole', (pattern, good, bad) => {
    expect(violations(tableWith({ pattern }), ...good)).toEqual([]);
    expect(violations(tableWith({ pattern }), ...bad)).toEqual([`x does not match ${pattern} in 2 rows`]);
  });
});
