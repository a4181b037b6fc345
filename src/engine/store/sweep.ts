import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDigest } from '../digest.ts';
import { removeFolder } from './attempts.ts';
import { readIfThere, writeMemo } from './durable.ts';
import { tryLock } from './keyLock.ts';
import type { Layout } from './layout.ts';
import { isAlive, ownerFrom } from './processes.ts';
import { readRecord } from './records.ts';

const DAY_MS = 86_400_000;

/** A process is done with a temporary file, and with looking at a ticket, in a moment: what is older was left by one that was cut off. */
const FORGOTTEN_MS = DAY_MS;
/** A checkpoint of a stage that failed is worth keeping for a while: the next attempt goes on from it. */
const SCRATCH_MS = 30 * DAY_MS;

/** Names that this store gives to files before they have a place. */
const TEMPORARY = /^tmp-\d+-|\.tmp$/;

/**
 * Takes away what processes that were cut off have left in the store: temporary files, tickets, and scratch that no stage will go on
 * from. Done at most once a day, since it looks at every folder. What cannot be removed stays, and stops nothing.
 * @param temporary a free path on the file system of the store.
 */
export function sweepStore(layout: Layout, temporary: () => string): void {
  const mark = join(layout.store, 'swept');
  if (!isOlder(mark, DAY_MS) && existsSync(mark)) return;
  writeMemo(mark, '');
  quietly(() => removeTemporaries(layout));
  for (const key of namesIn(join(layout.store, 'locks'))) quietly(() => removeTickets(layout, key, temporary()));
  for (const key of namesIn(join(layout.store, 'scratch'))) quietly(() => removeScratch(layout, key, temporary()));
}

function removeTemporaries({ store }: Layout): void {
  const spread = ['records', 'runs'].flatMap((part) => namesIn(join(store, part)).map((name) => join(store, part, name)));
  for (const folder of [store, join(store, 'bundles'), ...spread]) {
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      if (TEMPORARY.test(name) && isOlder(path, FORGOTTEN_MS)) rmSync(path, { force: true });
    }
  }
}

/**
 * Dead tickets of a key, and its folder where nothing is left. Only who holds the lock may do it: a number that was free again could
 * be taken by somebody who looked before.
 */
function removeTickets(layout: Layout, key: string, temporary: string): void {
  const folder = layout.locks(key);
  if (!isDigest(key) || !isOlder(folder, FORGOTTEN_MS)) return;
  const attempt = tryLock(layout, key, temporary);
  if (attempt.kind === 'busy') return;
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const owner = ownerFrom(readIfThere(path) ?? '');
    if (isOlder(path, FORGOTTEN_MS) && (owner === null || !isAlive(owner))) rmSync(path, { force: true });
  }
  attempt.lock.release();
  rmdirSync(folder); // fails where a ticket is left, or a new one is there
}

function removeScratch(layout: Layout, key: string, temporary: string): void {
  const folder = layout.scratch(key);
  if (!isDigest(key) || !(isOlder(folder, SCRATCH_MS) || readRecord(layout, key) !== null)) return;
  const attempt = tryLock(layout, key, temporary);
  if (attempt.kind === 'busy') return;
  removeFolder(folder);
  attempt.lock.release();
}

function isOlder(path: string, ageMs: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > ageMs;
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // Somebody else was there first, or the store cannot be written to.
  }
}
