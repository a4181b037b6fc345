import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../rig.ts';

/** What a stage takes from node_modules is in its key by content. */

const NOTE = 'kind: document\ntitle: A note\nschema: { type: object, required: [value], properties: { value: {} } }\n';
const manifest = (name: string, rest: object = {}): string =>
  JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js', ...rest });
const WASM = (value: number): Uint8Array =>
  // A module that exports a global `value`.
  new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 6, 6, 1, 127, 0, 65, value, 11, 7, 9, 1, 5, 118, 97, 108, 117, 101, 3, 0]);

const PROJECT = {
  'pipeline.yaml': `name: packages
stages:
  note:
    module: stages/note.ts
    outputs:
      note: { file: note.json, contract: note }
`,
  'schemas/note.yaml': NOTE,
  'stages/note.ts': `import { value } from 'one';\nexport async function run({ outputs }: any) { await outputs.note.write({ value }); }\n`,
  'node_modules/one/package.json': manifest('one', { dependencies: { two: '*' }, optionalDependencies: { extra: '*' } }),
  'node_modules/one/index.js': `import { two } from 'two';\nexport const value = 1 + two;\n`,
  'node_modules/one/README.md': 'words',
  'node_modules/two/package.json': manifest('two'),
  'node_modules/two/index.js': `export const two = 2;\n`,
  'node_modules/other/package.json': manifest('other'),
  'node_modules/other/index.js': `export const other = 0;\n`,
};

const value = (project: Project): unknown => JSON.parse(project.read('artifacts/note/note.json')).value;

/** Runs, and gives the reason why the stage ran; null where it did not. */
async function reason(project: Project): Promise<string | null> {
  const { stdout } = await project.call('status', '--json');
  const [standing] = (JSON.parse(stdout) as { data: { instances: { state: string; why: string }[] } }).data.instances;
  const { executed } = await project.run();
  expect(executed.length > 0).toBe(standing!.state !== 'current');
  return standing!.state === 'current' ? null : standing!.why;
}

