import { join } from 'node:path';
import { canonicalJson } from './digest.ts';
import { readIfThere, replaceDurably } from './store/durable.ts';
import type { ResultRecord } from './store/records.ts';

/** What the last runs of a profile made: for each instance its key and the digests of its outputs. Meant to be committed. */
export type Lock = ReadonlyMap<string, LockEntry>;

export interface LockEntry {
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** `pipeline.lock`, or `pipeline.world.lock` for profile `world`. */
export function lockName(profile: string): string {
  return profile === 'default' ? 'pipeline.lock' : `pipeline.${profile}.lock`;
}

export interface LockRead {
  readonly lock: Lock;
  readonly text: string;
  /** Why the file could not be used, if so; the run goes on and writes it anew. */
  readonly problem: string | null;
}

/** Reads a lock file. One that is missing, torn or in the middle of a merge is an empty one: nothing depends on it but words. */
export function readLock(root: string, profile: string): LockRead {
  const text = readIfThere(join(root, lockName(profile))) ?? '';
  if (text === '') return { lock: new Map(), text, problem: null };
  if (text.includes('\n<<<<<<<') || text.startsWith('<<<<<<<')) {
    return { lock: new Map(), text, problem: `${lockName(profile)} holds conflict markers of a merge; \`pipeline run\` writes it anew` };
  }
  try {
    return { lock: new Map(Object.entries(JSON.parse(text) as Record<string, LockEntry>)), text, problem: null };
  } catch {
    return { lock: new Map(), text, problem: `${lockName(profile)} is not readable; \`pipeline run\` writes it anew` };
  }
}

/** One line for each instance, sorted, so that the diff of the file is the effect of a change. */
export function lockText(lock: Lock): string {
  const ids = [...lock.keys()].sort();
  const lines = ids.map((id) => `${JSON.stringify(id)}: ${canonicalJson({ ...(lock.get(id) as LockEntry) })}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Writes the lock if its text changed; true if it did. */
export function writeLock(root: string, profile: string, lock: Lock, before: string): boolean {
  const text = lockText(lock);
  if (text === before) return false;
  replaceDurably(join(root, lockName(profile)), text);
  return true;
}

export function entryOf(record: ResultRecord): LockEntry {
  return { key: record.key, outputs: Object.fromEntries(Object.entries(record.outputs).map(([name, { digest }]) => [name, digest])) };
}
