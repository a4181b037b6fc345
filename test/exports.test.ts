import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { exportedNames, exportedTwice, type Graph } from './importGraph.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The kernel is another program, in AssemblyScript; only the layout of its records is imported by the rest. */
const isOtherProgram = (file: string): boolean => file.startsWith('src/model/kernel/wasm/') && !file.endsWith('/record.ts');
/** Every stage exports its function under this name. */
const STAGE = 'run';

function namesOfProject(): Graph {
  const names = exportedNames(ROOT, ['src', 'stages', 'tools', 'bench']);
  return new Map(
    [...names]
      .filter(([file]) => !isOtherProgram(file))
      .map(([file, found]) => [file, file.startsWith('stages/') ? new Set([...found].filter((name) => name !== STAGE)) : found]),
  );
}

describe('names', () => {
  test('are exported from one file each', () => {
    expect(exportedTwice(namesOfProject())).toEqual([]);
  });

  test('that a second file exports are found', () => {
    const planted = new Map([...namesOfProject(), ['src/tables/planted.ts', new Set(['startOfYearStocks'])]]);
    expect(exportedTwice(planted)).toContain('startOfYearStocks: src/demography/stocks/startOfYear.ts, src/tables/planted.ts');
  });

  test('are read from declarations and lists, not from what is passed on', () => {
    const folder = emptyFolder();
    write(folder, {
      'src/own.ts': 'export async function a() {}\nexport const b = 1;\nexport interface C {}\nconst d = 2;\nexport { d, d as e };\n',
      'src/passing.ts': "export { f } from './own.ts';\nexport type { G } from './own.ts';\nexport * from './own.ts';\n",
    });
    const found = exportedNames(folder, ['src']);
    expect([...found.get('src/own.ts')!]).toEqual(['a', 'b', 'C', 'd', 'e']);
    expect([...found.get('src/passing.ts')!]).toEqual([]);
  });
});

/** A project under the rules of this one, of which the command line imports `used`. */
const PROJECT = {
  'package.json': '{ "name": "planted", "type": "module" }\n',
  'src/cli/main.ts': "import { used } from '../tables/used.ts';\n\nconsole.log(used());\n",
  'src/tables/used.ts': 'export function used(): Shape {\n  return { n: 1 };\n}\n\nexport interface Shape {\n  readonly n: number;\n}\n',
  'src/library/numbers.ts': "export { offered } from '../tables/offered.ts';\n",
  'src/tables/offered.ts': 'export const offered = 1;\n',
};

describe('npm run check:exports', () => {
  test('accepts what another file uses, a type in a signature, and what the library offers', () => {
    expect(deadExports(PROJECT)).toEqual({ status: 0, stdout: '' });
  });

  test.each([
    ['an export that nothing uses', { 'src/tables/used.ts': `${PROJECT['src/tables/used.ts']}\nexport const spare = 1;\n` }, 'spare'],
    [
      'an export that only a test uses',
      {
        'src/tables/used.ts': `${PROJECT['src/tables/used.ts']}\nexport const tested = 1;\n`,
        'test/tables/used.test.ts': "import { tested } from '../../src/tables/used.ts';\n\nconsole.log(tested);\n",
      },
      'tested',
    ],
    [
      'an export that only its own file uses',
      { 'src/tables/offered.ts': 'export const half = 0.5;\nexport const offered = 2 * half;\n' },
      'half',
    ],
    ['a type that nothing uses', { 'src/tables/offered.ts': 'export const offered = 1;\nexport type Spare = string;\n' }, 'Spare'],
    ['a file that nothing imports', { 'src/tables/lonely.ts': 'export const lonely = 1;\n' }, 'src/tables/lonely.ts'],
  ])('reports %s', (_, planted, name) => {
    const { status, stdout } = deadExports({ ...PROJECT, ...planted });
    expect(status).toBe(1);
    expect(stdout).toContain(name);
  });
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exports-'));
  folders.push(folder);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

function deadExports(files: Readonly<Record<string, string>>) {
  const folder = emptyFolder();
  write(folder, files);
  cpSync(join(ROOT, 'knip.json'), join(folder, 'knip.json'));
  const knip = join(ROOT, 'node_modules/knip/bin/knip.js');
  const { status, stdout } = spawnSync(process.execPath, [knip, '--production', '--no-config-hints'], { cwd: folder, encoding: 'utf8' });
  return { status, stdout };
}
