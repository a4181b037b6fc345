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
  manifest: ManifestSources,
  sourceOf: (id: string) => S,
): Record<string, S | readonly (S & { readonly reading: ReportedFlowsReading })[]> {
  return Object.fromEntries(
    Object.entries(stages.ingest.inputs).map(([name, { source, sources: kind }]) => [
      name,
      source === undefined ? sourcesOfKind(manifest, kind!, sourceOf) : sourceOf(source),
    ]),
  );
}

/** All sources of a kind by id, with their declarations. */
export function sourcesOfKind<S>(
  { sources }: ManifestSources,
  wanted: string,
  sourceOf: (id: string) => S,
): readonly (S & { readonly reading: ReportedFlowsReading })[] {
  return Object.entries(sources)
    .filter(([, { kind }]) => kind === wanted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { reading }]) => ({ ...sourceOf(id), reading: reading! }));
}
