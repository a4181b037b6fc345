import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, syncFile, syncFolder } from './durable.ts';
import type { Layout } from './layout.ts';
import { hashFile, type StatMemo } from './statMemo.ts';
import { withStoreErrors } from './systemErrors.ts';

/** A file in a private attempt folder that is to become an object. */
export interface Candidate {
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
}

/** Hashes finished files and puts them on the disk, so that a rename may follow. */
export function seal(paths: readonly string[]): Candidate[] {
  return paths.map((path) => {
    withStoreErrors(path, () => chmodSync(path, 0o444));
    syncFile(path);
    return { path, digest: hashFile(path), bytes: statSync(path).size };
  });
}

/**
 * Moves sealed files into the store under their digests (docs/promises.md 3.2): all renames, then one fsync for each folder.
 * An equal object that is sound stays; a rotten one is replaced, so that rot does not spread by de-duplication.
 */
export function publishObjects(layout: Layout, candidates: readonly Candidate[]): void {
  const folders = new Set<string>();
  for (const { path, digest } of candidates) {
    const object = layout.object(digest);
    makeFolder(dirname(object));
    folders.add(dirname(object));
    if (existsSync(object) && hashFile(object) === digest) rmSync(path, { force: true });
    else withStoreErrors(object, () => renameSync(path, object));
  }
  for (const folder of folders) {
    syncFolder(folder);
    syncFolder(dirname(folder));
  }
}

/**
 * Moves a damaged file of the store out of the way, so that it counts as missing and is made again. A store that cannot be written
 * to is left as it is: whoever only reads has been told of the damage.
 */
export function setAside(layout: Layout, path: string): void {
  try {
    makeFolder(layout.kept);
    renameSync(path, join(layout.kept, `damaged-${basename(dirname(path))}${basename(path)}`));
  } catch {
    // Missing, or read-only.
  }
}

/** Whether an object is there and still has the content that its name says. */
export function isSound(layout: Layout, memo: StatMemo, digest: string): boolean {
  return memo.digestOf(layout.object(digest)) === digest;
}
