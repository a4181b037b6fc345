import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assertRecovered, type Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** Faults that the system is made to give; each is judged by the one oracle of docs/reliability.md. */

const PROGRAM = resolve(import.meta.dirname, '../../../dist/pipeline.js');
const hasStrace = spawnSync('strace', ['-V']).status === 0;
const hasNoNetwork = spawnSync('unshare', ['-n', 'true']).status === 0;
if (!hasStrace) console.warn('skipped: faults at single calls are made with strace');
if (!hasNoNetwork) console.warn('skipped: a machine without a network is made with unshare as root');

function started(project: Project, ...command: string[]): ReturnType<typeof spawnSync> {
  const [program, ...args] = [...command, process.execPath, PROGRAM, 'run', '--jobs', '2'] as unknown as [string, ...string[]];
  return spawnSync(program, args, { cwd: project.root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}

async function undisturbedLock(): Promise<string> {
  const project = toyProject();
  await project.run();
  return project.read('pipeline.lock');
}

const CALLS = ['rename,renameat,renameat2,link,linkat', 'fsync,fdatasync', 'mkdir,mkdirat', 'unlink,unlinkat'];

describe.skipIf(!hasStrace)('single calls', () => {
  test.each(CALLS.flatMap((calls) => [1, 3, 8].map((when) => [when, calls] as const)))('a kill at the %ith of %s', async (when, calls) => {
    const lock = await undisturbedLock();
    const project = toyProject();
    started(project, 'strace', '-f', '-qqq', '-o', '/dev/null', '-e', `inject=${calls}:signal=KILL:when=${when}`);
    await assertRecovered(project, lock);
  });
});

test('with few files open at once', async () => {
  const lock = await undisturbedLock();
  const project = toyProject();
  const { status, stdout, stderr } = started(project, 'bash', '-c', 'ulimit -n 128; exec "$@"', 'bash');
  expect({ status, output: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, output: '' });
  await assertRecovered(project, lock);
});

test('with too few files open the log is shown, and nobody says that space is missing', async () => {
  const lock = await undisturbedLock();
  const project = toyProject();
  const { stdout, stderr } = started(project, 'bash', '-c', 'ulimit -n 40; exec "$@"', 'bash');
  expect(`${stdout}${stderr}`).toContain('EMFILE');
  expect(`${stdout}${stderr}`).not.toContain('no space left');
  await assertRecovered(project, lock);
});

test.skipIf(!hasNoNetwork)('without a network', async () => {
  const lock = await undisturbedLock();
  const project = toyProject();
  expect(started(project, 'unshare', '-n')).toMatchObject({ status: 0 });
  await assertRecovered(project, lock);
});

test('another umask, no HOME and no PATH of the user', async () => {
  const lock = await undisturbedLock();
  const project = toyProject();
  expect(started(project, 'bash', '-c', 'umask 077; unset HOME; export PATH=/nowhere; exec "$@"', 'bash')).toMatchObject({ status: 0 });
  await assertRecovered(project, lock);
});
