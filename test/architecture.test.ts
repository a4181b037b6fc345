import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What each part of the tree may import, itself aside: the arrows of docs/design.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'src/diagnostics': [],
  'src/numerics': [],
  'src/tables': [],
  'src/readers': ['schemas', 'src/diagnostics', 'src/tables'],
  'src/demography': ['src/numerics', 'src/diagnostics'],
  'src/model': ['src/numerics', 'src/diagnostics'],
  'src/evaluation': ['src/numerics', 'src/diagnostics'],
  'src/harmonize': ['schemas', 'src/tables', 'src/numerics', 'src/diagnostics'],
  'src/assembly': [
    'schemas',
    'src/engine/stage.ts',
    'src/diagnostics',
    'src/tables',
    'src/numerics',
    'src/readers',
    'src/demography',
    'src/model',
    'src/evaluation',
  ],
  'src/demo': ['src/numerics'],
  'src/engine': [
    'src/diagnostics',
    'src/tables',
    'schemas/pipeline.schema.json',
    'schemas/sources.schema.json',
    'schemas/contract.schema.json',
  ],
  'src/cli': ['src/engine', 'src/diagnostics', 'src/tables', 'src/model/backend.ts', 'src/assembly/trainingMemory.ts'],
  stages: [
    'schemas',
    'src/engine/stage.ts',
    'src/assembly',
    'src/diagnostics',
    'src/tables',
    'src/numerics',
    'src/readers',
    'src/harmonize',
    'src/demography',
    'src/model',
    'src/evaluation',
  ],
  schemas: ['src/engine/stage.ts', 'src/tables'],
};

const files = ['src', 'stages', 'schemas'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] as string);
  return specifiers.map((specifier) => relative(ROOT, resolve(ROOT, dirname(file), specifier)));
}

function partOf(file: string): string {
  return file.startsWith('src/') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] as string);
}

test('every file belongs to a part of the design', () => {
  expect(files.length).toBeGreaterThan(50);
  expect([...new Set(files.map(partOf))].filter((part) => !(part in ARROWS))).toEqual([]);
});

test('imports follow the arrows', () => {
  const against = files.flatMap((file) => {
    const part = partOf(file);
    const allowed = [part, ...(ARROWS[part] ?? [])];
    return importsOf(file)
      .filter((target) => !allowed.some((prefix) => target === prefix || target.startsWith(`${prefix}/`)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(against).toEqual([]);
});

test('folders of src/demography import only those above them', () => {
  const order = ['fitting', 'accounting', 'stocks', 'spatialInteraction', 'aggregation', 'indices', 'netMatrix'];
  const folderOf = (file: string) => /^src\/demography\/([^/]+)\//.exec(file)?.[1];
  const inside = files.filter((file) => file.startsWith('src/demography/'));
  expect([...new Set(inside.map(folderOf))].filter((folder) => folder !== undefined && !order.includes(folder))).toEqual([]);
  const against = inside.flatMap((file) =>
    importsOf(file)
      .map((target) => ({ target, folder: folderOf(target) }))
      .filter(({ folder }) => folder !== undefined && order.indexOf(folder) > order.indexOf(folderOf(file) ?? ''))
      .map(({ target }) => `${file} imports ${target}`),
  );
  expect(against).toEqual([]);
});

test('no folder or file is named for having no name', () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([]);
});

test('nothing that reaches an artifact asks the host for a transcendental function, a clock or chance', () => {
  const parts = [
    'src/numerics',
    'src/tables',
    'src/readers',
    'src/demography',
    'src/model',
    'src/evaluation',
    'src/harmonize',
    'src/demo',
    'stages',
  ];
  const forbidden =
    /Math\.(random|exp|expm1|log|log1p|log2|log10|pow|tanh|sinh|cosh|sin|cos|tan|atan2?|asin|acos|hypot|cbrt)\b|Date\.now|new Date|toLocale|localeCompare|\*\* *[0-9.]*\.[0-9]/;
  const found = files
    .filter((file) => parts.includes(partOf(file)))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          forbidden.test(line.replace(/\/\/.*|^\s*\*.*|\/\*.*/, '')) ? [`${file}:${index + 1} ${line.trim()}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

test('stages/ holds one file for each stage', () => {
  expect(files.filter((file) => file.split('/').length > 2 && file.startsWith('stages/'))).toEqual([]);
});

test('files are short', () => {
  const long = files.filter((file) => file !== 'schemas/types.ts' && readFileSync(join(ROOT, file), 'utf8').split('\n').length > 351);
  expect(long).toEqual([]);
});
