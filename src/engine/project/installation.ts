import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EncoderBuild } from '../keys/stageCode.ts';

/** What `npm run build` left beside the programs. */
interface Build {
  readonly version: string;
  readonly encoder: EncoderBuild;
}

/** Folder where the engine is installed, which has its programs in `dist/`. */
export function installationFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error('the package of the engine is not complete: no package.json above its code');
  }
}

export function workerProgram(): string {
  return join(installationFolder(), 'dist', 'worker.js');
}

/** Version of this package, and the table encoder that it was built with. */
export function readBuild(): Build {
  return JSON.parse(readFileSync(join(installationFolder(), 'dist', 'build.json'), 'utf8')) as Build;
}
