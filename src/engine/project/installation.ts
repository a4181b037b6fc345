import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Encoder } from '../types.ts';

/** What `npm run build` left beside the programs. */
interface Build {
  readonly version: string;
  readonly encoder: Encoder;
}

/** Folder of the built programs: this package's `dist/`. */
function distFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'dist');
    if (dirname(folder) === folder) throw new Error('the package of the engine is not complete: no package.json above its code');
  }
}

export function workerProgram(): string {
  return join(distFolder(), 'worker.js');
}

/** Version of this package, and the digest and packages of the table encoder that it was built with. */
export function readBuild(): Build {
  return JSON.parse(readFileSync(join(distFolder(), 'build.json'), 'utf8')) as Build;
}
