import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/demography.md'), 'utf8');

/** A project that has nothing but this package, as npm would install it, and the example of the page. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'library-'));
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  const installed = join(project, 'node_modules/pipeline');
  for (const { path } of files) {
    if (!path.startsWith('dist/') && path !== 'package.json') continue;
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(join(ROOT, path), join(installed, path));
  }
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(page);
  return `${found![1]}\n`;
}

function runFile(name: string, text: string) {
  writeFileSync(join(project, name), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [name], { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** What the compiler says of a file of the project, under strict rules that look into declarations as well. */
function typeCheck(name: string, text: string) {
  writeFileSync(join(project, name), text);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const rules = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom', '--types', ''];
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--noEmit', ...rules, name], { cwd: project, encoding: 'utf8' });
  return { status, stdout };
}

describe('pipeline/demography in a project of its own', () => {
  test('runs the example of its page, which prints what the page says', () => {
    expect(runFile('example.js', block('js'))).toEqual({ status: 0, stdout: block('text'), stderr: '' });
  });

  test('has declarations that accept the example and name what is wrong', () => {
    expect(typeCheck('example.ts', block('js'))).toEqual({ status: 0, stdout: '' });
    const wrong = `import { areaTotals, type AreaTotals } from 'pipeline/demography';
const totals: AreaTotals = areaTotals(Float64Array.of(0, 1, 2, 0), ['A', 'B'], 'keep');
console.log(totals.net, areaTotals([0, 1, 2, 0], ['A', 'B']));
`;
    const { status, stdout } = typeCheck('wrong.ts', wrong);
    expect(status).not.toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes('error TS'))).toEqual([expect.stringMatching(/^wrong\.ts\(3,/)]);
  });

  test('refuses bad data by name', () => {
    const text = `import { areaTotals, PipelineError } from 'pipeline/demography';
try {
  areaTotals(Float64Array.of(0, -1, 2, 0), ['Here', 'There']);
} catch (error) {
  console.log(error instanceof PipelineError, error.message);
}
`;
    expect(runFile('refused.js', text).stdout).toBe('true flows: from Here to There there are -1\n');
  });

  test('is all that the package offers beside its own description', () => {
    const text = `const found = [];
for (const path of ['', '/package.json', '/dist/worker.js', '/dist/demography.js', '/src/engine/stage.ts']) {
  try { import.meta.resolve('pipeline' + path); found.push(path); } catch (error) { found.push(error.code); }
}
console.log(found.join(' '));
`;
    const hidden = 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    expect(runFile('paths.js', text).stdout).toBe(`${hidden} /package.json ${hidden} ${hidden} ${hidden}\n`);
  });

  test('needs nothing of Node and no other package', () => {
    expect(readFileSync(join(ROOT, 'dist/demography.js'), 'utf8')).not.toMatch(/^import |\bfrom\s*['"]|\brequire\(|\bprocess\./m);
  });

  test('leaves the command where it was', () => {
    const { bin } = JSON.parse(readFileSync(join(project, 'node_modules/pipeline/package.json'), 'utf8')) as { bin: { pipeline: string } };
    expect(readFileSync(join(project, 'node_modules/pipeline', bin.pipeline), 'utf8')).toMatch(/^#!/);
  });
});