describe('a change of a package runs the stage again', () => {
  test.each([
    ['a module patched in place', 'node_modules/one/index.js', '1 + two', '10 + two', 12, 'content of package one 1.0.0 changed'],
    ['a package that it needs', 'node_modules/two/index.js', '= 2', '= 20', 21, 'content of package two 1.0.0 changed'],
    ['a version', 'node_modules/two/package.json', '1.0.0', '1.0.1', 3, 'package two 1.0.0 -> 1.0.1'],
    [
      'what package.json says of modules',
      'node_modules/one/package.json',
      '"index.js"',
      '"./index.js"',
      3,
      'content of package one 1.0.0 changed',
    ],
  ])('%s', async (_, file, before, after, expected, why) => {
    const project = new Project(PROJECT);
    await project.run();
    expect(value(project)).toBe(3);
    expect(await reason(project)).toBe(null);
    project.edit(file, before, after);
    expect(await reason(project)).toBe(why);
    expect(value(project)).toBe(expected);
  });

  test('a linked package of the workspace, and the link itself', async () => {
    const project = new Project(PROJECT);
    for (const copy of ['packages/one', 'elsewhere/one']) {
      project.write(`${copy}/package.json`, manifest('one'));
      project.write(`${copy}/index.js`, `export const value = '${copy}';\n`);
    }
    project.delete('node_modules/one');
    symlinkSync('../packages/one', project.path('node_modules/one'));
    await project.run();
    expect(value(project)).toBe('packages/one');
    project.edit('packages/one/index.js', 'packages/one', 'edited');
    expect(await reason(project)).toBe('content of package one 1.0.0 changed');
    expect(value(project)).toBe('edited');
    project.delete('node_modules/one');
    symlinkSync('../elsewhere/one', project.path('node_modules/one'));
    await reason(project);
    expect(value(project)).toBe('elsewhere/one');
  });

  test('WebAssembly and native files that a package opens by name', async () => {
    const project = new Project({
      ...PROJECT,
      'node_modules/one/index.js': `import { readFileSync } from 'node:fs';
const file = readFileSync(new URL('lib/one.wasm', import.meta.url));
export const value = new WebAssembly.Instance(new WebAssembly.Module(file)).exports.value.value;
`,
    });
    for (const [path, content] of [
      ['node_modules/one/lib/one.wasm', WASM(5)],
      ['node_modules/one/build/Release/one.node', Uint8Array.of(1)],
      ['node_modules/one/lib/libone.so.2', Uint8Array.of(1)],
      ['node_modules/extra/bin/program', Uint8Array.of(1)],
    ] as const) {
      mkdirSync(dirname(project.path(path)), { recursive: true });
      project.write(path, content);
    }
    project.write('node_modules/extra/package.json', manifest('extra'));
    await project.run();
    expect(value(project)).toBe(5);
    project.write('node_modules/one/lib/one.wasm', WASM(6));
    expect(await reason(project)).toBe('content of package one 1.0.0 changed');
    expect(value(project)).toBe(6);
    project.write('node_modules/one/build/Release/one.node', Uint8Array.of(2));
    expect(await reason(project)).toBe('content of package one 1.0.0 changed');
    project.write('node_modules/one/lib/libone.so.2', Uint8Array.of(2));
    expect(await reason(project)).toBe('content of package one 1.0.0 changed');
    project.write('node_modules/extra/bin/program', Uint8Array.of(2));
    expect(await reason(project)).toBe('content of package extra 1.0.0 changed');
  });

  test('an installation that puts a second copy of a package beneath another', async () => {
    const project = new Project({ ...PROJECT, 'node_modules/.package-lock.json': '{}' });
    await project.run();
    project.write('node_modules/one/node_modules/two/package.json', manifest('two'));
    project.write('node_modules/one/node_modules/two/index.js', 'export const two = 200;\n');
    project.write('node_modules/.package-lock.json', '{"lockfileVersion": 3}');
    expect(await reason(project)).toBe('content of package two 1.0.0 changed');
    expect(value(project)).toBe(201);
  });

  test('an optional package that is installed later', async () => {
    const project = new Project({
      ...PROJECT,
      'stages/note.ts': `export async function run({ outputs }: any) {
  const found = await import('late' as string).catch(() => null);
  const { value } = await import('one');
  await outputs.note.write({ value: [value, found] });
}
`,
    });
    project.edit('stages/note.ts', ' as string', '');
    await project.run();
    expect(value(project)).toEqual([3, null]);
    project.write('node_modules/late/package.json', manifest('late'));
    project.write('node_modules/late/index.js', 'export const late = 1;\n');
    expect(await reason(project)).toBe('package late is new');
    expect(value(project)).toEqual([3, { late: 1 }]);
  });
});

describe('nothing to do', () => {
  test.each([
    ['words of a package', (project: Project) => project.write('node_modules/one/README.md', 'other words')],
    ['a package that no stage imports', (project: Project) => project.write('node_modules/other/index.js', 'export const other = 1;\n')],
    ['the same packages, installed again', (project: Project) => project.write('node_modules/.package-lock.json', '{"a": 1}')],
    [
      'the same package in another place',
      (project: Project) => {
        mkdirSync(project.path('node_modules/one/node_modules'));
        renameSync(project.path('node_modules/two'), project.path('node_modules/one/node_modules/two'));
        project.write('node_modules/.package-lock.json', '{"a": 2}');
      },
    ],
  ])('after a change of %s', async (_, change) => {
    const project = new Project(PROJECT);
    await project.run();
    change(project);
    expect(await reason(project)).toBe(null);
  });

  test('a package that does not parse counts as a whole', async () => {
    const project = new Project({ ...PROJECT, 'node_modules/two/strange.js': 'export const flow: %% = 1;\n' });
    project.edit('node_modules/one/index.js', "'two';", "'two';\nif (false) import('two/strange.js');");
    await project.run();
    project.write('node_modules/one/deep/notes.txt', 'x');
    project.edit('node_modules/one/index.js', '1 + two', '10 + two');
    expect(await reason(project)).toBe('content of package one 1.0.0 changed');
  });
});
