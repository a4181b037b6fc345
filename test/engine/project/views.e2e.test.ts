// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Project } from '../rig.ts';
import { toyProject } from '../toy.ts';

/** Lock and views show what the parameters and the pipeline say; what-ifs are shown apart. */

const PLAIN = 'id,value\n1,66\n2,126\n3,186\n';
const SCALED = 'id,value\n1,96\n2,186\n3,276\n';

/** What `status --exit-code` says, without the table of stages. */
async function status(project: Project, ...args: string[]): Promise<{ readonly exitCode: number | null; readonly shown: unknown }> {
  const { exitCode, stdout } = await project.call('status', '--exit-code', '--json', ...args);
  const { lock: _lock, ...shown } = (JSON.parse(stdout) as { data: { shown: { lock: string } } }).data.shown;
  return { exitCode, shown };
}

const FINE = { exitCode: 0, shown: { lockDiffers: [], viewsDiffer: [], oldViews: [] } };

describe('a what-if', () => {
  test('leaves lock and views of the profile as they were, and has its own', async () => {
    const project = toyProject();
    await project.run();
    const lock = project.read('pipeline.lock');
    const { stdout } = await project.call('run', '--set', 'member.scale=3');
    expect(stdout).toContain(
      'A what-if: its results are in artifacts/what-if/member.scale=3. pipeline.lock is as it was; --save would change it.',
    );
    expect(project.read('pipeline.lock')).toBe(lock);
    expect(project.read('artifacts/total/table.csv')).toBe(PLAIN);
    expect(project.read('artifacts/what-if/member.scale=3/total/table.csv')).toBe(SCALED);
    expect(await status(project)).toEqual(FINE);
    expect(await status(project, '--set', 'member.scale=3')).toEqual(FINE);
    expect((await project.run(['--set', 'member.scale=3'])).executed).toEqual([]);
    const { stdout: difference } = await project.call('diff', '--set', 'member.scale=3');
    expect(difference).toMatch(/^lock -> what-if: 4 instances differ\n/);
    expect(difference).toContain('member.scale 2 -> 3');
  });

  test('--save puts its results in the place of those of the profile; the next run takes them back', async () => {
    const project = toyProject();
    await project.run();
    const lock = project.read('pipeline.lock');
    await project.run(['--set', 'member.scale=3', '--save']);
    expect(project.read('artifacts/total/table.csv')).toBe(SCALED);
    const { exitCode, shown } = await status(project);
    expect(exitCode).toBe(5);
    const changed = ['member[member=1]', 'member[member=2]', 'member[member=3]', 'total'];
    expect(shown).toEqual({ lockDiffers: changed, viewsDiffer: changed, oldViews: [] });
    expect((await project.call('status')).stdout).toContain('Set right by: pipeline run');
    expect((await project.run()).executed).toEqual([]);
    expect(project.read('pipeline.lock')).toBe(lock);
    expect(await status(project)).toEqual(FINE);
  });

  test.each([
    [
      'a parameter file elsewhere, even if it has the name of a profile',
      ['--params', 'other/params.yaml'],
      /^other-params\.yaml-[0-9a-f]{8}$/,
    ],
    ['a value that no folder can be called', ['--set', 'word="../../x /y"'], /^word=\.\.-\.\.-x-y-[0-9a-f]{8}$/],
    ['many values', ['--set', `word=${'x'.repeat(300)}`, '--set', 'members=2'], /^members=2,word=x{45}-[0-9a-f]{8}$/],
    ['another profile', ['--params', 'params.world.yaml', '--set', 'members=2'], /^world\+members=2$/],
  ])('%s', async (_, args, name) => {
    const project = toyProject();
    project.write('params.yaml', `${project.read('params.yaml')}word: a\n`);
    project.write('params.world.yaml', project.read('params.yaml'));
    project.write('other/params.yaml', project.read('params.yaml').replace('scale: 2', 'scale: 3'));
    await project.run();
    const lock = project.read('pipeline.lock');
    await project.run(['total', ...args]);
    expect(project.read('pipeline.lock')).toBe(lock);
    expect(project.read('artifacts/total/table.csv')).toBe(PLAIN);
    expect(readdirSync(project.path('artifacts/what-if'))).toEqual([expect.stringMatching(name)]);
    expect(project.has('pipeline.world.lock')).toBe(false);
  });

  test('a value that the file has already is none', async () => {
    const project = toyProject();
    await project.run(['--set', 'member.scale=2']);
    expect(project.has('pipeline.lock')).toBe(true);
    expect(project.has('artifacts/what-if')).toBe(false);
  });

  test('that is cut off takes nothing from the lock', async () => {
    const project = toyProject();
    await project.run();
    const lock = project.read('pipeline.lock');
    project.edit('stages/member.ts', 'const {', 'await new Promise((done) => setTimeout(done, 5_000)); const {');
    const { child, ended } = project.start(['run', '--set', 'members=2']);
    await new Promise((done) => setTimeout(done, 1_500));
    child.kill('SIGINT');
    expect((await ended).exitCode).toBe(130);
    expect(project.read('pipeline.lock')).toBe(lock);
    expect(project.has('artifacts/member/member=3/table.parquet')).toBe(true);
  });

  test('is refused where a link leads out of the project', async () => {
    const project = toyProject();
    await project.run();
    mkdirSync(project.path('outside'));
    symlinkSync(project.path('outside'), project.path('artifacts/what-if'));
    const { exitCode, diagnostics } = await project.refusal('run', '--set', 'member.scale=3');
    expect({ exitCode, code: diagnostics[0]?.code }).toEqual({ exitCode: 1, code: 'E602' });
    expect(existsSync(project.path('outside/member.scale=3/pipeline.lock'))).toBe(false);
  });
});

