import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readLock } from '../../../src/engine/project/lock.ts';
import type { Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** Lock files of a pull request, and links in the place of folders: nothing outside the engine's own folders is touched. */

const KEY = 'a'.repeat(64);
const entry = { key: KEY, outputs: { table: KEY } };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function foreignFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-foreign-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Adds lines to the lock of a finished run. */
function plant(project: Project, lines: Readonly<Record<string, unknown>>): void {
  project.write('pipeline.lock', JSON.stringify({ ...project.lock(), ...lines }));
}

const everything = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('artifacts') && name !== 'pipeline.lock')
    .sort();

describe('a lock that no run wrote', () => {
  test('ids that lead out of artifacts/ move and delete nothing, are named, and leave the lock', { timeout: 120_000 }, async () => {
    const project = toyProject();
    await project.run();
    const honest = project.read('pipeline.lock');
    // Content that is in the store: a tidied view of it would be deleted, any other moved to artifacts/.store/kept.
    const csv = project.read('artifacts/total/table.csv');
    const outside = foreignFolder({ 'v.csv': csv, 'letter.txt': 'dear' });
    project.write('.git/config', '[core]\n');
    project.write('.git/copy.csv', csv);
    project.write('precious/copy.csv', csv);
    const before = everything(project.root);
    const up = `../../../../../../../..${outside}`;
    for (const id of [
      '..',
      '.',
      '',
      '../.git',
      '../precious',
      up,
      outside,
      `${up}[x=1]`,
      '.store',
      '.store/runs',
      `read[x=../../..${outside}]`,
    ]) {
      plant(project, { [id]: entry });
      const { exitCode, stderr } = await project.call('run');
      expect({ id, exitCode, told: stderr.includes('pipeline.lock has lines that no run writes') }).toEqual({
        id,
        exitCode: 0,
        told: true,
      });
      expect(everything(project.root)).toEqual(before);
      expect(readdirSync(outside).sort()).toEqual(['letter.txt', 'v.csv']);
      expect(project.read('pipeline.lock')).toBe(honest);
    }
  });

  test('an honest id of a stage that is gone still takes its view away', async () => {
    const project = toyProject();
    await project.run();
    project.edit('params.yaml', 'members: 3', 'members: 2');
    await project.run();
    expect(project.has('artifacts/member/member=3')).toBe(false);
  });

  test.each([
    ['a key that is a path', { read: { key: '../../../etc/passwd', outputs: {} } }],
    ['a digest that is a path', { read: { key: KEY, outputs: { table: '../../x' } } }],
    ['an output that is a path', { read: { key: KEY, outputs: { '../x': KEY } } }],
    ['no outputs', { read: { key: KEY } }],
    ['a list', { read: [] }],
    ['null', { read: null }],
    ['__proto__ as an id', JSON.parse(`{"__proto__": ${JSON.stringify(entry)}}`)],
    ['a control character', { 'read\u001b[2J': entry }],
    ['a line feed at the end', { 'read\n': entry }],
    ['a very long id', { [`a${'-b'.repeat(1_000)}`]: entry }],
  ])('%s is no line of a lock', (_, lines) => {
    const root = foreignFolder({ 'pipeline.lock': JSON.stringify({ ...lines, 'export[year=-1.5e-7,area=POL]': entry }) });
    const { lock, problem } = readLock({ root, profile: 'default', whatIf: null });
    expect([...lock.keys()]).toEqual(['export[year=-1.5e-7,area=POL]']);
    expect(problem).toContain('pipeline.lock has lines that no run writes');
  });

  test.each(['[]', 'null', '7', '"read"'])('%s is no lock', (text) => {
    const root = foreignFolder({ 'pipeline.lock': text });
    expect(readLock({ root, profile: 'default', whatIf: null })).toMatchObject({
      lock: new Map(),
      problem: expect.stringContaining('writes it anew'),
    });
  });
});

describe('a lock that is not whole', () => {
  test('in the middle of a merge: a run of one stage keeps the lines of the others, those of this side where two differ', async () => {
    const project = toyProject();
    await project.run();
    const honest = project.read('pipeline.lock');
    const lines = honest.split('\n');
    const [mine] = lines.filter((line) => line.startsWith('"round"'));
    const theirs = mine!.replaceAll(/[0-9a-f]{64}/g, KEY);
    project.write('pipeline.lock', honest.replace(mine!, `<<<<<<< HEAD\n${mine}\n=======\n${theirs}\n>>>>>>> other`));
    const { stderr, exitCode } = await project.call('run', 'note');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('pipeline.lock holds conflict markers of a merge; the lines that can be read are used');
    expect(project.read('pipeline.lock')).toBe(honest);
  });

  test('cut off in a line: a run of one stage keeps those before it, and a whole run has all', async () => {
    const project = toyProject();
    await project.run();
    const honest = project.read('pipeline.lock');
    project.write('pipeline.lock', honest.slice(0, honest.indexOf('"total"') + 20));
    await project.run(['note']);
    expect(Object.keys(project.lock()).toSorted()).toEqual(
      Object.keys(JSON.parse(honest))
        .filter((id) => id !== 'total')
        .toSorted(),
    );
    await project.run();
    expect(project.read('pipeline.lock')).toBe(honest);
  });

  test('a run that is cut off or fails takes no line and no view of an instance away that it does not plan', async () => {
    const project = toyProject();
    await project.run();
    const honest = project.read('pipeline.lock');
    project.edit('stages/total.ts', 'let sum;', "throw new Error('no'); let sum;");
    const { exitCode } = await project.call('run', '--set', 'members=2', '--save');
    expect(exitCode).toBe(1);
    expect(project.read('pipeline.lock')).toBe(honest);
    expect(project.has('artifacts/member/member=3/table.parquet')).toBe(true);
  });
});

describe('a link in the place of a view', () => {
  test('is neither written through nor emptied, and is told', async () => {
    const project = toyProject();
    await project.run();
    const csv = project.read('artifacts/total/table.csv');
    const outside = foreignFolder({ 'table.csv': csv });
    project.delete('artifacts/total');
    symlinkSync(outside, project.path('artifacts/total'));
    project.edit('params.yaml', 'members: 3', 'members: 2');
    const { stderr, exitCode } = await project.call('run');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('artifacts/total is a link');
    expect(readdirSync(outside)).toEqual(['table.csv']);
    expect(readFileSync(join(outside, 'table.csv'), 'utf8')).toBe(csv);
  });

  test('is not emptied when the stage is gone', async () => {
    const project = toyProject();
    await project.run();
    const table = readFileSync(project.path('artifacts/member/member=3/table.parquet'));
    const outside = foreignFolder({});
    mkdirSync(join(outside, 'member=3'));
    writeFileSync(join(outside, 'member=3', 'table.parquet'), table);
    project.delete('artifacts/member');
    symlinkSync(outside, project.path('artifacts/member'));
    project.edit('params.yaml', 'members: 3', 'members: 2');
    expect((await project.call('run')).exitCode).toBe(0);
    expect(readdirSync(join(outside, 'member=3'))).toEqual(['table.parquet']);
  });
});
