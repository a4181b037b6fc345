// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { describe, expect, test } from 'vitest';
import { assertSound } from '../rig.ts';
import { TOY, toyProject } from '../toy.ts';

/** Stages that go wrong: one clear message, the documented exit code, nothing of them visible. */
describe('references to a gathered table', () => {
  const files = {
    'schemas/picks.yaml':
      'kind: table\ntitle: Picks\nfields:\n  - { name: id, type: int32, references: values.id }\nkey: [id]\nsorted: [id]\n',
    'stages/member.ts': `export async function run({ outputs, each }: any) {
  await outputs.table.write({ id: Int32Array.of(each.member), value: Float64Array.of(0) });
}`,
  };
  const total = (ids: string) => `export async function run({ outputs }: any) {
  const id = Int32Array.of(${ids});
  await outputs.csv.write({ id });
  await outputs.table.write({ id, value: new Float64Array(id.length) });
}`;

  test('are looked up in all its parts', async () => {
    const project = toyProject({ ...files, 'stages/total.ts': total('1, 3') });
    project.edit('pipeline.yaml', 'table.csv, contract: values', 'table.csv, contract: picks');
    expect((await project.run(['total'])).executed).toContain('total');
    expect((await project.call('validate', '--artifacts')).stdout).not.toContain('values.id');
    project.write('stages/total.ts', total('1, 4'));
    const { stderr, exitCode } = await project.call('run', 'total');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('id is not in values.id in 1 row');
  });
});

describe('a stage that fails', () => {
  test('names the error and the last lines of the log; independent stages go on with --keep-going', async () => {
    const project = toyProject({
      'stages/round.ts': `export async function run({ log }: any) { log('about to fail'); throw new Error('no such luck'); }`,
    });
    const { events, result, outcome } = await project.events(['--keep-going']);
    expect(outcome.exitCode).toBe(1);
    expect(result?.executed.toSorted()).toEqual(['note', 'read']);
    expect(result?.failed).toEqual(['round']);
    expect(result?.skipped).toEqual(['member[member=1]', 'member[member=2]', 'member[member=3]', 'total']);
    const failed = events.find((event) => event.type === 'instance-failed');
    expect(failed?.type === 'instance-failed' && failed.diagnostics[0]?.message).toBe('stage round failed: no such luck');
    expect(failed?.type === 'instance-failed' && failed.lastLines[0]).toBe('about to fail');
    assertSound(project);
  });

  test('prints no stack trace, but the log has one', async () => {
    const project = toyProject({ 'stages/note.ts': `export async function run() { throw new Error('no such luck'); }` });
    const { stderr, exitCode } = await project.call('run', 'note');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('E501 stage note failed: no such luck');
    expect((await project.call('log', 'note')).stdout).toContain('Error: no such luck');
  });

  test('is tried again as often as `retry` says', async () => {
    const project = toyProject({
      'stages/note.ts': `import { existsSync, writeFileSync } from 'node:fs';
export async function run({ scratch, outputs }: any) {
  const mark = scratch + '/tried';
  if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('once'); }
  await outputs.note.write({ length: 1 });
}`,
    });
    project.edit('pipeline.yaml', '  note:\n', '  note:\n    retry: 1\n');
    expect((await project.run(['note'])).executed).toEqual(['note']);
  });

  test('that takes too long is ended', async () => {
    const project = toyProject({ 'stages/note.ts': 'export async function run() { for (;;) Math.sqrt(2); }' });
    project.edit('pipeline.yaml', '  note:\n', '  note:\n    timeout: 1s\n');
    const { events, outcome } = await project.events(['note']);
    expect(outcome.exitCode).toBe(1);
    const failed = events.find((event) => event.type === 'instance-failed');
    expect(failed?.type === 'instance-failed' && failed.diagnostics[0]).toMatchObject({
      code: 'E502',
      message: 'note took longer than 1 s',
    });
  });

  test('killed by the system is told as such', async () => {
    const project = toyProject({
      'stages/note.ts': `export async function run() { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }`,
    });
    const { diagnostics } = await failure(project, 1);
    expect(diagnostics[0]).toMatchObject({ code: 'E503', message: 'the process of note ended with signal SIGKILL' });
  });

  test('that forgets an output is refused', async () => {
    const project = toyProject({ 'stages/note.ts': 'export async function run() {}' });
    const { diagnostics } = await failure(project, 3);
    expect(diagnostics[0]).toMatchObject({ code: 'E402', message: 'stage note ended without writing its output "note"' });
  });

  test('whose output breaks its contract shows the first 20 rows, and the earlier artifacts stay', async () => {
    const project = toyProject();
    await project.run();
    const before = project.read('artifacts/total/table.csv');
    project.edit('stages/round.ts', 'Math.round(x', '-50 + Math.round(x');
    const { events, outcome } = await project.events();
    expect(outcome.exitCode).toBe(3);
    const failed = events.find((event) => event.type === 'instance-failed');
    const [diagnostic] = failed?.type === 'instance-failed' ? failed.diagnostics : [];
    expect(diagnostic).toMatchObject({ code: 'E401', place: { file: 'schemas/values.yaml' } });
    expect(diagnostic?.message).toContain('round.table breaks minimum');
    expect(diagnostic?.details).toEqual(['row 1: {"id":1,"value":-40}', 'row 2: {"id":2,"value":-30}', 'row 3: {"id":3,"value":-20}']);
    expect(project.read('artifacts/total/table.csv')).toBe(before);
    assertSound(project);
  });

  test('reads nothing that it did not declare', async () => {
    const project = toyProject({
      'stages/note.ts': `export async function run(context: any) {
  await context.outputs.note.write({ length: Object.keys(context.params).length + (process.env.SECRET ? 100 : 0) });
}`,
    });
    const { ended } = project.start(['run', 'note'], { SECRET: 'x' });
    expect((await ended).exitCode).toBe(0);
    expect(project.read('artifacts/note/note.json')).toBe('{\n  "length": 0\n}\n');
  });
});

