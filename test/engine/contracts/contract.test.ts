import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readContract } from '../../../src/engine/contracts/contract.ts';
import { contractProblems, referenceProblems } from '../../../src/engine/contracts/problems.ts';
import type { Json } from '../../../src/engine/types.ts';
import { tableContract } from './tables.ts';

const fits = new Ajv({ strict: true }).compile(JSON.parse(readFileSync('src/engine/config/schema/contract.schema.json', 'utf8')));

const flows = {
  fields: [
    { name: 'year', type: 'int16', unit: 'calendar year' },
    { name: 'orig', type: 'category', references: 'areas.area' },
    { name: 'flow', type: 'float64', minimum: 0, missing: true, about: 'persons who moved' },
  ],
  key: ['year', 'orig'],
  checks: [{ differ: ['year', 'flow'] }, { zero_sum: { field: 'flow', by: ['year'], tolerance: 1e-6 } }],
};

describe('readContract', () => {
  it('fills in defaults', () => {
    const contract = tableContract(flows);
    expect(contract.rows).toEqual({ minimum: 0, maximum: null });
    expect(contract.sorted).toEqual([]);
    expect(contract.fields[1]).toEqual({
      name: 'orig',
      type: 'category',
      unit: null,
      about: null,
      missing: false,
      minimum: null,
      maximum: null,
      pattern: null,
      levels: null,
      references: { contract: 'areas', field: 'area' },
    });
    expect(contract.checks).toEqual([
      { kind: 'differ', fields: ['year', 'flow'] },
      { kind: 'zero_sum', field: 'flow', by: ['year'], tolerance: 1e-6 },
    ]);
  });

  it('digests what can change a result or a check, and no words', () => {
    const { digest } = tableContract(flows);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const reworded = { ...flows, fields: flows.fields.map((field) => ({ ...field, unit: 'other', about: 'other' })) };
    expect(tableContract({ ...reworded, title: 'other', description: 'other' }).digest).toBe(digest);
    expect(tableContract({ ...flows, sorted: [], rows: { minimum: 0 } }).digest).toBe(digest);
    const variants = [
      { ...flows, key: ['orig', 'year'] },
      { ...flows, sorted: ['year'] },
      { ...flows, rows: { minimum: 1 } },
      { ...flows, checks: [] },
      ...[{ type: 'int32' }, { minimum: 1 }, { name: 'jahr' }].map((change) => ({
        ...flows,
        fields: flows.fields.map((field, index) => (index === 0 ? { ...field, ...change } : field)),
      })),
    ];
    expect(new Set([digest, ...variants.map((variant) => tableContract(variant).digest)]).size).toBe(variants.length + 1);
  });

  it('reads documents', () => {
    const contract = readContract('report', { kind: 'document', title: 'Report', schema: { type: 'object' } });
    expect(contract).toMatchObject({ kind: 'document', name: 'report', title: 'Report', schema: { type: 'object' } });
  });
});

describe('contractProblems', () => {
  const problemsOf = (document: { readonly [key: string]: Json }): string[] =>
    contractProblems(tableContract(document)).map(({ pointer, message }) => `${pointer}: ${message}`);

  it('finds nothing in a sound contract', () => {
    expect(problemsOf(flows)).toEqual([]);
  });

  it('finds what a schema cannot say, each at its place', () => {
    expect(
      problemsOf({
        fields: [
          { name: 'a', type: 'category', minimum: 1, pattern: '[A-', levels: [''] },
          { name: 'i', type: 'int16', missing: true, minimum: 3, maximum: 2, pattern: 'x', levels: ['y'] },
          { name: 'i', type: 'float32' },
        ],
        key: ['a', 'b'],
        sorted: ['c'],
        rows: { minimum: 2, maximum: 1 },
        checks: [
          { differ: ['a', 'i'] },
          { ordered: ['a', 'i'] },
          { ordered: ['i', 'z'] },
          { zero_sum: { field: 'a', by: ['q'], tolerance: 0 } },
        ],
      }),
    ).toEqual([
      '/fields/0/minimum: a category has no minimum',
      expect.stringMatching(/^\/fields\/0\/pattern: not a regular expression: /),
      '/fields/0/levels: a level may not be empty; use missing values instead',
      '/fields/1/pattern: only a category can have a pattern, i is int16',
      '/fields/1/levels: only a category can have levels, i is int16',
      '/fields/1/missing: int16 has no value that could stand for a missing one',
      '/fields/1/minimum: minimum 3 is above maximum 2',
      '/fields/2/name: field "i" is declared twice',
      '/key/1: there is no field "b"',
      '/sorted/0: there is no field "c"',
      '/rows/minimum: minimum 2 is above maximum 1',
      '/checks/0/differ: strings and numbers always differ',
      '/checks/1/ordered/0: a is a category',
      '/checks/2/ordered/1: there is no field "z"',
      '/checks/3/zero_sum/by/0: there is no field "q"',
      '/checks/3/zero_sum/field: a is a category',
    ]);
  });

  it('finds a schema that is none', () => {
    const contract = readContract('report', { kind: 'document', title: 'Report', schema: { type: 'objekt' } });
    expect(contractProblems(contract)).toMatchObject([{ pointer: '/schema' }]);
  });
});

