import type { ReportedFlowsReading } from '../../schemas/generated/types.ts';

/** Inputs of the stage ingest as pipeline.yaml declares them, and a manifest, as far as tests that read whole sources need them. */
export interface DeclaredInputs {
  readonly stages: {
    readonly ingest: { readonly inputs: Readonly<Record<string, { readonly source?: string; readonly sources?: string }>> };
  };
}

export interface ManifestSources {
  readonly sources: Readonly<Record<string, ManifestSource>>;
}

interface ManifestSource {
  readonly kind?: string;
  readonly reading?: ReportedFlowsReading;
  readonly files: readonly { readonly path: string }[];
}

/** The sources of each input by its name: one, or for a kind all of it with their declarations. `sourceOf` gives a source its files. */
export function inputSources<S>(
  { stages }: DeclaredInputs,
  { sources }: ManifestSources,
  sourceOf: (id: string) => S,
): Record<string, S | readonly (S & { readonly reading: ReportedFlowsReading })[]> {
  const ofKind = (kind: string) =>
    Object.entries(sources)
      .filter(([, source]) => source.kind === kind)
      .map(([id, { reading }]) => ({ ...sourceOf(id), reading: reading! }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return Object.fromEntries(
    Object.entries(stages.ingest.inputs).map(([name, { source, sources: kind }]) => [
      name,
      source === undefined ? ofKind(kind!) : sourceOf(source),
    ]),
  );
}
