import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './durable.ts';
import type { Layout } from './layout.ts';
import { endLeftovers } from './leftovers.ts';
import { isAlive, type Owner, ownerOfSelf } from './processes.ts';
import { isCode } from './systemErrors.ts';

/** A worker whose engine was killed ends within half a second (worker/parent.ts). */
const ORPHANS_END_MS = 2_000;
const RETRY_MS = 50;

/**
 * A private folder on the file system of the store. What is in it is nobody's artifact until it is published.
 * Its name says whose it is, so that there is no moment in which it has no owner.
 */
export function newAttempt(layout: Layout): string {
  const { pid, started, boot, space } = ownerOfSelf();
  const folder = join(layout.attempts, [pid, started, boot, space, randomBytes(8).toString('hex')].join('.'));
  makeFolder(folder);
  return folder;
}

/**
 * Removes a private folder with all in it. Until it ends, an orphan may put files where others are being removed, so that is tried
 * again. What stays all the same is no artifact, so it stops nothing: a dead attempt is tried again by the next run.
 */
export function removeFolder(folder: string): void {
  for (const end = performance.now() + ORPHANS_END_MS; performance.now() < end; ) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (!isCode(error, 'ENOTEMPTY')) return;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
  }
}

/** Removes the folders that dead processes left; never one by its age alone. */
export function removeDeadAttempts(layout: Layout): void {
  makeFolder(layout.attempts);
  for (const name of readdirSync(layout.attempts)) {
    if (isAlive(ownerIn(name))) continue;
    endLeftovers(join(layout.attempts, name));
    removeFolder(join(layout.attempts, name));
  }
}

function ownerIn(name: string): Owner {
  const [pid, started, boot, space] = name.split('.');
  return { pid: Number(pid), started: started ?? '', boot: boot ?? '', space: space ?? '' };
}
