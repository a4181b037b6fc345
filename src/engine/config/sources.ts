import { posix } from 'node:path';
import type { Source } from '../types.ts';
import type { Documents } from './documents.ts';
import { ALLOWED_PATH, pathProblem } from './reading/paths.ts';
import { pointerTo } from './reading/pointers.ts';
import { Problems } from './reading/problems.ts';
import type { LazyMark } from './reading/sourceText.ts';
import type { YamlFile } from './reading/yaml.ts';
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
    const { title, publisher, url, licence } = declared;
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
    sources.set(id, { id, title, publisher, url, licence, folder: posix.dirname(path), files });
  }
  problems.throwIfAny();
  return { file, sources };
}
