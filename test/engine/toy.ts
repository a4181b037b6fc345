import { Project, sha256 } from './rig.ts';

/** A small pipeline of the flagship's shape: sources, a chain, a fan-out, a gathering stage, and one stage aside. */

const NUMBERS = 'id,value\n1,10\n2,20\n3,30\n';
const NOTES = 'hello\n';

const PIPELINE = `name: toy
params: params.yaml
sources: sources.yaml
stages:
  read:
    module: stages/read.ts
    inputs:
      numbers: { source: numbers }
    outputs:
      table: { file: table.parquet, contract: values }
  round:
    module: stages/round.ts
    params: [round.to]
    inputs:
      table: { stage: read, output: table }
    outputs:
      table: { file: table.parquet, contract: values }
  member:
    module: stages/member.ts
    params: [member.scale]
    each: { member: "\${params.members}" }
    inputs:
      table: { stage: round, output: table }
    outputs:
      table: { file: table.parquet, contract: values }
  total:
    module: stages/total.ts
    inputs:
      tables: { stage: member, output: table }
    outputs:
      table: { file: table.parquet, contract: values }
      csv: { file: table.csv, contract: values }
  note:
    module: stages/note.ts
    inputs:
      notes: { source: notes }
    outputs:
      note: { file: note.json, contract: note }
`;

const PARAMS = `round: { to: 5 }
member: { scale: 2 }
members: 3
`;

const CONTRACT = `kind: table
title: Values
fields:
  - { name: id, type: int32, minimum: 1 }
  - { name: value, type: float64, minimum: 0 }
key: [id]
sorted: [id]
`;

const NOTE_CONTRACT = `kind: document
title: A note
schema: { type: object, required: [length], properties: { length: { type: integer } }, additionalProperties: false }
`;

const STAGES = {
  'stages/read.ts': `import { readFileSync } from 'node:fs';
import { parse } from '../lib/parse.ts';

export async function run({ inputs, outputs }: any) {
  // Reads the numbers.
  const rows = parse(readFileSync(inputs.numbers.files[0].path, 'utf8'));
  await outputs.table.write({ id: Int32Array.from(rows, (row) => row[0]), value: Float64Array.from(rows, (row) => row[1]) });
}
`,
  'lib/parse.ts': `import { split } from './split.ts';
export const parse = (text: string) => split(text).slice(1).map((line: string) => line.split(',').map(Number));
`,
  'lib/split.ts': `export const split = (text: string) => text.trim().split('\\n');
`,
  'stages/round.ts': `export async function run({ params, inputs, outputs }: any) {
  const { id, value } = await inputs.table.read();
  await outputs.table.write({ id, value: value.map((x: number) => Math.round(x / params.round.to) * params.round.to) });
}
`,
  'stages/member.ts': `export async function run({ params, inputs, outputs, each, log }: any) {
  log('member ' + each.member);
  const { id, value } = await inputs.table.read();
  await outputs.table.write({ id, value: value.map((x: number) => x * params.member.scale + each.member) });
}
`,
  'stages/total.ts': `export async function run({ inputs, outputs }: any) {
  let sum;
  for (const { input } of inputs.tables) {
    const { id, value } = await input.read();
    sum = sum === undefined ? { id, value } : { id, value: sum.value.map((x: number, row: number) => x + value[row]) };
  }
  await outputs.table.write(sum);
  await outputs.csv.write(sum);
}
`,
  'stages/note.ts': `import { statSync } from 'node:fs';
export async function run({ inputs, outputs }: any) {
  await outputs.note.write({ length: statSync(inputs.notes.files[0].path).size });
}
`,
};

/** Manifest of the two sources with the digests of the given contents. */
export function manifest(numbers: string, notes: string): string {
  const source = (id: string, path: string, text: string): string =>
    `  ${id}:\n    title: ${id}\n    publisher: test\n    url: none\n    licence: CC0-1.0\n    files:\n      - { path: ${path}, sha256: ${sha256(text)} }\n`;
  return `sources:\n${source('numbers', 'raw/numbers.csv', numbers)}${source('notes', 'raw/notes.txt', notes)}`;
}

/** A fresh copy of the toy project; `files` replaces or adds. */
export function toyProject(files: Readonly<Record<string, string>> = {}): Project {
  return new Project({
    'pipeline.yaml': PIPELINE,
    'params.yaml': PARAMS,
    'schemas/values.yaml': CONTRACT,
    'schemas/note.yaml': NOTE_CONTRACT,
    'raw/numbers.csv': NUMBERS,
    'raw/notes.txt': NOTES,
    'sources.yaml': manifest(NUMBERS, NOTES),
    ...STAGES,
    ...files,
  });
}

export const TOY = {
  numbers: NUMBERS,
  notes: NOTES,
  instances: ['read', 'round', 'member[member=1]', 'member[member=2]', 'member[member=3]', 'total', 'note'],
};

/** Puts new content in place of a source, in the manifest too. */
export function changeSources(project: Project, numbers: string, notes: string): void {
  project.write('raw/numbers.csv', numbers);
  project.write('raw/notes.txt', notes);
  project.write('sources.yaml', manifest(numbers, notes));
}
