import { join } from 'node:path';
import { type Diagnostic, PipelineError } from '../../diagnostics/diagnostic.ts';
import type { StatMemo } from '../store/statMemo.ts';
import type { Config, Source, SourceFileDeclaration } from '../types.ts';

/** What stands in the place of a digest until the first `fetch --update`. */
const NO_DIGEST = 'none';

/** Absolute path of a file of a source. */
export function sourcePath(config: Pick<Config, 'root'>, source: Source, path: string): string {
  return join(config.root, source.folder, path);
}

/** Hashes the files of the sources and refuses those that are missing or are not the ones that the manifest names. */
export function verifySources(config: Config, sources: Iterable<Source>, memo: StatMemo): void {
  const wrong: Diagnostic[] = [];
  for (const source of sources) {
    for (const file of source.files) {
      const found = memo.digestOf(sourcePath(config, source, file.path));
      if (found === file.sha256) continue;
      wrong.push(found === null ? missing(config, source, file) : mismatch(config, source, file, found));
    }
  }
  if (wrong.length > 0) throw new PipelineError(wrong);
}

function missing(config: Config, source: Source, { path, place }: SourceFileDeclaration): Diagnostic {
  return {
    code: 'E301',
    severity: 'error',
    message: `${source.folder}/${path} of source ${source.id} is not there`,
    place,
    hint: `bring it with: pipeline fetch${paramsOption(config)} --from FOLDER`,
  };
}

function mismatch(config: Config, source: Source, { path, sha256, place }: SourceFileDeclaration, found: string): Diagnostic {
  if (sha256 === NO_DIGEST) {
    return {
      code: 'E302',
      severity: 'error',
      message: `the manifest has no digest of ${source.folder}/${path} yet`,
      place,
      hint: `look at the file, then write its digest with: pipeline fetch${paramsOption(config)} --update`,
    };
  }
  return {
    code: 'E302',
    severity: 'error',
    message: `${source.folder}/${path} is not the file that the manifest names`,
    place,
    expected: `sha256 ${sha256}, but it has ${found}`,
    hint: `restore it, or accept the new content with: pipeline fetch${paramsOption(config)} --update`,
  };
}

/** The option that chooses the parameter file of this profile. */
function paramsOption({ profile }: Config): string {
  return profile === 'default' ? '' : ` --params params.${profile}.yaml`;
}
