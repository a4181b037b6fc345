import { utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changeSources, TOY, toyProject } from '../toy.ts';

/** Acceptance 4: what a change makes run, counted in executed instances. */
describe('what runs again', () => {
  test('everything at first, nothing the second time', async () => {
    const project = toyProject();
    expect((await project.run()).executed.toSorted()).toEqual(TOY.instances.toSorted());
    const second = await project.run();
    expect(second.executed).toEqual([]);
    expect(second.current).toHaveLength(7);
    expect(second.lockChanged).toBe(false);
    expect(project.read('artifacts/total/table.csv')).toBe('id,value\n1,66\n2,126\n3,186\n');
  });

  test('a comment or formatting edit: nothing', async () => {
    const project = toyProject();
    await project.run();
    project.edit('stages/read.ts', '// Reads the numbers.', '// Reads them,\n\n  /* one by one */');
    project.edit('lib/split.ts', "text.trim().split('\\n')", "text\n  .trim()\n  .split('\\n')");
    expect((await project.run()).executed).toEqual([]);
  });

  test('a change three imports away: the stage, and nothing below it because its output is the same', async () => {
    const project = toyProject();
    await project.run();
    project.edit('lib/split.ts', 'text.trim()', 'text.trimEnd()');
    expect((await project.run()).executed).toEqual(['read']);
  });

  test('one parameter: the stage that may read it, and what reads the stage', async () => {
    const project = toyProject();
    await project.run();
    const { executed } = await project.run(['--set', 'member.scale=3', '--save']);
    expect(executed.toSorted()).toEqual(['member[member=1]', 'member[member=2]', 'member[member=3]', 'total']);
  });

  test('from 3 to 4 members: one member and what gathers them', async () => {
    const project = toyProject();
    await project.run();
    project.edit('params.yaml', 'members: 3', 'members: 4');
    expect((await project.run()).executed).toEqual(['member[member=4]', 'total']);
  });

  test('from 3 to 2 members: what gathers them, and the view of the third goes', async () => {
    const project = toyProject();
    await project.run();
    project.edit('params.yaml', 'members: 3', 'members: 2');
    expect((await project.run()).executed).toEqual(['total']);
    expect(project.has('artifacts/member/member=2/table.parquet')).toBe(true);
    expect(project.has('artifacts/member/member=3')).toBe(false);
  });

  test('a source touched or written again with equal content: nothing', async () => {
    const project = toyProject();
    await project.run();
    utimesSync(project.path('raw/numbers.csv'), new Date(), new Date());
    writeFileSync(project.path('raw/notes.txt'), TOY.notes);
    expect((await project.run()).executed).toEqual([]);
  });

  test('a source changed: everything that depends on it and nothing else', async () => {
    const project = toyProject();
    await project.run();
    changeSources(project, TOY.numbers, 'hello again\n');
    expect((await project.run()).executed).toEqual(['note']);
    changeSources(project, 'id,value\n1,50\n2,20\n3,30\n', 'hello again\n');
    expect((await project.run()).executed.toSorted()).toEqual(TOY.instances.filter((id) => id !== 'note').toSorted());
  });

  test('early cutoff: a rerun that comes out the same stops there, and says so', async () => {
    const project = toyProject();
    await project.run();
    changeSources(project, 'id,value\n1,11\n2,19\n3,31\n', TOY.notes); // the same once rounded to fives
    const { result, events } = await project.events();
    expect(result?.executed).toEqual(['read', 'round']);
    expect(events.filter((event) => event.type === 'instance-current' && event.cutoff)).toHaveLength(3);
  });

  test('an older state comes back from the store without running', async () => {
    const project = toyProject();
    await project.run();
    await project.run(['--set', 'member.scale=3', '--save']);
    expect((await project.run()).executed).toEqual([]);
    expect(project.read('artifacts/total/table.csv')).toBe('id,value\n1,66\n2,126\n3,186\n');
  });

  test('targets take what is above them along; --force runs what is named', async () => {
    const project = toyProject();
    expect((await project.run(['round'])).executed).toEqual(['read', 'round']);
    expect((await project.run(['member[member=2]'])).executed).toEqual(['member[member=2]']);
    expect((await project.run(['--force', 'note'])).executed.toSorted()).toEqual(['member[member=1]', 'member[member=3]', 'note', 'total']);
    expect((await project.run(['--force', 'note'])).executed).toEqual(['note']);
  });

  test('a deleted or damaged artifact is made again, an edited view is restored and kept aside', async () => {
    const project = toyProject();
    await project.run();
    const view = project.path('artifacts/note/note.json');
    const { rmSync } = await import('node:fs');
    rmSync(view);
    writeFileSync(view, '{"length": 1}\n');
    const { result, events } = await project.events();
    expect(result?.executed).toEqual([]);
    expect(project.read('artifacts/note/note.json')).toBe('{\n  "length": 6\n}\n');
    expect(events.some((event) => event.type === 'warning' && event.message.includes('had been edited'))).toBe(true);
  });
});
