import { chmodSync, constants, copyFileSync, existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../store/durable.ts';
import type { Layout } from '../store/layout.ts';
import type { ResultRecord } from '../store/records.ts';
import { hashFile, type StatMemo } from '../store/statMemo.ts';
import { isCode, withStoreErrors } from '../store/systemErrors.ts';
import type { Instance } from '../types.ts';
import { type Results, viewsFolder } from './lock.ts';

/** What has views: whose they are, the store behind them, and what is known of files. */
export interface Viewed {
  readonly config: Results;
  readonly layout: Layout;
  readonly memo: StatMemo;
}

/** Folder of an instance among the views: `train/member=1` of `train[member=1]`. */
export function viewFolder(results: Results, instance: string): string {
  const [stage, each] = instance.replace(/]$/, '').split('[', 2) as [string, string | undefined];
  return join(results.root, viewsFolder(results), stage, ...(each === undefined ? [] : [each]));
}

/**
 * Makes `artifacts/<stage>/<file>` show the outputs of a record: a read-only copy of the object, which shares its blocks where the
 * file system can. A hard link would let whoever edits the view in place change the object. A file that somebody edited is put aside.
 * Returns warnings. Only one process may do it at a time: what it notes of a file it has just placed must be true of that file.
 */
export function updateView({ config, layout, memo }: Viewed, instance: Instance, record: ResultRecord): string[] {
  const folder = viewFolder(config, instance.id);
  const warnings: string[] = [];
  if (isBehindLink(layout, folder))
    return [`${fromHere(folder)} is a link, or lies under one; it is left alone and does not show the results`];
  makeFolder(folder);
  for (const [name, { file }] of instance.stage.outputs) {
    const digest = record.outputs[name]?.digest;
    if (digest === undefined) continue;
    const object = layout.object(digest);
    const view = join(folder, file);
    if (isUpToDate(view, digest, memo)) continue;
    if (existsSync(view)) {
      const aside = putAside(layout, view);
      if (aside !== null)
        warnings.push(`${fromHere(view)} had been edited; it is restored, and the edited file is kept as ${fromHere(aside)}`);
    }
    placeFile(object, view);
    memo.trust(object, digest);
    memo.trust(view, digest);
  }
  return warnings;
}

/** Whether the views of an instance show the outputs of a record, so that nothing has to be placed. */
export function isViewCurrent({ config, layout, memo }: Viewed, instance: Instance, record: ResultRecord): boolean {
  const folder = viewFolder(config, instance.id);
  if (isBehindLink(layout, folder)) return false;
  return [...instance.stage.outputs].every(([name, { file }]) => {
    const digest = record.outputs[name]?.digest;
    return digest === undefined || isUpToDate(join(folder, file), digest, memo);
  });
}

/** Whether a symbolic link lies between `artifacts/` and a folder of it: what is behind it is not ours to move or delete. */
export function isBehindLink(layout: Layout, folder: string): boolean {
  const steps = relative(layout.artifacts, folder).split(sep);
  return steps.some((_, index) => isLink(join(layout.artifacts, ...steps.slice(0, index + 1))));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function fromHere(path: string): string {
  return relative(process.cwd(), path);
}

function isUpToDate(view: string, digest: string, memo: StatMemo): boolean {
  try {
    const stats = lstatSync(view);
    return stats.isFile() && stats.nlink === 1 && memo.digestOf(view) === digest;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}

/** Keeps what a view shows if its content is in no object of the store; otherwise it may be replaced. */
export function putAside(layout: Layout, view: string): string | null {
  if (lstatSync(view).isFile() && existsSync(layout.object(hashFile(view)))) return null;
  makeFolder(layout.kept);
  for (let number = 1; ; number++) {
    const aside = join(layout.kept, `${basename(dirname(view))}-${number}-${basename(view)}`);
    if (existsSync(aside)) continue;
    renameSync(view, aside);
    return aside;
  }
}

/** Copies beside the view and renames, so that a reader never sees half a file. */
function placeFile(object: string, view: string): void {
  const temporary = `${view}.${process.pid}.tmp`;
  withStoreErrors(view, () => {
    rmSync(temporary, { force: true });
    copyFileSync(object, temporary, constants.COPYFILE_FICLONE);
    chmodSync(temporary, 0o444);
    renameSync(temporary, view);
  });
}
