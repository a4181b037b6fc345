import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { makeFolder, withStoreErrors, writeDurably } from '../store/durable.ts';
import { hashFile } from '../store/statMemo.ts';
import type { Config, Source, SourceFileDeclaration } from '../types.ts';
import { sourcePath } from './sources.ts';

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
  const ended = (outcome: Fetched['outcome'], problem: Diagnostic | null = null): Fetched => ({
    source: source.id,
    path: file.path,
    outcome,
    problem,
  });
  if (existsSync(target) && hashFile(target) === file.sha256) return ended('there');
  const partial = `${target}.part`;
  makeFolder(dirname(target));
  try {
    if (/^https?:\/\//.test(mirror)) await download(`${mirror.replace(/\/$/, '')}/${file.path}`, partial);
    else copyPart(join(mirror, file.path), partial);
  } catch (error) {
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
      message: `${file.path} of source ${source.id} at ${mirror} is not the file that the manifest names`,
      place: file.place,
      expected: `sha256 ${file.sha256}, but it has ${found}`,
      hint: 'ask the publisher of the mirror, or accept the new file with --update after looking at it',
    });
  }
  renameSync(partial, target);
  return ended('fetched');
}

function copyPart(from: string, partial: string): void {
  rmSync(partial, { force: true }); // a copy that was cut off may be read-only
  const content = readFileSync(from);
  writeDurably(partial, content);
}

/** Continues where an earlier download stopped, if the server can. */
async function download(address: string, partial: string): Promise<void> {
  const begun = existsSync(partial) ? statSync(partial).size : 0;
  const response = await fetch(address, begun > 0 ? { headers: { Range: `bytes=${begun}-` } } : {});
  if (response.status === 416) return; // nothing is left to come
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  if (response.status !== 206) rmSync(partial, { force: true });
  const file = openSync(partial, 'a');
  try {
    for await (const chunk of response.body) withStoreErrors(partial, () => writeSync(file, chunk as Uint8Array));
  } finally {
    closeSync(file);
  }
}

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

/** The manifest with the new digests in the place of the old ones; all else, comments too, stays as it is. */
export function updatedManifest(text: string, updates: readonly Update[]): string {
  const after = new Map(updates.map((update) => [update.before, update.after]));
  return text.replaceAll(/\b[0-9a-f]{64}\b/g, (digest) => after.get(digest) ?? digest);
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'the mirror does not have it';
  return error instanceof Error ? error.message : String(error);
}
