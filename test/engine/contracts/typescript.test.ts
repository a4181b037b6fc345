import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/engine/config/load.ts';
import { readContract } from '../../../src/engine/contracts/contract.ts';
import { typeOfSchema } from '../../../src/engine/contracts/generation/jsonSchema.ts';
import { pascalCase } from '../../../src/engine/contracts/generation/typeName.ts';
import { typesOf } from '../../../src/engine/contracts/generation/typescript.ts';
import type { Contract, Json, StageDeclaration } from '../../../src/engine/types.ts';

const paramsSchema: Json = {
  type: 'object',
  required: ['years', 'kind'],
  properties: {
    years: {
      type: 'object',
      required: ['first', 'last'],
      properties: { first: { type: 'integer', description: 'First year.' }, last: { type: 'integer' } },
    },
    kind: { type: 'string', enum: ['a', 'b'] },
    'odd-name': { type: 'array', items: { type: ['number', 'null'] } },
  },
};

const contracts = new Map<string, Contract>(
  [
    readContract('member_flows', {
      kind: 'table',
      title: 'Flows',
      fields: [
        { name: 'year', type: 'int16' },
        { name: 'orig', type: 'category', about: 'origin', missing: true },
        { name: 'flow', type: 'float64', unit: 'persons' },
      ],
    }),
    readContract('report', {
      kind: 'document',
      title: 'Report',
      schema: { type: 'object', required: ['score'], properties: { score: { type: 'number' } } },
    }),
  ].map((contract) => [contract.name, contract]),
);

function stage(name: string, rest: Partial<StageDeclaration>): StageDeclaration {
  return {
    name,
    about: `about ${name}`,
    action: { kind: 'module', module: `stages/${name}.ts` },
    environment: {},
    params: [],
    each: {},
    inputs: new Map(),
    outputs: new Map(),
    resources: { cpu: 1, memoryBytes: 1e9, gpu: 0 },
    timeoutMs: null,
    retry: 0,
    ...rest,
  };
}

const stages = [
  stage('train', {
    each: { member: [1, 2], variant: ['x'] },
    params: ['years.last', 'kind', 'years.first'],
    inputs: new Map([
      ['raw', { kind: 'source', source: 's', optional: false }],
      ['truth', { kind: 'source', source: 't', optional: true }],
    ]),
    outputs: new Map([['flows', { file: 'flows.parquet', format: 'parquet', contract: 'member_flows' }]]),
  }),
  stage('cross-validate', {
    inputs: new Map([['flows', { kind: 'output', stage: 'train', output: 'flows' }]]),
    outputs: new Map([['report', { file: 'report.json', format: 'json', contract: 'report' }]]),
  }),
  stage('export', {
    params: ['years', 'years.first'],
    inputs: new Map([['report', { kind: 'output', stage: 'cross-validate', output: 'report' }]]),
  }),
];

const expected = `// Generated from pipeline.yaml and schemas/ by \`npm run types\`. Do not edit.
import type { DocumentInput, DocumentOutput, Gathered, SourceInput, StageContext, TableInput, TableOutput } from '../../src/engine/stage.ts';
import type { Category } from '../../src/tables/columns.ts';

/** Parameters of the pipeline. */
export type Params = {
  readonly years: {
    /** First year. */
    readonly first: number;
    readonly last: number;
  };
  readonly kind: 'a' | 'b';
  readonly 'odd-name'?: readonly (number | null)[];
};

/** Flows */
export type MemberFlows = {
  readonly year: Int16Array;
  /** origin (may be missing) */
  readonly orig: Category;
  /** [persons] */
  readonly flow: Float64Array;
};

/** Report */
export type Report = {
  readonly score: number;
};

/** train: about train */
export type Train = StageContext<
  {
    readonly years: {
      readonly last: Params['years']['last'];
      readonly first: Params['years']['first'];
    };
    readonly kind: Params['kind'];
  },
  {
    readonly raw: SourceInput;
    readonly truth: SourceInput | null;
  },
  {
    readonly flows: TableOutput<MemberFlows>;
  },
  {
    readonly member: number;
    readonly variant: string;
  }
>;

/** cross-validate: about cross-validate */
export type CrossValidate = StageContext<
  Record<string, never>,
  {
    readonly flows: readonly Gathered<TableInput<MemberFlows>>[];
  },
  {
    readonly report: DocumentOutput<Report>;
  },
  Record<string, never>
>;

/** export: about export */
export type Export = StageContext<
  {
    readonly years: Params['years'];
  },
  {
    readonly report: DocumentInput<Report>;
  },
  Record<string, never>,
  Record<string, never>
>;
`;

