import { describe, expect, test } from 'vitest';
import { bundleText, codeAt, digestOf, type Files, resultOf, withProject } from './codeProject.ts';

const STAGE = `import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mean } from './lib/mean.ts';
import { Total, total as sumOf } from './lib/total.ts';
import type { Row } from './lib/types.ts';
export async function run(rows: Row[]) {
  writeFileSync(join('out', 'x'), String(sumOf(rows.map(({ value }) => value))));
  return mean(readFileSync('in').toJSON().data) + new Total().value;
}
export const result = [sumOf([1, 2, 3]), mean([1, 2, 3])];
`;

const FILES = {
  'stage.ts': STAGE,
  'lib/mean.ts': `import { total } from './total.ts';
/** The mean. */
export const mean = (values: readonly number[]): number => total(values) / values.length;
`,
  'lib/total.ts': `import { ZERO } from './constants.ts';
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, ZERO);
}
export class Total { value = total([1]); }
`,
  'lib/constants.ts': `export const ZERO = 0;\nexport const TABLE = Array.from({ length: 3 }, (_, row) => row * row);\n`,
  'lib/types.ts': 'export interface Row { readonly value: number }\n',
};

/** The files with texts of one of them replaced, each of which must be there. */
function edited(files: Files, path: string, ...replacements: readonly (readonly [string, string])[]): Files {
  let text = String(files[path]);
  for (const [before, after] of replacements) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  return { ...files, [path]: text };
}

/** Files with effects that show in which order they ran. */
const ORDER = {
  'order.ts': 'export const order: string[] = [];\n',
  'a.ts': `import { order } from './order.ts';\norder.push('a');\nexport const a = 'a';\n`,
  'b.ts': `import { order } from './order.ts';\norder.push('b');\nexport const b = 'b';\n`,
};

const MEAN = `import { mean } from './lib/mean.ts';\n`;
const TOTAL = `import { Total, total as sumOf } from './lib/total.ts';\n`;

