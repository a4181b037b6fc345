import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toyProject } from '../engine/toy.ts';

const PROGRAM = resolve(import.meta.dirname, '../../dist/pipeline.js');

describe('wrong usage is told in one message, with exit code 2', () => {
  test.each([
    [['rnu'], "E101 unknown command 'rnu'\n  hint: did you mean run?\n"],
    [['run', '--forse'], "E101 unknown option '--forse'\n  hint: did you mean --force?\n"],
    [
      ['run', 'memebr'],
      'E103 unknown stage "memebr"\n  expected: one of read, round, member, total, note\n  hint: did you mean "member"?\n',
    ],
    [['run', '--jobs', 'x'], 'E101 --jobs x is not a whole number from 1\n  hint: for example --jobs 2\n'],
    [['show', 'total'], 'E103 unknown artifact "total"\n  expected: an output of total: total.table, total.csv\n'],
    [['show', 'total.table'], 'E105 total.table has not been made here\n  hint: make it with: pipeline run total\n'],
    [
      ['run', '--set', 'member.scal=2'],
      '--set member.scal=2  E204 unknown parameter "member.scal"\n  expected: one of round, round.to, member, member.scale, members\n  hint: did you mean "member.scale"?\n',
    ],
    [['diff', 'nope'], 'E107 there is no run "nope"\n'],
    [['dag', '--format', 'dot'], 'E101 --format dot is not known\n  expected: text or mermaid\n'],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await toyProject().call(...args);
    expect(stderr).toBe(message);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });

  test('outside a project', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'run'], { cwd: tmpdir(), encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('E102 there is no pipeline.yaml here or in any folder above');
  });
});

describe('what commands say', () => {
  test('nothing at all: the help', async () => {
    const { exitCode, stdout } = await toyProject().call();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: pipeline \[options\] \[command\]/);
  });

  test('status before and after a run, and its exit code', async () => {
    const project = toyProject();
    expect((await project.call('status', '--exit-code')).exitCode).toBe(5);
    expect((await project.call('status')).stdout).toBe(
      [
        'stage       state  why',
        'read        stale  no result of it is in the store',
        'round       waits  waits for read',
        'member x 3  waits  waits for round',
        'total       waits  waits for member[member=1], member[member=2], member[member=3]',
        'note        stale  no result of it is in the store',
        '0 current, 2 stale, 5 waiting for them.',
        'Why: pipeline explain read',
        '',
      ].join('\n'),
    );
    await project.run();
    expect((await project.call('status', '--exit-code')).exitCode).toBe(0);
  });

  test('--dry-run runs nothing', async () => {
    const project = toyProject();
    const { stdout } = await project.call('run', '--dry-run');
    expect(stdout).toContain('7 instances would run');
    expect(project.has('pipeline.lock')).toBe(false);
    expect(project.has('artifacts/read')).toBe(false);
  });

  test('explain: the parameter with its place, before and after; the file that changed', async () => {
    const project = toyProject();
    await project.run();
    project.edit('params.yaml', 'to: 5', 'to: 6');
    project.edit('lib/split.ts', 'text.trim()', 'text.trimEnd()');
    const round = (await project.call('explain', 'read')).stdout;
    expect(round).toContain('read is stale.\n  Why: code changed.');
    expect(round).toContain('  code: lib/split.ts changed');
    project.edit('lib/split.ts', 'text.trimEnd()', 'text.trim()');
    const { stdout } = await project.call('explain', 'round');
    expect(stdout).toContain('Why: round.to 5 -> 6.');
    expect(stdout).toMatch(/parameter round\.to +5 +6 +CHANGED {2}params\.yaml:1/);
  });

  test('explain of an error code', async () => {
    const { stdout } = await toyProject().call('explain', 'E302');
    expect(stdout).toBe(
      [
        'E302  wrong digest',
        'The content of a source file is not the one that the manifest names, or the manifest does not name any yet.',
        '`pipeline fetch` restores it; `pipeline fetch --update` accepts it.',
        'The program ends with exit code 4.',
        '',
      ].join('\n'),
    );
  });

  test('dag as text and as mermaid', async () => {
    const project = toyProject();
    expect((await project.call('dag')).stdout).toContain('member x 3\n  <- round  table\n  -> table.parquet\n');
    expect((await project.call('dag', '--format', 'mermaid')).stdout).toBe(
      'flowchart LR\n  read["read"]\n  round["round"]\n  member["member x 3"]\n  total["total"]\n  note["note"]\n  read --> round\n  round --> member\n  member --> total\n',
    );
  });

  test('show: rows, statistics, contract', async () => {
    const project = toyProject();
    await project.run();
    expect((await project.call('show', 'total.table', '--head', '2')).stdout).toMatch(/\n {2}id {2}value\n {3}1 {5}66\n {3}2 {4}126\n$/);
    expect((await project.call('show', 'total.table', '--schema')).stdout).toContain('key id; sorted by id');
    const shown = JSON.parse((await project.call('show', 'member.table', '--json')).stdout) as {
      data: { artifacts: { artifact: string }[] };
    };
    expect(shown.data.artifacts.map(({ artifact }) => artifact)).toEqual([
      'member[member=1].table',
      'member[member=2].table',
      'member[member=3].table',
    ]);
  });

  test('diff: cause, digests, and how far the numbers moved', async () => {
    const project = toyProject();
    await project.run();
    await project.run(['--set', 'member.scale=3', '--save']);
    const { stdout } = await project.call('diff');
    expect(stdout).toContain('member.scale 2 -> 3');
    expect(stdout).toContain('value: 3 moved, largest by 90 (3: 186 -> 276)');
    expect((await project.call('diff', '--exit-code')).exitCode).toBe(4);
    expect((await project.call('diff', 'lock', 'lock', '--exit-code')).stdout).toBe('lock -> lock: nothing differs\n');
  });

  test('validate --artifacts reads everything again, and finds damage', async () => {
    const project = toyProject();
    await project.run();
    expect((await project.call('validate', '--artifacts')).exitCode).toBe(0);
    project.edit('schemas/values.yaml', 'minimum: 1 }', 'minimum: 2 }');
    const { exitCode, stderr } = await project.call('validate', '--artifacts');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('read.table breaks minimum');
  });

  test('log lists the runs and prints what a stage wrote', async () => {
    const project = toyProject();
    await project.run();
    expect((await project.call('log')).stdout).toMatch(/^run +ended +profile +stages +took\n\S+ +done +default +7 executed/);
    expect((await project.call('log', 'member[member=2]')).stdout).toMatch(/^== member\[member=2\], run \S+\nmember 2\n$/);
  });

  test('a reader that closes the pipe early is no error', () => {
    const project = toyProject();
    const { status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" "${PROGRAM}" dag | head -1 > /dev/null`], {
      cwd: project.root,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
