import type { TracedTable } from '../../../src/engine/inspection/trace.ts';
import { Project, sha256 } from '../rig.ts';

/** A small pipeline whose tables say where their rows come from: a publisher of figures and one of moves, read and then put together. */

export const FIGURES = 'code,year,births\nDEU,2010,20.25\nPOL,2010,10\nPOL,2011,11\n';
export const MOVES = 'from,to,year,persons\nPOL,DEU,2010,100\nDEU,POL,2010,50\nPOL,FRA,2011,7\n';

export const PIPELINE = `name: traced
params: params.yaml
sources: sources.yaml
stages:
  read:
    module: stages/read.ts
    inputs:
      figures: { source: figures }
      moves: { source: moves }
    outputs:
      figures: { file: figures.parquet, contract: raw_figures }
      moves: { file: moves.parquet, contract: raw_moves }
  unite:
    module: stages/unite.ts
    params: [imputed]
    inputs:
      figures: { stage: read, output: figures }
      moves: { stage: read, output: moves }
    outputs:
      areas: { file: areas.parquet, contract: areas }
      panel: { file: panel.parquet, contract: panel }
      pairs: { file: pairs.parquet, contract: pairs }
      plain: { file: plain.parquet, contract: plain }
      note: { file: note.json, contract: note }
`;

const PROVENANCE = 'provenance: { source: source, file: file, row: row, operation: operation }';

const CONTRACTS = {
  'schemas/raw_figures.yaml': `kind: table
title: Figures as published
fields:
  - { name: code, type: category }
  - { name: year, type: int16 }
  - { name: births, type: float64 }
  - { name: line, type: int32 }
  - { name: origin, type: category }
key: [code, year]
provenance: { source: origin, row: line }
`,
  'schemas/raw_moves.yaml': `kind: table
title: Moves as published
fields:
  - { name: from, type: category }
  - { name: to, type: category }
  - { name: year, type: int16 }
  - { name: persons, type: float64 }
  - { name: line, type: int32 }
key: [from, to, year]
`,
  'schemas/areas.yaml': 'kind: table\ntitle: Areas\nfields:\n  - { name: area, type: category }\nkey: [area]\n',
  'schemas/panel.yaml': `kind: table
title: Figures
fields:
  - { name: area, type: category, references: areas.area }
  - { name: year, type: int16 }
  - { name: indicator, type: category }
  - { name: value, type: float64, unit: persons }
  - { name: source, type: category, missing: true }
  - { name: file, type: category, missing: true }
  - { name: row, type: int32 }
  - { name: column, type: category, missing: true }
  - { name: operation, type: category }
key: [area, year, indicator]
sorted: [area, year, indicator]
provenance: { source: source, file: file, row: row, column: column, operation: operation }
`,
  'schemas/pairs.yaml': `kind: table
title: Moves
fields:
  - { name: orig, type: category, references: areas.area }
  - { name: dest, type: category, references: areas.area }
  - { name: year, type: int16 }
  - { name: persons, type: float64, unit: persons }
  - { name: quality, type: category, missing: true }
  - { name: source, type: category }
  - { name: file, type: category }
  - { name: row, type: int32 }
  - { name: operation, type: category }
key: [orig, dest, year]
${PROVENANCE}
`,
  'schemas/plain.yaml': 'kind: table\ntitle: Plain\nfields:\n  - { name: id, type: int32 }\nkey: [id]\n',
  'schemas/note.yaml': 'kind: document\ntitle: A note\nschema: { type: object }\n',
};

