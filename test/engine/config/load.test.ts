// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/engine/config/load.ts';
import { FileMemo } from '../../../src/engine/config/memo.ts';
import { planOf } from '../../../src/engine/config/plan.ts';
import type { Json } from '../../../src/engine/types.ts';
import { errorsWith, FILES, fileWith, lines, load, messageOf, PIPELINE, pipelineWith, projectWith } from './project.ts';

describe('a project without errors', () => {
  test('is read with all defaults filled in', async () => {
    const root = projectWith();
    const config = await load(root);
    expect(config).toMatchObject({ name: 'small', root, file: 'pipeline.yaml', profile: 'default', overrides: {}, warnings: [] });
    expect(config.params).toEqual({ sources: 'data/sources.yaml', size: 3, members: 2, train: { epochs: 5, rate: 0.1 } });
    expect([...config.contracts.keys()]).toEqual(['summary', 'table']);
    expect(config.stages).toEqual([
      {
        name: 'make',
        about: 'numbers',
        action: { kind: 'module', module: 'stages/make.ts' },
        environment: {},
        params: ['size', 'train.epochs'],
        each: { member: [1, 2] },
        inputs: new Map([
          ['raw', { kind: 'source', source: 'numbers', optional: false }],
          ['extra', { kind: 'source', source: 'extra', optional: true }],
        ]),
        outputs: new Map([['table', { file: 'table.parquet', format: 'parquet', contract: 'table' }]]),
        resources: { cpu: 2, memoryBytes: 512_000_000, gpu: 0 },
        timeoutMs: 600_000,
        retry: 0,
      },
      {
        name: 'report',
        about: '',
        action: { kind: 'run', command: 'python3 report.py', code: [] },
        environment: {},
        params: [],
        each: {},
        inputs: new Map([['tables', { kind: 'output', stage: 'make', output: 'table' }]]),
        outputs: new Map([['summary', { file: 'summary.json', format: 'json', contract: 'summary' }]]),
        resources: { cpu: 1, memoryBytes: 1_000_000_000, gpu: 0 },
        timeoutMs: null,
        retry: 0,
      },
    ]);
  });

  test('knows its sources with the places of their files', async () => {
    const { sources } = await load(projectWith());
    expect([...sources.values()]).toEqual([
      {
        id: 'numbers',
        title: 'Numbers',
        publisher: 'us',
        url: '',
        licence: 'CC0-1.0',
        kind: null,
        reading: null,
        aside: false,
        folder: 'data',
        files: [{ path: 'numbers.csv', sha256: 'a'.repeat(64), place: { file: 'data/sources.yaml', line: 8, column: 17, length: 11 } }],
      },
    ]);
  });

  test('knows where things are declared', async () => {
    const { placeOf } = await load(projectWith(), { overrides: ['size=4'] });
    expect(placeOf('/stages/report/inputs/tables')).toEqual({ file: 'pipeline.yaml', line: 20, column: 7, length: 6 });
    expect(placeOf('/params/train/epochs')).toEqual({ file: 'params.yaml', line: 5, column: 3, length: 6 });
    expect(placeOf('/params/size')).toEqual({ file: '--set size=4' });
    expect(placeOf('/sources/numbers')).toEqual({ file: 'data/sources.yaml', line: 2, column: 3, length: 7 });
    expect(placeOf('/contracts/table/key')).toEqual({ file: 'schemas/table.yaml', line: 5, column: 1, length: 3 });
  });

  test('is named from where the user stands', async () => {
    const root = projectWith(pipelineWith('timeout', 'timout'));
    expect(await messageOf(() => load(root, { cwd: join(root, 'stages') }))).toMatch(/^\.\.\/pipeline\.yaml:16:5 {2}E203/);
  });

  test('may do without parameters and sources', async () => {
    const text = `name: tiny\nstages:\n  only:\n    run: x\n    outputs:\n      out: { file: out.json, contract: summary }\n`;
    const config = await load(projectWith({ 'pipeline.yaml': text, 'params.yaml': null }));
    expect(config).toMatchObject({ profile: 'default', params: {}, sources: new Map() });
    expect(await errorsWith({ 'pipeline.yaml': text }, { overrides: ['a=1'] })).toBe(
      'E101 --set a=1 sets nothing: the project has no parameters',
    );
  });
});

describe('profiles', () => {
  test('are named by the parameter file', async () => {
    const root = projectWith({
      'params.world.yaml': FILES['params.yaml']!.replace('size: 3', 'size: 9'),
      'fast.yaml': FILES['params.yaml']!,
    });
    expect(await load(root, { paramsFile: 'params.world.yaml' })).toMatchObject({ profile: 'world', params: { size: 9 } });
    expect((await load(root, { paramsFile: '../params.world.yaml', cwd: join(root, 'stages') })).profile).toBe('world');
    expect((await load(root, { paramsFile: 'fast.yaml' })).profile).toBe('fast');
    expect((await load(root, { paramsFile: 'params.yaml' })).profile).toBe('default');
  });

  test('can be chosen by pipeline.yaml', async () => {
    const edits = { ...pipelineWith('params: params.yaml', 'params: params.world.yaml'), 'params.world.yaml': FILES['params.yaml']! };
    expect((await load(projectWith(edits))).profile).toBe('world');
  });
});