describe('what is in no digest', () => {
  const cases: Record<string, Files> = {
    'two imports swapped': edited(FILES, 'stage.ts', [MEAN, ''], [TOTAL, `${TOTAL}${MEAN}`]),
    'imports of packages after those of the project': edited(
      FILES,
      'stage.ts',
      [`import { join } from 'node:path';\n`, ''],
      [TOTAL, `${TOTAL}import { join } from 'node:path';\n`],
    ),
    'names in an import': edited(
      FILES,
      'stage.ts',
      ['Total, total as sumOf', 'total as sumOf, Total'],
      ['readFileSync, writeFileSync', 'writeFileSync, readFileSync'],
    ),
    'one import made two': edited(
      FILES,
      'stage.ts',
      [TOTAL, `import { total as sumOf } from './lib/total.ts';\nimport { Total } from './lib/total.ts';\n`],
      [
        `import { readFileSync, writeFileSync } from 'node:fs';`,
        `import { writeFileSync } from 'node:fs';\nimport { readFileSync } from 'node:fs';`,
      ],
    ),
    'an import at the end of the file': edited(FILES, 'stage.ts', [MEAN, ''], ['mean([1, 2, 3])];\n', `mean([1, 2, 3])];\n${MEAN}`]),
    'comments between imports': edited(FILES, 'stage.ts', [MEAN, `// total, then mean\n/* sumOf */ ${MEAN}`]),
    'a directive and a hashbang': { ...FILES, 'stage.ts': `#!/usr/bin/env node\n${STAGE}` },
    'a type import more': edited(FILES, 'stage.ts', [MEAN, `import type { Zebra } from './lib/zebra.ts';\n${MEAN}`]),
    'a type import less': edited(FILES, 'stage.ts', [`import type { Row } from './lib/types.ts';\n`, ''], ['Row[]', '{ value: number }[]']),
    'an unused type in a file': edited(FILES, 'lib/mean.ts', [
      '/** The mean. */',
      `export interface Quiz { readonly jazz: 'xylophone' | 'qqqqqqqqqqqqqqqqqqqqqqqqqqq' }\n`,
    ]),
    'Windows line ends': Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])),
    'a byte order mark': { ...FILES, 'stage.ts': `\uFEFF${STAGE}`, 'lib/mean.ts': `\uFEFF${FILES['lib/mean.ts']}` },
    'blank lines at the end and indents': { ...FILES, 'stage.ts': `${STAGE.replaceAll('\n  ', '\n\t\t')}\n\n\n` },
    'an import without its ending': edited(FILES, 'stage.ts', [`'./lib/mean.ts'`, `'./lib/mean'`]),
  };
  for (const [what, files] of Object.entries(cases)) {
    test(what, async () => {
      expect(await digestOf(files)).toBe(await digestOf(FILES));
    });
  }

  test('where a file lies: moved, renamed, or the stage module itself', async () => {
    const digest = await digestOf(FILES);
    const { 'lib/total.ts': total, ...others } = FILES;
    const moved = edited(edited(others, 'stage.ts', ['./lib/total.ts', './numbers/sums/a.ts']), 'lib/mean.ts', [
      './total.ts',
      '../numbers/sums/a.ts',
    ]);
    expect(await digestOf({ ...moved, 'numbers/sums/a.ts': total.replace('./constants.ts', '../../lib/constants.ts') })).toBe(digest);
    const stage = STAGE.replaceAll(`'./lib/`, `'../lib/`);
    expect(await digestOf({ ...FILES, 'stages/zebra.ts': stage }, 'stages/zebra.ts')).toBe(digest);
  });

  test('a file that is required, a JSON, a wasm and a dynamic import that move', async () => {
    const stage = (folder: string): string => `import data from './${folder}data.json' with { type: 'json' };
import bytes from './${folder}code.wasm';
import old = require('./${folder}old.cjs');
import * as lazy from './${folder}lazy.ts';
export const run = async () => [data.x, bytes.length, old.one, (await import('./${folder}late.ts')).default, lazy.lazy];
export const result = await run();
`;
    const files = (folder: string): Files => ({
      'stage.ts': stage(folder),
      [`${folder}data.json`]: '{ "x": 1 }',
      [`${folder}code.wasm`]: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]),
      [`${folder}old.cjs`]: 'exports.one = 1;\n',
      [`${folder}late.ts`]: `import { lazy } from './lazy.ts';\nexport default lazy + 1;\n`,
      [`${folder}lazy.ts`]: 'export const lazy = 7;\n',
    });
    expect(await digestOf(files('else/where/'))).toBe(await digestOf(files('')));
    expect(await resultOf(files('else/where/'))).toEqual([1, 8, 1, 8, 7]);
    const spread = { ...files(''), 'data.json': '\uFEFF{\r\n\t"x" : 1\r\n}\r\n' };
    expect(await digestOf(spread)).toBe(await digestOf(files('')));
  });

  test('lists of re-exports', async () => {
    const barrel = (...lines: string[]): Files => ({
      'stage.ts': `import { one, three, two } from './all.ts';\nexport const run = () => [one, two, three];\n`,
      'all.ts': lines.join('\n'),
      'one.ts': 'export const one = 1;\nexport const uno = 1;\n',
      'two.ts': 'export const two = 2;\n',
      'three.ts': 'export const three = Number("3");\nexport const tre = 3;\n',
    });
    const digest = await digestOf(
      barrel(`export { one, uno } from './one.ts';`, `export * from './two.ts';`, `export * from './three.ts';`),
    );
    expect(await digestOf(barrel(`export * from './three.ts';`, `export * from './two.ts';`, `export { uno, one } from './one.ts';`))).toBe(
      digest,
    );
  });

  test('the project as a whole in another folder, and the bundle names none', async () => {
    expect(await digestOf(FILES)).toBe(await digestOf(FILES));
    expect(await bundleText(FILES)).not.toMatch(/pipeline-code-|lib\/|\.ts/);
  });

  test('other stages that are compiled before', async () => {
    const files = {
      ...FILES,
      'other.ts': `import { Total } from './lib/total.ts';\nimport { mean } from './lib/mean.ts';\nexport const run = () => [mean, Total];\n`,
    };
    const digests = await withProject(files, (root) => codeAt(root, 'other.ts', 'stage.ts'));
    expect(digests[1]?.digest).toBe(await digestOf(FILES));
    expect(Object.keys(digests[1]?.files ?? {})).toEqual(['lib/constants.ts', 'lib/mean.ts', 'lib/total.ts', 'stage.ts']);
  });
});

describe('what is in the digest', () => {
  const cases: Record<string, Files> = {
    'an expression': edited(FILES, 'lib/mean.ts', ['/ values.length', '/ (values.length + 1)']),
    'a constant far below': edited(FILES, 'lib/constants.ts', ['ZERO = 0', 'ZERO = 1']),
    'another module behind the same name': edited(
      { ...FILES, 'lib/other.ts': 'export const mean = (values: readonly number[]) => values[0];\n' },
      'stage.ts',
      ['./lib/mean.ts', './lib/other.ts'],
    ),
    'another package behind the same name': edited(FILES, 'stage.ts', [`'node:path'`, `'node:path/posix'`]),
    'two names exchanged': edited(FILES, 'stage.ts', ['[sumOf([1, 2, 3]), mean([1, 2, 3])]', '[mean([1, 2, 3]), sumOf([1, 2, 3])]']),
    'a bare import more': edited({ ...FILES, ...ORDER }, 'stage.ts', [MEAN, `import './a.ts';\n${MEAN}`]),
  };
  for (const [what, files] of Object.entries(cases)) {
    test(what, async () => {
      expect(await digestOf(files)).not.toBe(await digestOf(FILES));
    });
  }
});

