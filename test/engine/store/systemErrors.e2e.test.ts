import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assertSound, type Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** What the system refuses is said with the file and the cause, and is never called our bug. */

const PROGRAM = resolve(import.meta.dirname, '../../../dist/pipeline.js');
const hasStrace = spawnSync('strace', ['-V']).status === 0;
const isRoot = process.getuid?.() === 0;
if (!hasStrace) console.warn('skipped: errors of a device are made with strace');
if (!isRoot) console.warn('skipped: mounting needs root');

/** Runs with an error put into the n-th call of a kind that a process of the run makes. */
function withFault(project: Project, fault: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    'strace',
    ['-f', '-qqq', '-o', '/dev/null', '-e', fault, process.execPath, PROGRAM, ...args],
    {
      cwd: project.root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  return { status, output: stdout + stderr };
}

describe.skipIf(!hasStrace)('a device that fails', () => {
  test.each([
    ['while it is flushed', 'inject=fsync:error=EIO:when=1+', /E605/],
    ['while a file is put in place', 'inject=rename,renameat,renameat2:error=EIO:when=1+', /E605/],
    ['while a folder is made', 'inject=mkdir,mkdirat:error=EIO:when=1+', /E605/],
  ])('%s', (_, fault, code) => {
    const project = toyProject();
    const { status, output } = withFault(project, fault, 'run', '--jobs', '1');
    expect(status).toBe(1);
    expect(output).toMatch(code);
    expect(output).toMatch(/the device that holds \S+ failed \(EIO\)/);
    expect(output).not.toContain('our bug');
    assertSound(project);
  });
});

test('a file over the limit of the process is named, and it is not said that space is missing', () => {
  const project = toyProject({
    'stages/note.ts': `import { writeFileSync } from 'node:fs';
export async function run({ scratch, outputs }: any) { writeFileSync(scratch + '/big', new Uint8Array(3_000_000)); await outputs.note.write({ length: 1 }); }`,
  });
  const script = `trap '' XFSZ; ulimit -f 1000; exec "$0" "$@"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, PROGRAM, 'run', 'note'], {
    cwd: project.root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(stdout + stderr).toContain('E606');
  expect(stdout + stderr).not.toContain('no space left');
});

describe.skipIf(!isRoot)('a read-only file system', () => {
  function readOnly(project: Project, use: () => void | Promise<void>): Promise<void> {
    execFileSync('mount', ['--bind', project.root, project.root]);
    execFileSync('mount', ['-o', 'remount,ro,bind', project.root]);
    return Promise.resolve(use()).finally(() => execFileSync('umount', ['--lazy', project.root]));
  }

  test('with all results in the store: every reading command answers, and a run has nothing to do', async () => {
    const project = toyProject();
    await project.run();
    await readOnly(project, async () => {
      expect((await project.run()).executed).toEqual([]);
      for (const args of [
        ['status', '--exit-code'],
        ['explain', 'note'],
        ['show', 'note.note'],
        ['log'],
        ['dag'],
        ['diff', 'lock', 'lock'],
      ])
        expect({ args, ...(await project.call(...args)) }).toMatchObject({ args, exitCode: 0, stderr: '' });
    });
  });

  test('with something to do, or without a store: said in one line', async () => {
    const project = toyProject();
    await project.run();
    project.edit('stages/note.ts', 'length:', '"length": 1 +');
    await readOnly(project, async () => {
      expect((await project.call('status')).stdout).toContain('note');
      const { exitCode, diagnostics } = await project.refusal('run');
      expect({ exitCode, diagnostics }).toMatchObject({
        exitCode: 1,
        diagnostics: [{ code: 'E602', message: expect.stringContaining('its file system is read-only') }],
      });
    });
    project.delete('artifacts');
    await readOnly(project, async () => {
      expect((await project.call('status')).exitCode).toBe(0);
      expect((await project.refusal('run')).diagnostics).toMatchObject([{ code: 'E602' }]);
    });
  });
});

test.each([['status'], ['run'], ['validate']])('%s in a folder that has been deleted', (command) => {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-gone-'));
  mkdirSync(join(folder, 'inside'));
  const script = `cd "$1/inside" && rm -rf "$1" && exec "$2" "$3" ${command}`;
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', folder, process.execPath, PROGRAM], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('E102') });
  expect(stderr).toContain('has been deleted');
});
