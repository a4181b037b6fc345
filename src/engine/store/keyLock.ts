import { linkSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCode, makeFolder, readIfThere, withStoreErrors, writeDurably } from './durable.ts';
import type { Layout } from './layout.ts';
import { isAlive, type Owner, ownerFrom, ownerOfSelf } from './processes.ts';

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
