import { describe, expect, test } from 'vitest';
import type { Outcome, Project } from '../engine/rig.ts';
import { toyProject } from '../engine/toy.ts';

/** The toy project, where `round` has the whole of its parameters. */
async function projectThatRan(params: string): Promise<Project> {
  const project = toyProject({ 'params.yaml': params });
  project.edit('pipeline.yaml', 'params: [round.to]', 'params: [round]');
  await project.run();
  return project;
}

const PARAMS = `round: { to: 5, rules: [{ first: 1, second: { third: 3, fourth: 4 } }], empty: null }
member: { scale: 2 }
members: 3
`;

/** The lines of a table of ingredients, without those that are the same. */
function changedRows({ stdout }: Outcome): string[] {
  return stdout.split('\n').filter((line) => /CHANGED|NEW|GONE/.test(line));
}

describe('explain, status, diff and run use one comparison', () => {
  test('a mapping whose keys are reordered is the same to all of them', async () => {
    const project = await projectThatRan(PARAMS);
    project.edit('params.yaml', '{ first: 1, second: { third: 3, fourth: 4 } }', '{ second: { fourth: 4, third: 3 }, first: 1 }');
    const explained = await project.call('explain', 'round');
    expect(explained.stdout).toMatch(/^round is current\.\n/);
    expect(changedRows(explained)).toEqual([]);
    expect((await project.call('explain', 'round', '--all')).stdout).toMatch(/parameter round\.rules .* same\n/);
    expect((await project.call('status', '--exit-code')).exitCode).toBe(0);
    expect((await project.call('diff', 'lock', 'lock')).stdout).toBe('lock -> lock: nothing differs\n');
    expect((await project.run()).executed).toEqual([]);
  });

  test('one value in such a mapping: one row, and the same words everywhere', async () => {
    const project = await projectThatRan(PARAMS);
    project.edit('params.yaml', '{ first: 1, second: { third: 3, fourth: 4 } }', '{ second: { fourth: 4, third: 7 }, first: 1 }');
    const explained = await project.call('explain', 'round');
    expect(explained.stdout).toMatch(/^round is stale\.\n {2}Why: round\.rules .*\.\n/);
    expect(changedRows(explained)).toHaveLength(1);
    expect(changedRows(explained)[0]).toContain('CHANGED  params.yaml:1');
    expect((await project.call('status', 'round')).stdout).toMatch(/round +stale +round\.rules /);
  });

  test('fan-out names in another order: the instances have new names and the same results', async () => {
    const project = toyProject();
    const each = `{ member: "\${params.members}", other: [7] }`;
    project.edit('pipeline.yaml', `{ member: "\${params.members}" }`, each);
    await project.run();
    project.edit('pipeline.yaml', each, `{ other: [7], member: "\${params.members}" }`);
    const explained = await project.call('explain', 'member');
    expect(explained.stdout).toMatch(/^member\[other=7,member=1\] is current\.\n/);
    expect(changedRows(explained)).toEqual([]);
    expect((await project.run(['member'])).executed).toEqual([]);
  });

  test('null, a value and no value are three things', async () => {
    const project = await projectThatRan(PARAMS);
    project.edit('params.yaml', 'empty: null', 'empty: 1');
    expect((await project.call('explain', 'round')).stdout).toContain('Why: round.empty null -> 1.');
    project.edit('params.yaml', ', empty: 1', '');
    const removed = await project.call('explain', 'round');
    expect(removed.stdout).toContain('Why: round.empty is gone.');
    expect(changedRows(removed).map((line) => line.trim().split(/ {2,}/))).toEqual([['parameter round.empty', 'null', '-', 'GONE']]);
  });

  test('a stage that never ran: its ingredients are new and not changed', async () => {
    const project = toyProject();
    const explained = await project.call('explain', 'read');
    expect(explained.stdout).toMatch(/^read is stale\.\n {2}Why: no result of it is in the store\.\n/);
    expect(changedRows(explained).length).toBeGreaterThan(3);
    expect(changedRows(explained).filter((line) => line.includes('CHANGED'))).toEqual([]);
  });

  test('an earlier state: current, with the difference from the lock named as such', async () => {
    const project = toyProject();
    await project.run();
    await project.run(['--set', 'member.scale=3', '--save']);
    const { stdout } = await project.call('explain', 'member[member=1]');
    expect(stdout).toContain(
      'member[member=1] is current.\n  Its result is in the store. pipeline.lock names an earlier state, which differs as listed.\n',
    );
    expect(stdout).toMatch(/parameter member\.scale +3 +2 +CHANGED/);
  });

  test('a module that moves to another folder is the same code', async () => {
    const project = toyProject();
    await project.run();
    project.write('stages/moved/note.ts', project.read('stages/note.ts'));
    project.delete('stages/note.ts');
    project.edit('pipeline.yaml', 'stages/note.ts', 'stages/moved/note.ts');
    expect(changedRows(await project.call('explain', 'note'))).toEqual([]);
    expect((await project.run()).executed).toEqual([]);
  });
});
