import { describe, expect, test } from 'vitest';
import { Project, sha256 } from '../rig.ts';

const PIPELINE = `name: kinds
sources: sources.yaml
stages:
  gather:
    module: stages/gather.ts
    inputs: { tables: { sources: tables } }
    outputs:
      total: { file: total.json, contract: total }
      names: { file: names.json, contract: names }
  after:
    module: stages/after.ts
    inputs: { total: { stage: gather, output: total } }
    outputs: { total: { file: total.json, contract: total } }
  aside:
    module: stages/aside.ts
    outputs: { total: { file: total.json, contract: total } }
`;

const GATHER = `import { readFileSync } from 'node:fs';
export async function run({ inputs, outputs }: any) {
  const total = inputs.tables.reduce((sum: number, { reading, files }: any) => sum + reading.times * Number(readFileSync(files[0].path, 'utf8')), 0);
  await outputs.total.write({ total });
  await outputs.names.write({ names: inputs.tables.map(({ id }: any) => id) });
}
`;

const FILES = {
  'pipeline.yaml': PIPELINE,
  'schemas/tables.schema.json': '{ "type": "object", "required": ["times"], "properties": { "times": { "type": "number" } } }',
  'schemas/total.yaml': 'kind: document\ntitle: T\nschema: { type: object }\n',
  'schemas/names.yaml': 'kind: document\ntitle: N\nschema: { type: object }\n',
  'stages/gather.ts': GATHER,
  'stages/after.ts': 'export async function run({ inputs, outputs }: any) { await outputs.total.write(await inputs.total.read()); }\n',
  'stages/aside.ts': 'export async function run({ outputs }: any) { await outputs.total.write({ total: 0 }); }\n',
};

type Table = readonly [id: string, times: number, content: string];

function manifest(...tables: readonly Table[]): string {
  const text = tables.map(
    ([id, times, content]) => `  ${id}:
    title: t
    publisher: p
    url: ''
    licence: l
    kind: tables
    reading: { times: ${times} }
    files: [{ path: ${id}.txt, sha256: ${sha256(content)} }]
`,
  );
  return `sources:\n${text.join('')}`;
}

function put(project: Project, ...tables: readonly Table[]): void {
  for (const [id, , content] of tables) project.write(`${id}.txt`, content);
  project.write('sources.yaml', manifest(...tables));
}

describe('sources of a kind', () => {
  test('a source that is added or removed in the manifest runs again what reads its kind, and what depends on it', async () => {
    const project = new Project(FILES);
    const [one, two]: readonly Table[] = [
      ['one', 1, '10'],
      ['two', 2, '5'],
    ];
    put(project, one!);
    expect((await project.run()).executed.toSorted()).toEqual(['after', 'aside', 'gather']);
    put(project, one!, two!);
    expect((await project.run()).executed).toEqual(['gather', 'after']);
    expect(project.read('artifacts/after/total.json')).toContain('20');
    put(project, two!, one!);
    expect((await project.run()).executed).toEqual([]);
    put(project, one!);
    expect((await project.run()).executed).toEqual([]);
    expect(project.read('artifacts/gather/names.json')).not.toContain('two');
  });

  test('another reading of the same file runs again, and stops where the result is the same', async () => {
    const project = new Project(FILES);
    put(project, ['one', 1, '10'], ['two', 2, '0']);
    await project.run();
    put(project, ['one', 1, '10'], ['two', 7, '0']);
    expect((await project.run()).executed).toEqual(['gather']);
  });

  test('a file that is not the one of the manifest stops the run (E302)', async () => {
    const project = new Project(FILES);
    put(project, ['one', 1, '10']);
    project.write('one.txt', '11');
    const { exitCode, diagnostics } = await project.refusal('run');
    expect({ exitCode, code: diagnostics[0]?.code, message: diagnostics[0]?.message }).toEqual({
      exitCode: 4,
      code: 'E302',
      message: './one.txt is not the file that the manifest names',
    });
  });
});
