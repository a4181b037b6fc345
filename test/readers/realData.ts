import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RawSource } from '../../src/readers/rawFile.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '../shared/data/real');

/** Whether the real data are here; says so loudly where they are not. */
export const hasRealData = existsSync(FOLDER);
if (!hasRealData) console.warn('SKIPPED: tests on the real data, because ../shared/data/real is not there');

/** A source of data/world/sources.yaml with the real files. */
export function realSource(id: string): RawSource {
  const manifest = parse(readFileSync(join(ROOT, 'data/world/sources.yaml'), 'utf8')) as {
    sources: Record<string, { files: { path: string }[] }>;
  };
  const source = manifest.sources[id];
  if (!source) throw new Error(`data/world/sources.yaml has no source ${id}`);
  return { id, files: source.files.map(({ path }) => ({ name: path, path: join(FOLDER, path) })) };
}