describe('a stage that is a command', () => {
  test('gets quoted words and is cached like any other', async () => {
    const project = toyProject();
    project.edit(
      'pipeline.yaml',
      '    module: stages/note.ts\n',
      '    run: |-\n      wc -c < ${inputs.notes} | sed "s/.*/{\\"length\\": &}/" > ${outputs.note}\n',
    );
    expect((await project.run()).executed.toSorted()).toEqual(TOY.instances.toSorted());
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 6 });
    expect((await project.run()).executed).toEqual([]);
  });

  test('runs again when a script that it declares changes', async () => {
    const project = toyProject({ 'scripts/length.sh': 'wc -c < "$1" | sed "s/.*/{\\"length\\": &}/"\n' });
    project.edit(
      'pipeline.yaml',
      '    module: stages/note.ts\n',
      '    code: [scripts/length.sh]\n    run: bash scripts/length.sh ${inputs.notes} > ${outputs.note}\n',
    );
    expect((await project.run(['note'])).executed).toEqual(['note']);
    project.write('scripts/length.sh', `# the same, commented\n${project.read('scripts/length.sh')}`);
    expect((await project.run(['note'])).executed).toEqual(['note']);
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 6 });
  });

  test('cannot be given a second command by a parameter', async () => {
    const project = toyProject();
    project.edit('params.yaml', 'members: 3', 'members: 3\nword: "a; touch pwned #"');
    project.edit(
      'pipeline.yaml',
      '    module: stages/note.ts\n',
      '    params: [word]\n    run: |-\n      printf "%s" ${params.word} | wc -c | sed "s/.*/{\\"length\\": &}/" > ${outputs.note}\n',
    );
    await project.run(['note']);
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 16 });
    expect(project.has('pwned')).toBe(false);
    project.edit('pipeline.yaml', '"%s" ${params.word}', '"%s" "${params.word}"');
    await project.run(['note']);
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 16 });
    expect(project.has('pwned')).toBe(false);
  });

  test.each([
    ["echo '${params.round.to}' > ${outputs.note}", 'E211', '${params.round.to} stands in single quotes, in which nothing is replaced'],
    [
      'bash -c "echo ${params.round.to}" > ${outputs.note}',
      'E211',
      '${params.round.to} stands in the text of a program, where its value would be parsed as code',
    ],
    ['echo ${params.round.too} > ${outputs.note}', 'E204', 'the command names ${params.round.too}, which the stage does not declare'],
    ['echo ${params.round} > ${outputs.note}', 'E204', 'the command names ${params.round}, which the stage does not declare'],
    ['echo ${members} > ${outputs.note}', 'E204', 'the command names ${members}, which the stage does not declare'],
    ['echo ${X:-3} > ${outputs.note}', 'E204', 'the command names ${X:-3}, which the stage does not declare'],
  ])('is refused before anything runs: %s', async (command, code, message) => {
    const project = toyProject();
    project.edit('pipeline.yaml', '    module: stages/note.ts\n', `    params: [round]\n    run: |-\n      ${command}\n`);
    for (const call of [['validate'], ['run', 'note']]) {
      const { exitCode, diagnostics } = await project.refusal(...call);
      expect({ exitCode, code: diagnostics[0]!.code, message: diagnostics[0]!.message }).toEqual({ exitCode: 2, code, message });
      expect(diagnostics[0]!.place).toMatchObject({ file: 'pipeline.yaml' });
    }
    expect(project.has('artifacts/note/note.json')).toBe(false);
  });

  test('may name more than one command line holds', async () => {
    const project = toyProject();
    project.edit(
      'params.yaml',
      'members: 3',
      `members: 3\nwords: [${Array.from({ length: 30_000 }, (_, index) => `word-${index}`).join(', ')}]`,
    );
    project.edit(
      'pipeline.yaml',
      '    module: stages/note.ts\n',
      '    params: [words]\n    run: |-\n      printf "%s\\n" ${params.words} | wc -l | sed "s/.*/{\\"length\\": &}/" > ${outputs.note}\n',
    );
    await project.run(['note']);
    expect(JSON.parse(project.read('artifacts/note/note.json'))).toEqual({ length: 30_000 });
  });
});

async function failure(
  project: ReturnType<typeof toyProject>,
  exitCode: number,
): Promise<{ diagnostics: readonly { code: string; message: string }[] }> {
  const { events, outcome } = await project.events(['note']);
  expect(outcome.exitCode).toBe(exitCode);
  const failed = events.find((event) => event.type === 'instance-failed');
  return { diagnostics: failed?.type === 'instance-failed' ? failed.diagnostics : [] };
}
