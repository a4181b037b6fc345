import { existsSync } from 'node:fs';
import { isScalar, parseDocument } from 'yaml';
import { hashFile } from '../store/statMemo.ts';
import type { Config } from '../types.ts';
import { sourcePath } from './sources.ts';

/** A manifest file whose content is another one than it names. */
export interface Update {
  readonly source: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Finds the files whose content is not what the manifest names, and those that are not there, for `fetch --update`. */
export function changedFiles(config: Config): { readonly updates: readonly Update[]; readonly missing: readonly string[] } {
  const updates: Update[] = [];
  const missing: string[] = [];
  for (const source of config.sources.values()) {
    for (const { path, sha256 } of source.files) {
      const target = sourcePath(config, source, path);
      if (!existsSync(target)) missing.push(path);
      const after = existsSync(target) ? hashFile(target) : sha256;
      if (after !== sha256) updates.push({ source: source.id, path, before: sha256, after });
    }
  }
  return { updates, missing };
}

/**
 * The manifest with the new digest of each file in its own place: two files may have had one content. All else, comments too, stays
 * as it is.
 */
export function updatedManifest(text: string, updates: readonly Update[]): string {
  const document = parseDocument(text);
  const edits = updates.flatMap(({ source, path, after }) => {
    const files = (document.toJS() as { sources?: Record<string, { files?: { path: string }[] }> }).sources?.[source]?.files ?? [];
    return files.flatMap((file, index) => {
      const node = file.path === path ? document.getIn(['sources', source, 'files', index, 'sha256'], true) : undefined;
      return isScalar(node) && node.range ? [{ at: node.range[0], end: node.range[1], after }] : [];
    });
  });
  return edits.sort((a, b) => b.at - a.at).reduce((edited, { at, end, after }) => edited.slice(0, at) + after + edited.slice(end), text);
}
