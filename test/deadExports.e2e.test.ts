import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** A project under the rules of this one, in which everything is used. */
const PROJECT = {
  'package.json': '{ "name": "planted", "type": "module" }\n',
  'src/cli/main.ts': "import { used } from '../tables/used.ts';\n\nconsole.log(used());\n",
  'src/tables/used.ts': 'export function used(): Shape {\n  return { n: 1 };\n}\n\nexport interface Shape {\n  readonly n: number;\n}\n',
  'src/library/numbers.ts': "export { offered } from '../tables/offered.ts';\n",
  'src/tables/offered.ts': 'export const offered = 1;\n',
};

/** The same with an export of each kind that nobody needs. */
const PLANTED = {
  ...PROJECT,
  'src/tables/used.ts': `${PROJECT['src/tables/used.ts']}
export const spare = 1;
export const tested = 1;
export const half = 0.5;
export const whole = 2 * half;
export type Surplus = string;
`,
  'src/cli/main.ts': "import { used, whole } from '../tables/used.ts';\n\nconsole.log(used(), whole);\n",
  'src/tables/lonely.ts': 'export const lonely = 1;\n',
  'test/tables/used.test.ts': "import { tested } from '../../src/tables/used.ts';\n\nconsole.log(tested);\n",
};

test('npm run check:exports accepts what another file uses, types in signatures, and what the library offers', () => {
  expect(deadExports(PROJECT)).toEqual({ status: 0, reported: [] });
});

test('it reports files that nobody imports, and exports that nobody uses but tests or their own file', () => {
  const reported = ['src/tables/lonely.ts', 'spare', 'tested', 'half', 'Surplus'];
  expect(deadExports(PLANTED)).toEqual({ status: 1, reported });
});

/** Exit status of the check in a project of these files, and what stands first in each of its lines. */
function deadExports(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'exports-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    cpSync(join(ROOT, 'knip.json'), join(folder, 'knip.json'));
    const knip = join(ROOT, 'node_modules/knip/bin/knip.js');
    const { status, stdout } = spawnSync(process.execPath, [knip, '--production', '--no-config-hints'], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Unused '));
    return { status, reported: lines.map((line) => line.split(' ')[0]!) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
