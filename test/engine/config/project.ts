import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../../src/diagnostics/print.ts';
import { type LoadOptions, loadConfig } from '../../../src/engine/config/load.ts';
import type { Config } from '../../../src/engine/types.ts';
import { expectSaidOnce } from '../../diagnostics/saidOnce.ts';

/** A small project without errors: a fanned-out stage of a source, and one that gathers it. */
export const PIPELINE = `name: small
params: params.yaml
sources: \${params.sources}
stages:
  make:
    module: stages/make.ts
    about: numbers
    params: [size, train.epochs]
    each: { member: "\${params.members}" }
    inputs:
      raw: { source: numbers }
      extra: { source: extra, optional: true }
    outputs:
      table: { file: table.parquet, contract: table }
    resources: { cpu: 2, memory: 512 MB }
    timeout: 10m
  report:
    run: python3 report.py
    inputs:
      tables: { stage: make, output: table }
    outputs:
      summary: { file: summary.json, contract: summary }
`;

export const FILES: Readonly<Record<string, string>> = {
  'pipeline.yaml': PIPELINE,
  'params.yaml': 'sources: data/sources.yaml\nsize: 3\nmembers: 2\ntrain:\n  epochs: 5\n  rate: 0.1\n',
  'data/sources.yaml': `sources:
  numbers:
    title: Numbers
    publisher: us
    url: ''
    licence: CC0-1.0
    files:
      - { path: numbers.csv, sha256: ${'a'.repeat(64)} }
`,
  'stages/make.ts': '',
  'schemas/table.yaml': 'kind: table\ntitle: T\nfields:\n  - { name: id, type: int32 }\nkey: [id]\n',
  'schemas/summary.yaml': 'kind: document\ntitle: S\nschema: { type: object }\n',
};

export type Edits = Readonly<Record<string, string | Uint8Array | null>>;

/** Writes the small project with some files replaced (null: left out) to a folder that lasts for the test. */
export function projectWith(edits: Edits = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'pipeline-config-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ ...FILES, ...edits })) {
    if (content === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function load(root: string, options: Partial<LoadOptions> = {}): Promise<Config> {
  return loadConfig({ file: join(root, 'pipeline.yaml'), cwd: root, ...options });
}

/** What a user reads who loads the small project with some files replaced. */
export async function errorsWith(edits: Edits, options: Partial<LoadOptions> = {}): Promise<string> {
  return messageOf(() => load(projectWith(edits), options));
}

/** The small project with one piece of text of pipeline.yaml replaced. */
export function pipelineWith(piece: string, by: string): Edits {
  return fileWith('pipeline.yaml', piece, by);
}

/** The small project with one piece of text of a file replaced. */
export function fileWith(file: string, piece: string, by: string): Edits {
  const text = FILES[file] ?? '';
  if (!text.includes(piece)) throw new Error(`${file} does not hold: ${piece}`);
  return { [file]: text.replace(piece, () => by) };
}

export function lines(...text: readonly string[]): string {
  return text.join('\n');
}

/** The printed form of the PipelineError that an action throws. */
export async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (!isPipelineError(error)) throw error;
    error.diagnostics.forEach(expectSaidOnce);
    return formatDiagnostics(error.diagnostics, { color: false });
  }
  return 'no error';
}