const sourceKinds: ReadonlyMap<string, Json> = new Map();

describe('typesOf', () => {
  test('writes parameters, contracts and stage contexts', () => {
    expect(typesOf({ stages, contracts, sourceKinds }, paramsSchema)).toBe(expected);
  });

  test('does not depend on the order of contracts', () => {
    expect(typesOf({ stages, contracts: new Map([...contracts].reverse()), sourceKinds }, paramsSchema)).toBe(expected);
  });

  test('gives the reading of a kind of source its type, definitions put in their place', () => {
    const unit = { enum: ['kg', 'g'] };
    const schema = {
      type: 'object',
      required: ['unit'],
      properties: { unit: { $ref: '#/definitions/unit' }, parts: { type: 'array', items: { $ref: '#/definitions/parts' } } },
      definitions: { unit, parts: { type: 'object', required: ['of'], properties: { of: { $ref: '#/definitions/unit' } } } },
    };
    const inputs = new Map([['scales', { kind: 'sources', sourceKind: 'weights' } as const]]);
    const text = typesOf(
      { stages: [{ ...stage('weigh', {}), inputs }], contracts: new Map(), sourceKinds: new Map([['weights', schema]]) },
      paramsSchema,
    );
    expect(text).toContain(`/** How sources of kind weights are to be read. */
export type WeightsReading = {
  readonly unit: 'kg' | 'g';
  readonly parts?: readonly {
    readonly of: 'kg' | 'g';
  }[];
};`);
    expect(text).toContain("import type { DeclaredSource, StageContext } from '../../src/engine/stage.ts';");
    expect(text).toContain('readonly scales: readonly DeclaredSource<WeightsReading>[];');
  });

  test.each([
    ['report', 'stage "report" and contract "report" would both become the TypeScript type Report'],
    ['table-input', 'stage "table-input" and a type of ../../src/engine/stage.ts would both become the TypeScript type TableInput'],
    ['params', 'stage "params" and the parameters would both become the TypeScript type Params'],
  ])('refuses the stage name %s', (name, message) => {
    expect(() => typesOf({ stages: [stage(name, {})], contracts, sourceKinds }, paramsSchema)).toThrow(message);
  });

  test('is what schemas/generated/types.ts holds', async () => {
    const config = await loadConfig({ file: resolve('pipeline.yaml'), cwd: resolve('.') });
    const schema = JSON.parse(readFileSync('schemas/params.schema.json', 'utf8')) as Json;
    expect(readFileSync('schemas/generated/types.ts', 'utf8')).toBe(typesOf(config, schema));
  });
});

describe('typeOfSchema', () => {
  test.each([
    [{ const: "it's" }, "'it\\'s'"],
    [{ enum: [1, true, null] }, '1 | true | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'number' }] }, 'string | number'],
    [{ type: 'array' }, 'readonly unknown[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ readonly [key: string]: number }'],
    [{ type: 'object', additionalProperties: false }, 'Record<string, never>'],
    [{ $ref: '#/definitions/x' }, 'unknown'],
    [true, 'unknown'],
  ])('%j is %s', (schema, type) => {
    expect(typeOfSchema(schema as Json)).toBe(type);
  });
});

describe('pascalCase', () => {
  test('joins words at hyphens and underscores', () => {
    expect(pascalCase('cross-validate')).toBe('CrossValidate');
    expect(pascalCase('net_migration_2024')).toBe('NetMigration2024');
  });
});
