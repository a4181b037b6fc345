import { describe, expect, test } from 'vitest';
import { changeSources, TOY, toyProject } from '../toy.ts';

/** Imports of `lib/split.ts` and of where it may move. */
const SPLIT = `import { split } from './split.ts';`;

describe('code that is only written elsewhere or in another order', () => {
  test('nothing to do, and no explanation claims a change', async () => {
    const project = toyProject();
    await project.run();
    const keys = project.lock();
    // The helper moves, the stage module is renamed, its imports are swapped.
    project.write('text/lines/cut.ts', project.read('lib/split.ts'));
    project.delete('lib/split.ts');
    project.edit('lib/parse.ts', SPLIT, `import { split } from '../text/lines/cut.ts';`);
    const [first, second, ...rest] = project.read('stages/read.ts').split('\n');
    project.write('stages/readNumbers.ts', [second, first, ...rest].join('\n'));
    project.delete('stages/read.ts');
    project.edit('pipeline.yaml', 'stages/read.ts', 'stages/readNumbers.ts');
    expect((await project.call('status', '--exit-code')).exitCode).toBe(0);
    const explained = await project.call('explain', 'read');
    expect(explained.stdout).not.toMatch(/CHANGED|changed/);
    const { executed, current, lockChanged } = await project.run();
    expect([executed, current.length, lockChanged]).toEqual([[], TOY.instances.length, false]);
    expect(project.lock()).toEqual(keys);
  });

  test('another reason to run does not name it', async () => {
    const project = toyProject();
    await project.run();
    project.write('stages/read.ts', `// A comment.\n${project.read('stages/read.ts')}`);
    changeSources(project, 'id,value\n1,11\n2,20\n3,30\n', TOY.notes);
    const explained = (await project.call('explain', 'read')).stdout;
    expect(explained).toContain('input numbers changed');
    expect(explained).not.toMatch(/code/);
  });

  test('an edited function of a moved file runs again, and names the files', async () => {
    const project = toyProject();
    await project.run();
    project.write('text/cut.ts', project.read('lib/split.ts').replace('text.trim()', 'text.trimEnd()'));
    project.delete('lib/split.ts');
    project.edit('lib/parse.ts', SPLIT, `import { split } from '../text/cut.ts';`);
    const explained = await project.call('explain', 'read');
    expect(explained.stdout).toMatch(/CHANGED/);
    for (const file of ['lib/parse.ts', 'lib/split.ts', 'text/cut.ts']) expect(explained.stdout).toContain(file);
    expect((await project.run()).executed).toEqual(['read']);
  });
});
