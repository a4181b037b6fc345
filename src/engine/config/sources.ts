import { join, posix } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import { insteadOf } from '../../diagnostics/suggest.ts';
import type { Json, Source, StageDeclaration } from '../types.ts';
import type { Documents } from './documents.ts';
import { namesIn } from './reading/files.ts';
import { ALLOWED_PATH, pathProblem } from './reading/paths.ts';
import { pointerTo } from './reading/pointers.ts';
import { Problems } from './reading/problems.ts';
import type { LazyMark } from './reading/sourceText.ts';
import type { YamlFile, YamlPart } from './reading/yaml.ts';
import { schemaProblems } from './schema/schema.ts';
import manifestSchema from './schema/sources.schema.json' with { type: 'json' };

/** A source manifest, as src/engine/config/schema/sources.schema.json lets it pass. */
interface ManifestDocument {
  readonly sources: Readonly<
    Record<
      string,
      {
        readonly title: string;
        readonly publisher: string;
        readonly url: string;
        readonly licence: string;
        readonly kind?: string;
        readonly reading?: Json;
        readonly aside?: boolean;
        readonly files: readonly { readonly path: string; readonly sha256: string }[];
      }
    >
  >;
}

export interface Manifest {
  /** Null for a project without sources. */
  readonly file: YamlFile | null;
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * Reads a source manifest. `path` is relative to the root, `mark` is where it is named.
 * Throws a PipelineError of everything wrong: E201, E202, E203, E206.
 */
export async function loadManifest(documents: Documents, path: string, mark: LazyMark): Promise<Manifest> {
  const file = await documents.read(path, manifestSchema, mark);
  const problems = new Problems();
  const sources = new Map<string, Source>();
  for (const [id, declared] of Object.entries((file.value as unknown as ManifestDocument).sources)) {
    const { title, publisher, url, licence, kind = null, reading = null, aside = false } = declared;
    const listed = new Set<string>();
    const files = declared.files.map(({ path: name, sha256 }, index) => {
      const pointer = pointerTo('sources', id, 'files', index, 'path');
      const problem = pathProblem(name);
      if (problem !== null) problems.error('E206', `path "${name}" ${problem}`, { ...file.markOf(pointer), expected: ALLOWED_PATH });
      if (listed.has(name)) problems.error('E203', `the file "${name}" is listed twice`, file.markOf(pointer));
      listed.add(name);
      // Looked up when a message needs it: a file that was read before is not parsed for it.
      return {
        path: name,
        sha256,
        get place() {
          return file.markOf(pointer).place ?? { file: file.file };
        },
      };
    });
    sources.set(id, { id, title, publisher, url, licence, kind, reading, aside, folder: posix.dirname(path), files });
  }
  problems.throwIfAny();
  return { file, sources };
}

/** Where the schemas of kinds of sources lie, relative to the root, beside that of the parameters. */
const SCHEMAS = 'schemas';
const SCHEMA_ENDING = '.schema.json';

/**
 * Reads schemas/NAME.schema.json for each kind of source that stages read or the manifest has, and checks `reading` of the sources
 * of that kind by it. What a kind means, only the schema and the stage know. The manifest is null where it could not be read.
 * Throws a PipelineError of everything wrong: E203, E204 for a kind without a schema.
 */
export async function loadSourceKinds(
  documents: Documents,
  stages: readonly StageDeclaration[],
  manifest: Manifest | null,
  markOf: YamlFile['markOf'],
): Promise<ReadonlyMap<string, Json>> {
  const problems = new Problems();
  const kinds = new Map<string, Json>();
  const known = namesIn(join(documents.root, SCHEMAS))
    .filter((name) => name.endsWith(SCHEMA_ENDING) && name !== `params${SCHEMA_ENDING}`)
    .map((name) => name.slice(0, -SCHEMA_ENDING.length));
  for (const [kind, mark] of kindsUsed(stages, manifest, markOf)) {
    if (!known.includes(kind)) {
      problems.error('E204', `unknown kind of source "${kind}"`, { ...mark(), ...insteadOf(kind, known) });
      continue;
    }
    const schema = await problems.take(() => documents.read(`${SCHEMAS}/${kind}${SCHEMA_ENDING}`, null));
    if (schema === null) continue;
    kinds.set(kind, schema.value);
    await problems.take(() => checkReadings(documents, schema, kind, manifest));
  }
  problems.throwIfAny();
  return kinds;
}

/** Each kind with the place that names it first. */
function kindsUsed(
  stages: readonly StageDeclaration[],
  manifest: Manifest | null,
  markOf: YamlFile['markOf'],
): ReadonlyMap<string, LazyMark> {
  const used = new Map<string, LazyMark>();
  const use = (kind: string, mark: LazyMark) => used.has(kind) || used.set(kind, mark);
  for (const { name, inputs } of stages) {
    for (const [input, declared] of inputs) {
      if (declared.kind === 'sources') use(declared.sourceKind, () => markOf(pointerTo('stages', name, 'inputs', input, 'sources')));
    }
  }
  for (const { id, kind } of manifest?.sources.values() ?? []) {
    if (kind !== null) use(kind, () => manifest?.file?.markOf(pointerTo('sources', id, 'kind')) ?? {});
  }
  return used;
}

async function checkReadings(documents: Documents, schema: YamlFile, kind: string, manifest: Manifest | null): Promise<void> {
  const sources = [...(manifest?.sources.values() ?? [])].filter((source) => source.kind === kind);
  const rules = schema.value as AnySchemaObject;
  const readings = Object.fromEntries(sources.map(({ id, reading }) => [id, reading]));
  await documents.once(rules, readings, async () => {
    const problems = new Problems();
    for (const { id, reading } of sources) {
      const mark = (pointer: string, part: YamlPart) => manifest?.file?.markOf(pointerTo('sources', id, 'reading') + pointer, part) ?? {};
      problems.add(await schemaProblems(rules, reading, mark, schema.file));
    }
    problems.throwIfAny();
  });
}
