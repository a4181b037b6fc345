import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Declared {
  readonly stages: { readonly ingest: { readonly inputs: Record<string, { source: string }>; readonly outputs: Record<string, unknown> } };
}

/** Inputs of the stage "ingest" with the source of each, and the names of its outputs, as pipeline.yaml declares them. */
export function ingestInputs(): { readonly inputs: readonly (readonly [string, string])[]; readonly outputs: readonly string[] } {
  const { ingest } = (parse(readFileSync(join(import.meta.dirname, '../../pipeline.yaml'), 'utf8')) as Declared).stages;
  return {
    inputs: Object.entries(ingest.inputs).map(([name, { source }]) => [name, source] as const),
    outputs: Object.keys(ingest.outputs),
  };
}
