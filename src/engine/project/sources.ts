import { join } from 'node:path';
import { type Diagnostic, PipelineError } from '../../diagnostics/diagnostic.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { Config, Source } from '../types.ts';

/** Absolute path of a file of a source. */
export function sourcePath(config: Pick<Config, 'root'>, source: Source, path: string): string {
  return join(config.root, source.folder, path);
}

/** Hashes the files of the sources and refuses those that are missing or are not the ones that the manifest names. */
export function verifySources(config: Config, sources: Iterable<Source>, memo: StatMemo): void {
  const wrong: Diagnostic[] = [];
  for (const source of sources) {
    for (const { path, sha256, place } of source.files) {
      const found = memo.digestOf(sourcePath(config, source, path));
      if (found === sha256) continue;
      wrong.push(found === null ? missing(config, source, path, place) : mismatch(config, source, path, place, sha256, found));
    }
  }
  if (wrong.length > 0) throw new PipelineError(wrong);
}

function missing(config: Config, source: Source, path: string, place: Diagnostic['place']): Diagnostic {
  const fetch = config.profile === 'default' ? '' : ` --params params.${config.profile}.yaml`;
  return {
    code: 'E301',
    severity: 'error',
    message: `${source.folder}/${path} of source ${source.id} is not there`,
    ...(place === undefined ? {} : { place }),
    hint: `bring it with: pipeline fetch${fetch} --from FOLDER`,
  };
}

function mismatch(config: Config, source: Source, path: string, place: Diagnostic['place'], wanted: string, found: string): Diagnostic {
  const params = config.profile === 'default' ? '' : ` --params params.${config.profile}.yaml`;
  return {
    code: 'E302',
    severity: 'error',
    message: `${source.folder}/${path} is not the file that the manifest names`,
    ...(place === undefined ? {} : { place }),
    expected: `sha256 ${wanted}, but it has ${found}`,
    hint: `restore it, or accept the new content with: pipeline fetch${params} --update`,
  };
}
