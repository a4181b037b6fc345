// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { assertSound, type Project, sha256 } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** What a command leaves behind: objects are the engine's own bytes, and processes end with their stage. */

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A file of the user outside the project. */
function usersFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-users-'));
  folders.push(folder);
  writeFileSync(join(folder, 'big.json'), text, { mode: 0o644 });
  return join(folder, 'big.json');
}

function withCommand(command: string): Project {
  const project = toyProject();
  project.edit('pipeline.yaml', '    module: stages/note.ts\n', `    run: |-\n      ${command.split('\n').join('\n      ')}\n`);
  return project;
}

function objectOf(project: Project, id: string, output: string): string {
  const digest = project.lock()[id]!.outputs[output]!;
  return project.path(`artifacts/.store/objects/${digest.slice(0, 2)}/${digest.slice(2)}`);
}

const alive = (name: string): boolean => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(name);

describe('an output that is a link', () => {
  test.each([
    ['symbolic', 'ln -s'],
    ['hard', 'ln'],
  ])('a %s one: the store has a copy, and the file of the user stays theirs', async (_, link) => {
    const file = usersFile('{"length": 6}');
    const project = withCommand(`${link} ${file} \${outputs.note}`);
    await project.run(['note']);
    const object = objectOf(project, 'note', 'note');
    expect(lstatSync(object).isFile() && lstatSync(object).nlink === 1).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    writeFileSync(file, '{"length": 7}');
    assertSound(project);
    rmSync(file);
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 6 });
  });

  test.each([
    ['a link that leads nowhere', 'ln -s /nowhere/at/all ${outputs.note}'],
    ['a link to a folder', 'ln -s / ${outputs.note}'],
    ['a folder', 'mkdir ${outputs.note}'],
    ['a pipe', 'mkfifo ${outputs.note}'],
    ['a device', 'ln -s /dev/zero ${outputs.note}'],
  ])('%s is refused', async (_, command) => {
    const project = withCommand(command);
    const { outcome, events } = await project.events(['note']);
    const failed = events.find((event) => event.type === 'instance-failed');
    expect({ exitCode: outcome.exitCode, code: failed?.type === 'instance-failed' && failed.diagnostics[0]?.code }).toEqual({
      exitCode: 3,
      code: 'E402',
    });
  });
});

describe('a process that a command leaves behind', () => {
  test.each([
    ['a forgotten wait', '( sleep 1; while true; do echo " " >> ${outputs.note}; sleep 0.05; done ) &'],
    [
      'one in a session of its own',
      'setsid bash -c \'sleep 1; while true; do echo " " >> "$1"; sleep 0.05; done\' leftover ${outputs.note} &',
    ],
    ['one that has the file open', '( exec 9>>${outputs.note}; sleep 1; while true; do echo " " >&9; sleep 0.05; done ) &'],
  ])('%s is ended and named, and the result is what was there when the command ended', async (_, background) => {
    const project = withCommand(`printf '{"length": 6}' > \${outputs.note}\n${background}`);
    await project.run(['note']);
    const object = objectOf(project, 'note', 'note');
    expect(readFileSync(object, 'utf8')).toBe('{"length": 6}');
    expect((await project.call('log', 'note')).stdout).toMatch(/warning: the command left \w+ \(process \d+\) running; it was ended/);
    await new Promise((done) => setTimeout(done, 1_500));
    expect(readFileSync(object, 'utf8')).toBe('{"length": 6}');
    expect(alive(project.root)).toBe(false);
    assertSound(project);
  });

  test('after a time-out too', async () => {
    // No other process of this machine sleeps as long.
    const seconds = 100_000 + process.pid;
    const project = withCommand(`setsid sleep ${seconds} &\nsleep 300`);
    project.edit('pipeline.yaml', '  note:\n', '  note:\n    timeout: 1s\n');
    expect((await project.call('run', 'note')).exitCode).toBe(1);
    expect(alive(`sleep ${seconds}`)).toBe(false);
  });
});

describe('the store is out of reach', () => {
  test('a command that writes to its input changes a copy', async () => {
    const project = withCommand('wc -c < ${inputs.notes} | sed "s/.*/{\\"length\\": &}/" > ${outputs.note}');
    project.edit('pipeline.yaml', 'notes: { source: notes }', 'notes: { source: notes }\n      table: { stage: read, output: table }');
    project.edit('pipeline.yaml', 'wc -c', 'chmod u+w ${inputs.table}; echo spoilt >> ${inputs.table}; wc -c');
    await project.run();
    assertSound(project);
    expect((await project.run()).executed).toEqual([]);
  });

  test('an edit of a view in place does not reach the object, and is kept aside', async () => {
    const project = toyProject();
    await project.run();
    const object = objectOf(project, 'note', 'note');
    const digest = sha256(readFileSync(object));
    const view = project.path('artifacts/note/note.json');
    chmodSync(view, 0o644);
    appendFileSync(view, 'mine');
    expect(sha256(readFileSync(object))).toBe(digest);
    const { stderr } = await project.call('run');
    expect(stderr).toContain('had been edited; it is restored, and the edited file is kept as');
    expect(sha256(readFileSync(view))).toBe(digest);
  });
});
