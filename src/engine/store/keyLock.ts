import { linkSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { sha256Hex } from '../digest.ts';
import { makeFolder, readIfThere, writeDurably } from './durable.ts';
import type { Layout } from './layout.ts';
import { isAlive, type Owner, ownerFrom, ownerOfSelf, ownerText } from './processes.ts';
import { isCode, withStoreErrors } from './systemErrors.ts';

/**
 * Who computes a key. The lock is a folder of numbered tickets; the highest number holds it until its ticket
 * is removed or its process is dead. A new ticket is created by link(2), which exactly one process can win,
 * and nobody removes a ticket of somebody alive, so a take-over cannot give two holders.
 */
export interface KeyLock {
  release(): void;
}

export type LockAttempt = { readonly kind: 'held'; readonly lock: KeyLock } | { readonly kind: 'busy'; readonly owner: Owner };

/** Takes the lock of a key, or says who has it. `temporary` is a free path on the same file system. */
export function tryLock(layout: Layout, key: string, temporary: string): LockAttempt {
  const folder = layout.locks(key);
  makeFolder(folder);
  const holder = currentTicket(folder);
  if (holder?.owner && isAlive(holder.owner)) return { kind: 'busy', owner: holder.owner };
  const number = (holder?.number ?? 0) + 1;
  const ticket = join(folder, String(number));
  writeDurably(temporary, JSON.stringify(ownerOfSelf()));
  try {
    withStoreErrors(ticket, () => linkSync(temporary, ticket));
  } catch (error) {
    // The folder was swept away between: the next look makes it again.
    if (isCode(error, 'ENOENT')) return { kind: 'busy', owner: ownerOfSelf() };
    if (isCode(error, 'EEXIST')) return { kind: 'busy', owner: currentTicket(folder)?.owner ?? ownerOfSelf() };
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  const highest = currentTicket(folder);
  if (highest !== null && highest.number > number) {
    // We looked before an older holder had finished and a newer one had begun: theirs is the lock.
    rmSync(ticket, { force: true });
    return { kind: 'busy', owner: highest.owner ?? ownerOfSelf() };
  }
  return { kind: 'held', lock: { release: () => rmSync(ticket, { force: true }) } };
}

/** How long a short step waits for its turn, and how often it looks. */
const TURN_MS = 60_000;
const LOOK_MS = 20;

/**
 * Runs a short step that only one process may do at a time, such as changing the lock file and the views that belong to it.
 * @param name what is changed; processes that give the same name take turns.
 * @param temporary a free path on the file system of the store.
 * @throws PipelineError E604 where somebody else does not get done.
 */
export function exclusively<T>(layout: Layout, name: string, temporary: () => string, step: () => T): T {
  const key = sha256Hex(`exclusively ${name}`);
  for (const end = performance.now() + TURN_MS; ; ) {
    const attempt = tryLock(layout, key, temporary());
    if (attempt.kind === 'held') {
      try {
        return step();
      } finally {
        attempt.lock.release();
      }
    }
    if (performance.now() > end) {
      refuse('E604', `${ownerText(attempt.owner)} has kept ${name} for ${TURN_MS / 1_000} s`, {
        expected: 'a step of less than a second',
        hint: `end it; or, if it was on another host that is gone, remove ${layout.locks(key)}`,
      });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
}

/** The highest ticket. One that nobody can have written is held by nobody, but its number is taken. */
function currentTicket(folder: string): { readonly number: number; readonly owner: Owner | null } | null {
  const numbers = readdirSync(folder)
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a);
  for (const number of numbers) {
    const path = join(folder, String(number));
    const text = readIfThere(path);
    if (text !== null || lstatSync(path, { throwIfNoEntry: false }) !== undefined) return { number, owner: ownerFrom(text ?? '') };
    // Otherwise it was released while we looked.
  }
  return null;
}