describe('imports whose order can be noticed keep it', () => {
  const result = `export const run = () => 0;\nexport const result = order;\n`;
  const stage = (...lines: string[]): Files => ({
    ...ORDER,
    'stage.ts': [...lines, `import { order } from './order.ts';`, result].join('\n'),
  });

  test('bare ones', async () => {
    const [ab, ba] = [stage(`import './a.ts';`, `import './b.ts';`), stage(`import './b.ts';`, `import './a.ts';`)];
    expect(await digestOf(ab)).not.toBe(await digestOf(ba));
    expect(await resultOf(ab)).toEqual(['a', 'b']);
    expect(await resultOf(ba)).toEqual(['b', 'a']);
  });

  test('those that bind a name of a module with effects, through others too', async () => {
    const through = { 'via.ts': `import { b } from './b.ts';\nexport const via = b;\n` };
    const use = 'order.push(via + a);';
    const ab = { ...stage(`import { a } from './a.ts';`, `import { via } from './via.ts';`, use), ...through };
    const ba = { ...stage(`import { via } from './via.ts';`, `import { a } from './a.ts';`, use), ...through };
    expect(await digestOf(ab)).not.toBe(await digestOf(ba));
    expect(await resultOf(ab)).toEqual(['a', 'b', 'ba']);
    expect(await resultOf(ba)).toEqual(['b', 'a', 'ba']);
  });

  test('re-exports of modules with effects', async () => {
    const all = (text: string): Files => ({ ...stage(`import * as all from './all.ts';`, 'order.push(all.a + all.b);'), 'all.ts': text });
    const [ab, ba] = [
      all(`export * from './a.ts';\nexport { b } from './b.ts';\n`),
      all(`export { b } from './b.ts';\nexport * from './a.ts';\n`),
    ];
    expect(await digestOf(ab)).not.toBe(await digestOf(ba));
    expect(await resultOf(ab)).toEqual(['a', 'b', 'ab']);
    expect(await resultOf(ba)).toEqual(['b', 'a', 'ab']);
  });

  test('circles, as Node has them', async () => {
    const circle = (...lines: string[]): Files => ({
      'stage.ts': [...lines, 'export const run = () => 0;', 'export const result = [late(), early()];'].join('\n'),
      'early.ts': `import { late } from './late.ts';\nlet seen = 'early';\nexport const early = () => seen;\nexport const peek = () => typeof late;\n`,
      'late.ts': `import { early } from './early.ts';\nexport const late = () => 'late ' + early();\n`,
    });
    const [one, other] = [`import { early } from './early.ts';`, `import { late } from './late.ts';`];
    expect(await resultOf(circle(one, other))).toEqual(['late early', 'early']);
    expect(await resultOf(circle(other, one))).toEqual(['late early', 'early']);
  });

  test('but one module with effects that two imports share leaves them free', async () => {
    const shared = {
      'x.ts': `import { a } from './a.ts';\nexport const x = a + 'x';\n`,
      'y.ts': `import { a } from './a.ts';\nexport const y = a + 'y';\n`,
    };
    const xy = { ...stage(`import { x } from './x.ts';`, `import { y } from './y.ts';`, 'order.push(y + x);'), ...shared };
    const yx = { ...stage(`import { y } from './y.ts';`, `import { x } from './x.ts';`, 'order.push(y + x);'), ...shared };
    expect(await digestOf(xy)).toBe(await digestOf(yx));
    expect(await resultOf(xy)).toEqual(['a', 'ayax']);
  });
});

test('text that looks like imports stays text', async () => {
  const text = `import { a } from "./a.ts";\nimport "./b.ts";\nexport * from "./c.ts";\n`;
  const files = {
    'stage.ts': `export const run = () => 0;\nexport const result = [\`${text}\`, ${JSON.stringify(text)}, /import '.\\/x.ts'/.source];\n`,
  };
  expect(await resultOf(files)).toEqual([text, text, `import '.\\/x.ts'`]);
});

test('an error names the place in the source, and forgiven TypeScript is forgiven', async () => {
  const broken = edited(FILES, 'lib/mean.ts', ['total(values) /', 'total(values) / /']);
  await expect(digestOf(broken)).rejects.toMatchObject({ diagnostics: [{ code: 'E207', place: { file: 'lib/mean.ts', line: 3 } }] });
  const missing = edited(FILES, 'stage.ts', ['./lib/mean.ts', './lib/nowhere.ts']);
  await expect(digestOf(missing)).rejects.toMatchObject({
    diagnostics: [{ code: 'E207', place: { file: 'stage.ts', line: 3, column: 22 } }],
  });
  const untyped = { ...FILES, 'stage.ts': `${STAGE}export { Row as Line } from './lib/types.ts';\n` };
  expect(await resultOf(untyped)).toEqual([6, 2]);
});

test.each([
  ['nothing', 'const run = 1;\n'],
  ['another name', 'export async function main() {}\n'],
  ['a default', 'export default async function run() {}\n'],
])('a module that exports %s and no `run` is refused before it runs', async (_, text) => {
  await expect(digestOf({ 'stage.ts': text })).rejects.toMatchObject({ diagnostics: [{ code: 'E207', place: { file: 'stage.ts' } }] });
});
