import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSound, type Project, sha256 } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** Runs at once: when all have ended, lock and views are those of one of them. */

const ROUNDS = 100;
const SETTINGS = ['2', '3', '4'];

/** Whether every view has the content that the lock names. */
function viewsAreThoseOfTheLock(project: Project): boolean {
  const views = [
    ['read', 'table', 'read/table.parquet'],
    ['member[member=1]', 'table', 'member/member=1/table.parquet'],
    ['member[member=3]', 'table', 'member/member=3/table.parquet'],
    ['total', 'csv', 'total/table.csv'],
  ] as const;
  const lock = project.lock();
  return views.every(([id, output, view]) => sha256(readFileSync(project.path(`artifacts/${view}`))) === lock[id]!.outputs[output]);
}

test(`${ROUNDS} times two, four or eight runs with equal and different parameters`, { timeout: 1_200_000 }, async () => {
  const project = toyProject();
  const locks = new Map<string, string>();
  for (const scale of SETTINGS) {
    await project.run(['--set', `member.scale=${scale}`, '--save']);
    locks.set(scale, project.read('pipeline.lock'));
  }
  expect(new Set(locks.values()).size).toBe(SETTINGS.length);
  for (let round = 0; round < ROUNDS; round++) {
    const count = [2, 2, 2, 2, 4, 2, 2, 2, 2, 8][round % 10]!;
    if (round % 5 === 0) project.delete('pipeline.lock');
    const chosen = Array.from({ length: count }, (_, index) => SETTINGS[round % 3 === 0 ? 0 : (round + index) % SETTINGS.length]!);
    const outcomes = await Promise.all(chosen.map((scale) => project.call('run', '--set', `member.scale=${scale}`, '--save')));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual(chosen.map(() => 0));
    expect(chosen.map((scale) => locks.get(scale))).toContain(project.read('pipeline.lock'));
    expect({ round, views: viewsAreThoseOfTheLock(project) }).toEqual({ round, views: true });
  }
  assertSound(project);
});

test('runs of different stages at once lose no line of a fresh lock', { timeout: 300_000 }, async () => {
  const project = toyProject();
  await project.run();
  const honest = project.read('pipeline.lock');
  for (let round = 0; round < 20; round++) {
    project.delete('pipeline.lock');
    await Promise.all([project.call('run', 'total'), project.call('run', 'note')]);
    expect(project.read('pipeline.lock')).toBe(honest);
  }
});