describe('overrides', () => {
  test('are typed as YAML', async () => {
    const config = await load(projectWith(), {
      overrides: ['size=7', 'train.epochs=1e3', 'train.rate=NO', 'members=[a, b]', 'train.epochs=8'],
    });
    expect(config.overrides).toEqual({ size: 7, 'train.epochs': 8, 'train.rate': 'NO', members: ['a', 'b'] });
    expect(config.params).toEqual({ sources: 'data/sources.yaml', size: 7, members: ['a', 'b'], train: { epochs: 8, rate: 'NO' } });
    expect(config.stages[0]?.each).toEqual({ member: ['a', 'b'] });
  });

  test('may set what only the schema knows', async () => {
    const schema = { properties: { train: { properties: { clip: { type: 'number' } } } } };
    const root = projectWith({ 'schemas/params.schema.json': JSON.stringify(schema) });
    expect((await load(root, { overrides: ['train.clip=2'] })).params).toMatchObject({ train: { epochs: 5, clip: 2 } });
    expect(await messageOf(() => load(root, { overrides: ['train.clop=2'] }))).toMatch(/^--set train\.clop=2 {2}E204 unknown parameter/);
  });

  test('cannot reach the prototype', async () => {
    expect(await errorsWith({}, { overrides: ['__proto__.polluted=1'] })).toMatch(/E204 unknown parameter "__proto__\.polluted"/);
    expect(await errorsWith({}, { overrides: ['constructor=1'] })).toMatch(/E204 unknown parameter "constructor"/);
  });
});

test('all errors are told at once, by file and line', async () => {
  const edits = {
    'pipeline.yaml': PIPELINE.replace('source: numbers', 'source: number')
      .replace('train.epochs', 'train.epoch')
      .replace('contract: summary', 'contract: sumary'),
    ...fileWith('schemas/table.yaml', 'int32', 'int33'),
  };
  const message = await errorsWith(edits, { overrides: ['size'] });
  expect(message.split('\n').filter((line) => / {2}E\d{3}|^E/.test(line))).toEqual([
    'E101 --set size sets nothing',
    'pipeline.yaml:8:20  E204 unknown parameter "train.epoch"',
    'pipeline.yaml:11:22  E204 source "number" is not in data/sources.yaml',
    'pipeline.yaml:22:48  E204 unknown contract "sumary"',
    'schemas/table.yaml:4:23  E203 "type" cannot be "int33"',
  ]);
});

test('a folder in place of a file is refused', async () => {
  const root = projectWith({ 'params.yaml': null });
  mkdirSync(join(root, 'params.yaml'));
  expect(await messageOf(() => load(root))).toBe(
    lines('pipeline.yaml:2:9  E201 params.yaml is not a file', '    params: params.yaml', '            ^^^^^^^^^^^'),
  );
});

describe('the memo', () => {
  test('gives the same configuration, and the same errors at the same places', async () => {
    const root = projectWith();
    const memo = new Map<string, Json>();
    const { placeOf: _first, ...cold } = await load(root, { memo });
    const known = memo.size;
    const { placeOf, ...warm } = await load(root, { memo });
    expect(memo.size).toBe(known);
    expect(warm).toEqual(cold);
    expect(placeOf('/stages/make')).toEqual({ file: 'pipeline.yaml', line: 5, column: 3, length: 4 });
    rmSync(join(root, 'stages/make.ts'));
    expect(await messageOf(() => load(root, { memo }))).toMatch(/^pipeline\.yaml:6:13 {2}E201 module "stages\/make\.ts" does not exist/);
  });

  test('does not keep what is wrong', async () => {
    const root = projectWith({ 'schemas/params.schema.json': '{ "properties": { "size": { "type": "string" } } }' });
    const memo = new Map<string, Json>();
    const first = await messageOf(() => load(root, { memo }));
    expect(first).toMatch(/^params\.yaml:2:7 {2}E203 "size" cannot be 3/);
    expect(await messageOf(() => load(root, { memo }))).toBe(first);
  });

  test('lasts in a file, which may be broken', async () => {
    const root = projectWith();
    const path = join(root, 'memo.json');
    writeFileSync(path, '{"torn');
    const memo = new FileMemo(path);
    await load(root, { memo });
    memo.save();
    const saved = readFileSync(path, 'utf8');
    const again = new FileMemo(path);
    await load(root, { memo: again });
    again.save();
    expect(readFileSync(path, 'utf8')).toBe(saved);
    expect(Object.keys((JSON.parse(saved) as { content: object }).content)).toHaveLength(6);
  });

  test('forgets what was used longest ago', () => {
    const root = projectWith();
    const path = join(root, 'memo.json');
    const memo = new FileMemo(path);
    for (let index = 0; index < 500; index++) memo.set(`d${index}`, index);
    memo.save();
    const later = new FileMemo(path);
    expect(later.get('d499')).toBe(499);
    later.set('new', true);
    later.save();
    const kept = new FileMemo(path);
    expect([kept.get('d499'), kept.get('new'), kept.get('d498')]).toEqual([499, true, undefined]);
  });
});

test('this project is free of errors', async () => {
  const root = join(import.meta.dirname, '../../..');
  const config = await loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root });
  expect(planOf(config).instances.map(({ id }) => id)).toEqual([
    'ingest',
    'harmonize',
    'impute',
    'train[member=1]',
    'train[member=2]',
    'train[member=3]',
    'cross-validate[fold=1,seed=1]',
    'cross-validate[fold=2,seed=1]',
    'cross-validate[fold=3,seed=1]',
    'cross-validate[fold=4,seed=1]',
    'cross-validate[fold=5,seed=1]',
    'fit-competitors[fold=1]',
    'fit-competitors[fold=2]',
    'fit-competitors[fold=3]',
    'fit-competitors[fold=4]',
    'fit-competitors[fold=5]',
    'compare-baselines',
    'calibrate',
    'export',
    'plausibility',
  ]);
});