describe('referenceProblems', () => {
  const contract = tableContract(flows);
  const areas = (field: { readonly [key: string]: Json }) => new Map([['areas', tableContract({ fields: [field] })]]);

  it('accepts a field of the same kind', () => {
    expect(referenceProblems(contract, areas({ name: 'area', type: 'category' }))).toEqual([]);
  });

  it('finds references that lead nowhere or to values of another kind', () => {
    expect(referenceProblems(contract, new Map())).toMatchObject([
      { pointer: '/fields/1/references', message: 'there is no table contract "areas"' },
    ]);
    expect(referenceProblems(contract, areas({ name: 'iso3', type: 'category' }))).toMatchObject([{ expected: 'one of iso3' }]);
    expect(referenceProblems(contract, areas({ name: 'area', type: 'int32' }))).toMatchObject([
      { message: 'orig is category, but test.area is int32' },
    ]);
  });
});

describe('the contracts of the project', () => {
  const names = readdirSync('schemas').flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []));
  const documents = new Map(names.map((name) => [name, parse(readFileSync(`schemas/${name}.yaml`, 'utf8')) as Json]));

  it.each(names)('%s fits contract.schema.json', (name) => {
    fits(documents.get(name));
    expect(fits.errors ?? []).toEqual([]);
  });

  it('are sound, and their references lead somewhere', () => {
    const contracts = new Map([...documents].map(([name, document]) => [name, readContract(name, document)]));
    const problems = [...contracts.values()].flatMap((contract) => [
      ...contractProblems(contract),
      ...referenceProblems(contract, contracts),
    ]);
    expect(problems).toEqual([]);
  });

  it('would not fit with a misspelt key or two checks in one', () => {
    const field = { name: 'a', type: 'int8' };
    expect(fits({ kind: 'table', title: 'T', fields: [field] })).toBe(true);
    expect(fits({ kind: 'table', title: 'T', fields: [{ ...field, minimun: 0 }] })).toBe(false);
    expect(fits({ kind: 'table', title: 'T', fields: [field], checks: [{ differ: ['a', 'b'], ordered: ['a', 'b'] }] })).toBe(false);
    expect(fits({ kind: 'document', title: 'T', fields: [field] })).toBe(false);
  });
});

describe('params.schema.json', () => {
  const accepts = new Ajv({ strict: true }).compile(JSON.parse(readFileSync('schemas/params.schema.json', 'utf8')));
  const params = parse(readFileSync('params.yaml', 'utf8')) as { readonly [key: string]: { readonly [key: string]: Json } };

  it('accepts params.yaml', () => {
    accepts(params);
    expect(accepts.errors ?? []).toEqual([]);
  });

  it('asks for every key and knows no other', () => {
    for (const [section, values] of Object.entries(params)) {
      if (typeof values === 'string') continue;
      for (const key of Object.keys(values)) {
        const { [key]: _left, ...rest } = values;
        expect(accepts({ ...params, [section]: rest }), `${section}.${key}`).toBe(false);
      }
      expect(accepts({ ...params, [section]: { ...values, misspelt: 1 } }), section).toBe(false);
    }
  });

  it.each([
    ['hidden_layers', new Array(64).fill(1), true],
    ['hidden_layers', new Array(65).fill(1), false],
    ['hidden_layers', [], false],
    ['hidden_layers', [4096], true],
    ['hidden_layers', [4097], false],
    ['hidden_layers', [0], false],
    ['latent', 4096, true],
    ['latent', 4097, false],
    ['latent', 0, false],
  ])('model.%s: %j is accepted: %s', (key, value, accepted) => {
    expect(accepts({ ...params, model: { ...params['model'], [key]: value } })).toBe(accepted);
  });
});
