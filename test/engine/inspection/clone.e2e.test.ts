import { describe, expect, test } from 'vitest';
import { toyProject } from '../toy.ts';

/** A clone without a store, and a store without one object: what is missing is said once. */

describe('a fresh clone, which has the lock and nothing else', () => {
  test('diff says that nothing has run here; after one run it compares with the lock', async () => {
    const project = toyProject();
    await project.run();
    project.edit('pipeline.lock', '"note": {"key":"', '"note": {"key":"0000');
    project.write('pipeline.lock', project.read('pipeline.lock').replace(/"0000([0-9a-f]{60})[0-9a-f]{4}"/, '"0000$1"'));
    project.delete('artifacts');
    const { exitCode, diagnostics } = await project.refusal('diff');
    expect({ exitCode, code: diagnostics[0]?.code, message: diagnostics[0]?.message }).toEqual({
      exitCode: 2,
      code: 'E107',
      message: 'no run has finished here, so there is nothing to compare with pipeline.lock',
    });
    const lock = project.read('pipeline.lock');
    await project.run(['read']);
    expect(project.read('pipeline.lock')).toBe(lock);
    const { stdout } = await project.call('diff');
    expect(stdout).toMatch(/-> lock: nothing differs\n$/);
  });

  test('validate --artifacts names what has not been made, in one message', async () => {
    const project = toyProject();
    await project.run();
    project.delete('artifacts');
    const { exitCode, diagnostics } = await project.refusal('validate', '--artifacts');
    expect(exitCode).toBe(3);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        'E105',
        '8 artifacts of the lock or the pipeline have not been made here: read.table, round.table, member[member=1].table, member[member=2].table, member[member=3].table and 3 more',
      ],
    ]);
  });

  test('diff of a run whose records are gone compares digests, and says so', async () => {
    const project = toyProject();
    const { run } = await project.run();
    project.edit('params.yaml', 'scale: 2', 'scale: 3');
    await project.run();
    project.delete('artifacts/.store/records');
    const { stdout, exitCode } = await project.call('diff', run, 'lock');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('total  changed\n  it was not made here, so only digests can be compared\n');
  });
});

test('one missing object is one error, whatever refers to it', async () => {
  const project = toyProject();
  project.write('schemas/values.yaml', `${project.read('schemas/values.yaml')}`);
  project.write(
    'schemas/sums.yaml',
    'kind: table\ntitle: Sums\nfields:\n  - { name: id, type: int32, references: values.id }\n  - { name: value, type: float64 }\n',
  );
  project.edit('pipeline.yaml', '      csv: { file: table.csv, contract: values }', '      csv: { file: table.csv, contract: sums }');
  project.edit('pipeline.yaml', 'inputs:\n      tables:', 'inputs:\n      first: { stage: read, output: table }\n      tables:');
  await project.run();
  const digest = project.lock()['read']!.outputs['table']!;
  project.delete(`artifacts/.store/objects/${digest.slice(0, 2)}/${digest.slice(2)}`);
  const { diagnostics } = await project.refusal('validate', '--artifacts');
  expect(diagnostics.map(({ code }) => code)).toEqual(['E603']);
  expect((await project.run()).executed).toEqual(['read']);
  expect((await project.call('validate', '--artifacts')).exitCode).toBe(0);
});