describe('views that no longer belong', () => {
  test.each([
    [
      'an output with another file',
      (project: Project) => project.edit('pipeline.yaml', 'table.csv', 'sums.csv'),
      ['artifacts/total/table.csv'],
    ],
    [
      'an output that is gone',
      (project: Project) => {
        project.edit('pipeline.yaml', '      csv: { file: table.csv, contract: values }\n', '');
        project.edit('stages/total.ts', '  await outputs.csv.write(sum);\n', '');
      },
      ['artifacts/total/table.csv'],
    ],
    [
      'a stage with another name',
      (project: Project) => project.edit('pipeline.yaml', '  note:\n    module', '  remark:\n    module'),
      ['artifacts/note/note.json'],
    ],
    [
      'a fan-out that has shrunk',
      (project: Project) => project.edit('params.yaml', 'members: 3', 'members: 2'),
      ['artifacts/member/member=3/table.parquet'],
    ],
    [
      'a fan-out that is gone',
      (project: Project) => {
        project.edit('pipeline.yaml', '    each: { member: "${params.members}" }\n', '');
        project.edit('stages/member.ts', 'each.member', '1');
        project.edit('stages/member.ts', 'each.member', '1');
        project.edit('stages/total.ts', 'for (const { input } of inputs.tables)', 'for (const input of [inputs.tables])');
      },
      [1, 2, 3].map((member) => `artifacts/member/member=${member}/table.parquet`),
    ],
    [
      'another branch, with its lock',
      (project: Project) => {
        project.edit('pipeline.yaml', '  note:\n    module', '  remark:\n    module');
        const lines = project.read('pipeline.lock').split('\n');
        project.write('pipeline.lock', lines.filter((line) => !line.startsWith('"note"')).join('\n'));
      },
      ['artifacts/note/note.json'],
    ],
  ])('%s: told, and gone after the next run', async (_, change, expected) => {
    const project = toyProject();
    await project.run();
    change(project);
    expect((await status(project)).shown).toMatchObject({ oldViews: expected });
    await project.run();
    expect(expected.filter((path) => project.has(path))).toEqual([]);
    expect(await status(project)).toEqual(FINE);
  });

  test('are told by status before', async () => {
    const project = toyProject();
    await project.run();
    project.edit('params.yaml', 'members: 3', 'members: 2');
    expect((await status(project)).shown).toEqual({
      lockDiffers: ['member[member=3]'],
      viewsDiffer: [],
      oldViews: ['artifacts/member/member=3/table.parquet'],
    });
    await project.run();
    expect(await status(project)).toEqual(FINE);
    expect(project.has('artifacts/member/member=3')).toBe(false);
  });

  test('a file of the user is kept aside in the folder of a stage, and left alone elsewhere', async () => {
    const project = toyProject();
    await project.run();
    project.write('artifacts/total/notes.txt', 'mine');
    project.write('artifacts/mine/notes.txt', 'mine');
    project.write('artifacts/notes.txt', 'mine');
    const { stderr } = await project.call('run');
    expect(stderr).toContain(
      'artifacts/total/notes.txt is of no output of the pipeline; it is kept as artifacts/.store/kept/total-1-notes.txt',
    );
    expect(project.read('artifacts/.store/kept/total-1-notes.txt')).toBe('mine');
    expect([project.read('artifacts/mine/notes.txt'), project.read('artifacts/notes.txt')]).toEqual(['mine', 'mine']);
    expect(await status(project)).toEqual(FINE);
  });

  test('views of another profile stay', async () => {
    const project = toyProject();
    project.write('params.world.yaml', project.read('params.yaml').replace('scale: 2', 'scale: 3'));
    await project.run(['--params', 'params.world.yaml']);
    await project.run();
    rmSync(project.path('params.world.yaml'));
    await project.run();
    expect(project.read('artifacts/world/total/table.csv')).toBe(SCALED);
    expect(project.read('artifacts/total/table.csv')).toBe(PLAIN);
  });

  test.each([
    ['edited', (view: string) => writeFileSync(view, 'mine', { mode: 0o644 })],
    ['deleted', () => {}],
    ['a folder', (view: string) => mkdirSync(view)],
  ])('a view that is %s: told, and set right', async (_, change) => {
    const project = toyProject();
    await project.run();
    rmSync(project.path('artifacts/total/table.csv'));
    change(project.path('artifacts/total/table.csv'));
    expect(await status(project)).toEqual({ exitCode: 5, shown: { lockDiffers: [], viewsDiffer: ['total'], oldViews: [] } });
    expect((await project.run()).executed).toEqual([]);
    expect(project.read('artifacts/total/table.csv')).toBe(PLAIN);
    expect(await status(project)).toEqual(FINE);
  });
});
