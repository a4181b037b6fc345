import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { visibleColumns } from '../../src/cli/report/format.ts';
import type { Project } from '../engine/rig.ts';
import { toyProject } from '../engine/toy.ts';
import { hasPseudoTerminal, inTerminal } from './pseudoTerminal.ts';
import { FakeScreen } from './screen.ts';

const SLOW_MEMBER = `export async function run({ params, inputs, outputs, each, progress }: any) {
  const { id, value } = await inputs.table.read();
  for (let done = 0; done <= 30; done++) {
    progress({ done, total: 30, unit: 'epoch', terms: { loss: 1 / (1 + done), flow: 0.123456789, stock: 0.987654321 } });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await outputs.table.write({ id, value: value.map((x: number) => x * params.member.scale + each.member) });
}
`;

function slowProject(): Project {
  return toyProject({ 'stages/member.ts': SLOW_MEMBER });
}

/** The lines that stand on the terminal in the end. */
function finalLines(output: string, columns: number): string[] {
  const screen = new FakeScreen(columns, 24);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the mark of a change of size
  const [first = '', ...resized] = output.split(/\u001b\]size /);
  screen.write(first);
  for (const part of resized) {
    const end = part.indexOf('\u0007');
    screen.columns = Number(part.slice(0, end));
    screen.write(part.slice(end + 1));
  }
  return screen.lines();
}

const terminal = hasPseudoTerminal();

describe.skipIf(!terminal)('a run on a terminal', () => {
  test('that becomes narrower: reasons and results stay, nothing of the display is left, no line is wrapped', async () => {
    const { output, exitCode, stepsLeft } = await inTerminal(slowProject(), ['run', 'member'], {
      steps: [{ after: ' left', size: [40, 12] }],
    });
    expect([exitCode, stepsLeft]).toEqual([0, 0]);
    const kinds = finalLines(output, 80).map((line) => line.replace(/^(done \S+) .*/, '$1').replace(/^Done in .*: /, ''));
    expect(kinds.toSorted()).toEqual(
      [
        'toy: 5 instances of 5 stages, profile default',
        'run  read: no result of it is in the store',
        'done read',
        'run  round: no result of it is in the store',
        'done round',
        'run  member[member=1]: no result of it is in the store',
        'run  member[member=2]: no result of it is in the store',
        'run  member[member=3]: no result of it is in the store',
        'done member[member=1]',
        'done member[member=2]',
        'done member[member=3]',
        '5 executed, 0 current.',
        'pipeline.lock changed: review it with git diff, then commit it.',
        'Next: pipeline show member.table',
      ].toSorted(),
    );
    const [wide = '', narrow = ''] = output.split('\u001b]size 40\u0007');
    expect(wide).toMatch(/\[=* +\] \S+member\[member=\d\]\S+ {2}epoch \d+\/30 .*about \S+ m?s left/);
    expect(narrow).toMatch(/\n\S+member\[member=1\]\S+ {2}about \S+ m?s left\r\n/);
    const moving = narrow.split('\r\n').filter((line) => line.includes(' left') || line.includes('instances,'));
    expect(moving.length).toBeGreaterThan(4);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the cursor's movement before the first line
    expect(moving.map((line) => visibleColumns(line.replace(/^\r\u001b\[\d+A\u001b\[0J/, ''))).filter((columns) => columns > 39)).toEqual(
      [],
    );
  });

  test('that is interrupted by Ctrl-C: whole words, and the command that goes on with the same targets and parameters', async () => {
    const project = slowProject();
    project.write('other.yaml', project.read('params.yaml'));
    const { output, exitCode } = await inTerminal(
      project,
      ['run', '--params', 'other.yaml', '--set', 'member.scale=3', 'member[member=2]', '--keep-going', '--jobs', '1'],
      { columns: 40, steps: [{ after: ' left', keys: '\u0003' }] },
    );
    expect(exitCode).toBe(130);
    const lines = finalLines(output, 40);
    expect(lines).toContain('stopping on SIGINT; finished stages are kept');
    expect(lines.filter((line) => line.includes('[=') || line.includes('[ '))).toEqual([]);
    expect(lines.at(-1)).toBe("Next: pipeline run 'member[member=2]' --jobs 1 --keep-going --params other.yaml --set member.scale=3");
    expect((await project.call('status', '--params', 'other.yaml')).stdout).toContain('Why: pipeline explain ');
  });
});

describe.skipIf(!terminal)('colour follows the stream that is written to', () => {
  test.each([
    ['to a file', {}, [], false],
    ['to a file with FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['to a file with --color always', {}, ['--color', 'always'], true],
  ])('results %s', async (_, environment, options, coloured) => {
    const project = toyProject();
    const stdout = project.path('out.txt');
    const { output } = await inTerminal(project, ['explain', 'note', ...options], { stdout, environment });
    expect(readFileSync(stdout, 'utf8').includes('\u001b[')).toBe(coloured);
    expect(readFileSync(stdout, 'utf8')).toContain('note');
    expect(output).toBe('');
  });

  test('messages beside them', async () => {
    const project = toyProject();
    const session = { stdout: project.path('out.txt') };
    expect((await inTerminal(project, ['explain', 'nope'], session)).output).toContain('\u001b[31mE103\u001b[0m');
    const plain = { ...session, environment: { NO_COLOR: '1' } };
    expect((await inTerminal(project, ['explain', 'nope'], plain)).output).toMatch(/^E103 /);
    expect((await inTerminal(project, ['explain', 'nope', '--color=never'], session)).output).toMatch(/^E103 /);
  });

  test('results on a terminal', async () => {
    expect((await inTerminal(toyProject(), ['explain', 'note'])).output).toContain('\u001b[1mnote\u001b[22m is \u001b[33mstale\u001b[39m.');
  });
});
