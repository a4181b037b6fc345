import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/cli/options/suggestedCommand.ts';
import { sha256 } from '../engine/rig.ts';
import { toyProject } from '../engine/toy.ts';

describe('suggested commands', () => {
  test('repeat --file, --params and --set, and quote what a shell would take apart', () => {
    expect(commandLine({}, 'run')).toBe('pipeline run');
    expect(
      commandLine({ file: 'a/pipeline.yaml', params: 'my params.yaml', set: ['n=1', "s=it's"] }, 'show', 'train[member=1].flows'),
    ).toBe("pipeline show 'train[member=1].flows' --file a/pipeline.yaml --params 'my params.yaml' --set n=1 --set 's=it'\\''s'");
  });

  test.each([
    [['show', 'total.table'], 'pipeline run total --params other.yaml'],
    [['diff'], 'compare after a run: pipeline run --params other.yaml;'],
    [['status'], 'Why: pipeline explain read --params other.yaml'],
    [['fetch'], 'pipeline fetch --from FOLDER --params other.yaml'],
    [['run', 'note'], 'Next: pipeline show note.note --params other.yaml'],
  ])('of %j are about the same parameters', async (args, command) => {
    const project = toyProject();
    project.write('other.yaml', project.read('params.yaml'));
    const { stdout, stderr } = await project.call(...args, '--params', 'other.yaml');
    expect(stdout + stderr).toContain(command);
  });

  test('after an interruption: forces only what was not executed yet', async () => {
    const project = toyProject({ 'stages/round.ts': 'export const run = () => new Promise((done) => setTimeout(done, 60_000));\n' });
    await project.run(['read']);
    const { child, ended } = project.start(['run', 'round', '--force', 'read', 'round']);
    child.stderr?.on('data', (text: string) => {
      if (String(text).includes('run  round')) child.kill('SIGINT');
    });
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/\nNext: pipeline run round --force round\n$/);
  });
});

test('a source that no stage reads is told, also where there is nothing to do', async () => {
  const project = toyProject();
  const letters = `  letters: { title: Letters, publisher: us, url: '', licence: CC0-1.0, files: [{ path: letters.csv, sha256: ${sha256('a')} }] }`;
  project.write('letters.csv', 'a');
  project.write('sources.yaml', `${project.read('sources.yaml').trimEnd()}\n${letters}\n`);
  await project.run(['note']);
  const { stdout, stderr } = await project.call('run', 'note');
  expect(stdout).toMatch(/^Nothing to do/);
  expect(stderr).toContain('warning no stage reads the source "letters"');
  expect((await project.call('validate')).stderr).toContain('E212 warning: no stage reads the source "letters"');
});
