import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder } from './durable.ts';
import type { Layout } from './layout.ts';
import { isAlive, type Owner, ownerOfSelf } from './processes.ts';

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

/** Removes the folders that dead processes left; never one by its age alone. */
export function removeDeadAttempts(layout: Layout): void {
  makeFolder(layout.attempts);
  for (const name of readdirSync(layout.attempts)) {
    if (!isAlive(ownerIn(name))) removeFolder(join(layout.attempts, name));
  }
}

function ownerIn(name: string): Owner {
  const [pid, started, boot, space] = name.split('.');
  return { pid: Number(pid), started: started ?? '', boot: boot ?? '', space: space ?? '' };
}
