import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Harmonize, Params } from '../../schemas/generated/types.ts';
import type { TableOutput } from '../../src/engine/stage.ts';
import { type Category, type Columns, categoryAt } from '../../src/tables/columns.ts';
import { run as harmonize } from '../../stages/harmonize.ts';
import { run as ingest } from '../../stages/ingest.ts';
import { type ManifestSources, sourcesOfKind } from '../readers/declaredSources.ts';
import { tableInput, WrittenTable } from '../stages/tableContext.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Declared {
  readonly inputs: Readonly<
    Record<string, { readonly source?: string; readonly sources?: string; readonly stage?: string; readonly output?: string }>
  >;
  readonly outputs: Readonly<Record<string, object>>;
}

interface Pipeline {
  readonly stages: Readonly<Record<string, Declared>>;
}

/** Tables that the stage harmonize writes, by output. */
export type HarmonizedTables = {
  readonly [Name in keyof Harmonize['outputs']]: Harmonize['outputs'][Name] extends TableOutput<infer Table> ? Table : never;
};

/** Runs ingest and harmonize of pipeline.yaml on the committed files of the demo world, in this process and with its parameters. */
export async function harmonizedDemo(): Promise<HarmonizedTables> {
  const { stages } = yaml<Pipeline>('pipeline.yaml');
  const manifest = yaml<ManifestSources>('data/demo/sources.yaml');
  const made = new Map<string, Columns>();

  const sourceOf = (id: string) => {
    const { files } = manifest.sources[id]!;
    return { id, files: files.map(({ path }) => ({ name: path, path: resolve(ROOT, 'data/demo', path) })) };
  };
  const inputOf = ({ source, sources: kind, stage, output }: Declared['inputs'][string]) => {
    if (kind !== undefined) return sourcesOfKind(manifest, kind, sourceOf);
    return source === undefined ? tableInput(made.get(`${stage}.${output}`)!) : sourceOf(source);
  };
  const runStage = async <C>(name: string, run: (context: C) => void | Promise<void>) => {
    const { inputs, outputs } = stages[name]!;
    const written = Object.keys(outputs).map((output) => [output, new WrittenTable()] as const);
    const context = {
      params: yaml<Params>('params.yaml'),
      inputs: Object.fromEntries(Object.entries(inputs).map(([input, declared]) => [input, inputOf(declared)])),
      outputs: Object.fromEntries(written),
      log: () => undefined,
      note: () => undefined,
      progress: () => undefined,
    };
    await run(context as C);
    for (const [output, table] of written) made.set(`${name}.${output}`, table.columns);
  };

  await runStage('ingest', ingest);
  await runStage('harmonize', harmonize);
  return Object.fromEntries(
    Object.keys(stages['harmonize']!.outputs).map((output) => [output, made.get(`harmonize.${output}`)]),
  ) as unknown as HarmonizedTables;
}

/** Text of a cell that must be there. */
export function textAt(column: Category, row: number): string {
  return categoryAt(column, row) ?? '';
}

function yaml<T>(file: string): T {
  return parse(readFileSync(resolve(ROOT, file), 'utf8')) as T;
}