const STAGES = {
  'stages/read.ts': `import { readFileSync } from 'node:fs';
const linesOf = (input: any) => readFileSync(input.files[0].path, 'utf8').trim().split('\\n').slice(1).map((line: string) => line.split(','));
const category = (values: string[]) => ({ levels: [...new Set(values)], codes: Int32Array.from(values, (value) => [...new Set(values)].indexOf(value)) });
export async function run({ inputs, outputs }: any) {
  const figures = linesOf(inputs.figures);
  const moves = linesOf(inputs.moves);
  await outputs.figures.write({
    code: category(figures.map(([code]: any) => code)),
    year: Int16Array.from(figures, ([, year]: any) => Number(year)),
    births: Float64Array.from(figures, ([, , births]: any) => Number(births)),
    line: Int32Array.from(figures, (_: any, index: number) => index + 1),
    origin: category(figures.map(() => inputs.figures.id)),
  });
  await outputs.moves.write({
    from: category(moves.map(([from]: any) => from)),
    to: category(moves.map(([, to]: any) => to)),
    year: Int16Array.from(moves, ([, , year]: any) => Number(year)),
    persons: Float64Array.from(moves, ([, , , persons]: any) => Number(persons)),
    line: Int32Array.from(moves, (_: any, index: number) => index + 1),
  });
}
`,
  'stages/unite.ts': `const at = ({ codes, levels }: any, row: number) => levels[codes[row]];
const category = (values: any[]) => {
  const levels = [...new Set(values.filter((value) => value !== null))];
  return { levels, codes: Int32Array.from(values, (value) => levels.indexOf(value)) };
};
export async function run({ params, inputs, outputs }: any) {
  const figures = await inputs.figures.read();
  const moves = await inputs.moves.read();
  const read = [...figures.births].map((value: number, row: number) => ({ area: at(figures.code, row), year: figures.year[row], value,
    source: 'figures', file: 'raw/figures.csv', row: figures.line[row], column: 'births', operation: 'as published; counted in persons' }));
  const made = { area: 'FRA', year: 2011, value: params.imputed, source: null, file: null, row: -1, column: null, operation: 'mean of its neighbours' };
  const rows = [...read, made].sort((a, b) => (a.area < b.area ? -1 : a.area > b.area ? 1 : a.year - b.year));
  await outputs.areas.write({ area: category(['DEU', 'FRA', 'POL', 'USA']) });
  await outputs.panel.write({
    area: category(rows.map(({ area }) => area)), year: Int16Array.from(rows, ({ year }) => year), indicator: category(rows.map(() => 'births')),
    value: Float64Array.from(rows, ({ value }) => value), source: category(rows.map(({ source }) => source)),
    file: category(rows.map(({ file }) => file)), row: Int32Array.from(rows, ({ row }) => row),
    column: category(rows.map(({ column }) => column)), operation: category(rows.map(({ operation }) => operation)),
  });
  const persons = [...moves.persons];
  await outputs.pairs.write({
    orig: moves.from, dest: moves.to, year: moves.year, persons: moves.persons, quality: category(persons.map(() => null)),
    source: category(persons.map(() => 'moves')), file: category(persons.map(() => 'raw/moves.csv')), row: moves.line,
    operation: category(persons.map(() => 'as published')),
  });
  await outputs.plain.write({ id: Int32Array.from([1]) });
  await outputs.note.write({});
}
`,
};

/** A fresh copy of the project; `files` replaces or adds. */
export function tracedProject(files: Readonly<Record<string, string>> = {}): Project {
  const source = (id: string, path: string, text: string): string =>
    `  ${id}:\n    title: All ${id}\n    publisher: Office\n    url: none\n    licence: CC0-1.0\n    files:\n      - { path: ${path}, sha256: ${sha256(text)} }\n`;
  return new Project({
    'pipeline.yaml': PIPELINE,
    'params.yaml': 'imputed: 3\n',
    'raw/figures.csv': FIGURES,
    'raw/moves.csv': MOVES,
    'sources.yaml': `sources:\n${source('figures', 'raw/figures.csv', FIGURES)}${source('moves', 'raw/moves.csv', MOVES)}`,
    ...CONTRACTS,
    ...STAGES,
    ...files,
  });
}

/** Tables that `pipeline show` traces, as its JSON says. */
export async function tracedTables(project: Project, ...args: string[]): Promise<readonly TracedTable[]> {
  const { stdout } = await project.call('show', ...args, '--json');
  return (JSON.parse(stdout) as { data: { tables: readonly TracedTable[] } }).data.tables;
}
