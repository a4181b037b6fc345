import { chmodSync, closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import { sha256Hex } from '../digest.ts';
import { makeFolder, syncFile } from '../store/durable.ts';
import { type KeyLock, tryLock } from '../store/keyLock.ts';
import { layoutOf } from '../store/layout.ts';
import { hashFile } from '../store/statMemo.ts';
import { withStoreErrors } from '../store/systemErrors.ts';
import type { Config, Source, SourceFileDeclaration } from '../types.ts';
import { addressBelow, download, withoutCredentials } from './download.ts';
import { temporaryIn } from './project.ts';
import { sourcePath } from './sources.ts';

/** How often a second fetch looks whether the first one is done with a file. */
const TURN_MS = 200;

/** What became of one file of the manifest. */
export interface Fetched {
  readonly source: string;
  readonly path: string;
  readonly outcome: 'there' | 'fetched' | 'failed';
  readonly problem: Diagnostic | null;
}

/**
 * Fills the folder of the manifest from a mirror: a folder, or an http(s) address below which the files lie.
 * Each file is verified before it takes its name; a partial download is kept beside it and continued.
 */
export async function fetchSources(config: Config, mirror: string, onFile: (file: Fetched) => void): Promise<Fetched[]> {
  const all: Fetched[] = [];
  for (const source of config.sources.values()) {
    for (const file of source.files) {
      const fetched = await fetchFile(config, source, file, mirror);
      all.push(fetched);
      onFile(fetched);
    }
  }
  return all;
}

async function fetchFile(config: Config, source: Source, file: SourceFileDeclaration, mirror: string): Promise<Fetched> {
  const target = sourcePath(config, source, file.path);
  const lock = await lockOf(config, target);
  try {
    return await fetchUnlocked(source, file, mirror, target);
  } finally {
    lock.release();
  }
}

/** Two at once take turns: the second one finds what the first has brought. */
async function lockOf(config: Config, target: string): Promise<KeyLock> {
  const layout = layoutOf(config.root);
  for (;;) {
    const attempt = tryLock(layout, sha256Hex(`fetch ${target}`), temporaryIn(layout));
    if (attempt.kind === 'held') return attempt.lock;
    await new Promise((done) => setTimeout(done, TURN_MS));
  }
}

async function fetchUnlocked(source: Source, file: SourceFileDeclaration, mirror: string, target: string): Promise<Fetched> {
  const ended = (outcome: Fetched['outcome'], problem: Diagnostic | null = null): Fetched => ({
    source: source.id,
    path: file.path,
    outcome,
    problem,
  });
  if (isRegular(target) && hashFile(target) === file.sha256) return ended('there');
  const partial = `${target}.part`;
  makeFolder(dirname(target));
  try {
    if (/^https?:\/\//.test(mirror)) await download(addressBelow(mirror, file.path), partial);
    else copyPart(join(mirror, file.path), partial);
  } catch (error) {
    if (isPipelineError(error)) return ended('failed', { ...error.diagnostics[0]!, place: file.place });
    const message = `${file.path} of source ${source.id} could not be fetched: ${reasonOf(error)}`;
    return ended('failed', {
      code: 'E301',
      severity: 'error',
      message,
      place: file.place,
      hint: 'run the same command again: what has come is kept',
    });
  }
  const found = hashFile(partial);
  if (found !== file.sha256) {
    rmSync(partial);
    return ended('failed', {
      code: 'E302',
      severity: 'error',
      message: `${file.path} of source ${source.id} at ${withoutCredentials(mirror)} is not the file that the manifest names`,
      place: file.place,
      expected: `sha256 ${file.sha256}, but it has ${found}`,
      hint: 'ask the publisher of the mirror, or accept the new file with --update after looking at it',
    });
  }
  renameSync(partial, target);
  return ended('fetched');
}

function copyPart(from: string, partial: string): void {
  if (existsSync(from) && !isRegular(from)) throw new Error('what the mirror has there is no file');
  closeSync(openSync(from, 'r')); // what cannot be read is no fault of the place that it is copied to
  rmSync(partial, { force: true }); // a copy that was cut off may be read-only
  withStoreErrors(partial, () => {
    copyFileSync(from, partial);
    chmodSync(partial, 0o644);
  });
  syncFile(partial);
}

/** A pipe or a device would be read without end. */
function isRegular(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'the mirror does not have it';
  return error instanceof Error ? error.message : String(error);
}
