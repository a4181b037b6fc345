import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RawSource } from '../../src/readers/formats/rawFile.ts';
import type { RawSources } from '../../src/readers/rawTables.ts';
import { type DeclaredInputs, inputSources, type ManifestSources } from './declaredSources.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '../shared/data/real');

/** Whether the real data are here; says so loudly where they are not. */
export const hasRealData = existsSync(FOLDER);
if (!hasRealData) console.warn('SKIPPED: tests on the real data, because ../shared/data/real is not there');

/** A source of data/world/sources.yaml with the real files; those of facts are part of the project. */
export function realSource(id: string): RawSource {
  const source = manifest().sources[id];
  if (!source) throw new Error(`data/world/sources.yaml has no source ${id}`);
  return {
    id,
    files: source.files.map(({ path }) => ({
      name: path,
      path: join(path.startsWith('facts/') ? join(ROOT, 'data/world') : FOLDER, path),
    })),
  };
}

/** The sources of the stage ingest by the names that pipeline.yaml gives them, with the real files. */
export function realSources(): RawSources {
  const pipeline = parse(readFileSync(join(ROOT, 'pipeline.yaml'), 'utf8')) as DeclaredInputs;
  return inputSources(pipeline, manifest(), realSource) as unknown as RawSources;
}

function manifest(): ManifestSources {
  return parse(readFileSync(join(ROOT, 'data/world/sources.yaml'), 'utf8')) as ManifestSources;
}
