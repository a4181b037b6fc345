import { describe, expect, test } from 'vitest';
import { toyProject } from '../engine/toy.ts';

/** What data, titles, parameters, logs and stages hold reaches the terminal as text. */

const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('control characters', () => {
  test('of a stage, its progress, its table and its failure', async () => {
    const text = JSON.stringify(HOSTILE);
    const project = toyProject({
      'schemas/note.yaml': 'kind: document\ntitle: A note\nschema: { type: object }\n',
      'stages/note.ts': `export async function run({ outputs, log, note, progress }: any) {
  log(${text});
  note(${text});
  progress({ done: 1, total: 2, unit: ${text}, terms: { [${text}]: 1 } });
  await outputs.note.write({ [${text}]: ${text} });
}`,
    });
    const calls = [
      ['run', 'note'],
      ['run', 'note', '--force', '--json'],
      ['log', 'note'],
      ['log', 'note', '--json'],
      ['show', 'note.note'],
      ['show', 'note.note', '--json'],
      ['status'],
      ['diff'],
      ['explain', 'note'],
      ['dag'],
    ];
    for (const call of calls) {
      const { exitCode, stdout, stderr } = await project.call(...call);
      expect({ call, exitCode, obeyed: OBEYED.exec(stdout + stderr)?.[0] ?? null }).toEqual({ call, exitCode: 0, obeyed: null });
    }
    expect((await project.call('log', 'note')).stdout).toContain('\\u001b]0;owned\\u0007');
    expect((await project.call('run', 'note', '--force')).stderr).toContain('note note: \\u001b]0;owned\\u0007');
    project.write('stages/note.ts', `export async function run() { console.log(${text}); throw new Error(${text}); }`);
    for (const call of [
      ['run', 'note'],
      ['run', 'note', '--color', 'always'],
      ['log', 'note'],
    ]) {
      const { stdout, stderr } = await project.call(...call);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: our own styles
      expect((stdout + stderr).replaceAll(/\u001b\[(0|1|2|22|31|32|33|36|39)m/g, '')).not.toMatch(OBEYED);
    }
  });

  test('of a parameter that is given on the command line', async () => {
    const project = toyProject();
    project.edit('params.yaml', 'members: 3', 'members: 3\nword: plain');
    project.edit('pipeline.yaml', '    module: stages/note.ts\n', '    module: stages/note.ts\n    params: [word]\n');
    await project.run(['note']);
    for (const call of [['explain', 'note'], ['status'], ['run', 'note']]) {
      const { stdout, stderr } = await project.call(...call, '--set', 'word="\\u001b[2J\\u009b"');
      expect(stdout + stderr).not.toMatch(OBEYED);
    }
  });
});

describe('a stage that prints more than memory holds', () => {
  test('and fails: its error is told, and its log can be read', { timeout: 180_000 }, async () => {
    const project = toyProject({
      'stages/note.ts': `import { writeSync } from 'node:fs';
export async function run() {
  const line = 'x'.repeat(2 ** 20 - 1) + '\\n';
  for (let written = 0; written < 600; written++) writeSync(1, line);
  throw new Error('the end of it');
}`,
    });
    const { exitCode, stderr } = await project.call('run', 'note');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('stage note failed: the end of it');
    const log = await project.call('log', 'note');
    expect(log.exitCode).toBe(0);
    expect(log.stdout).toMatch(/\(\d+ MB before this are in artifacts\/\.store\/runs\//);
    expect(log.stdout).toContain('Error: the end of it');
  });
});

test('`explain` of a code that does not exist names those that do', async () => {
  const { exitCode, stderr } = await toyProject().call('explain', 'E999');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('there is no error code E999');
});

test('a broken pipe is explained', async () => {
  const project = toyProject();
  project.edit('pipeline.yaml', '    module: stages/note.ts\n', '    run: yes | head -1\n');
  const { exitCode, stderr } = await project.call('run', 'note');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('ended with exit code 141');
  expect(stderr).toContain('(pipefail)');
});
