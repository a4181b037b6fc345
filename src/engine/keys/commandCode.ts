import { chmodSync, constants, copyFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import { canonicalJson, sha256Hex } from '../digest.ts';
import { makeFolder, syncFile } from '../store/durable.ts';
import type { Layout } from '../store/layout.ts';
import { hashFile, type StatMemo } from '../store/statMemo.ts';
import { withStoreErrors } from '../store/systemErrors.ts';
import type { CommandDeclaration, StageCode } from '../types.ts';
import { codeFiles } from './codeFiles.ts';

/** Where the code of commands is read, and where copies of it are kept. */
export interface CodeStore {
  readonly root: string;
  readonly layout: Layout;
  readonly memo: StatMemo;
}

/**
 * The code of a command: its text, and the files that it declares, each with whether it may be executed. The store keeps a copy of
 * every file as it was digested, and the command runs from these: an edit a moment later is of no effect (docs/promises.md 1.3).
 */
export function commandCode({ command, code }: CommandDeclaration, place: () => Place, store: CodeStore): StageCode {
  const found = codeFiles(store.root, code, place);
  const digests = found.map(({ path }) => [path, snapshot(path, place, store)] as const);
  const executables = found.filter(({ executable }) => executable).map(({ path }) => path);
  const files = Object.fromEntries(digests);
  return { name: command, digest: sha256Hex(canonicalJson(['command', command, files, executables])), packages: {}, files, executables };
}

/** Digest of a file, of which the store has a copy. */
function snapshot(path: string, place: () => Place, { root, layout, memo }: CodeStore): string {
  const original = join(root, path);
  const known = memo.digestOf(original);
  if (known === null) refuse('E201', `code "${path}" has gone or cannot be read`, { place: place() });
  if (memo.digestOf(layout.snapshot(known)) === known) return known;
  try {
    return copied(original, layout, memo);
  } catch (error) {
    // A store that cannot be written to still answers what is current; a stage that has to run says what is wrong.
    if (!isPipelineError(error)) throw error;
    return known;
  }
}

/** The digest is that of the copy, so that it is true whatever happens to the original. */
function copied(original: string, layout: Layout, memo: StatMemo): string {
  const temporary = join(layout.store, `tmp-${process.pid}-snapshot`);
  return withStoreErrors(temporary, () => {
    try {
      copyFileSync(original, temporary, constants.COPYFILE_FICLONE);
      chmodSync(temporary, 0o444);
      syncFile(temporary);
      const digest = hashFile(temporary);
      const target = layout.snapshot(digest);
      makeFolder(dirname(target));
      renameSync(temporary, target);
      memo.trust(target, digest);
      return digest;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}
