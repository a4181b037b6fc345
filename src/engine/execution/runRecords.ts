import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isMapping } from '../json.ts';
import { isLockLine, type LockEntry } from '../project/lock.ts';
import { replaceDurably } from '../store/durable.ts';
import type { Layout } from '../store/layout.ts';
import type { Owner } from '../store/processes.ts';
import { readSealed, sealedText } from '../store/sealed.ts';
import type { Json } from '../types.ts';

/** What a run did; kept under artifacts/.store/runs/ for `log` and `diff`. */
export interface RunRecord {
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed' | 'interrupted';
  readonly owner: Owner;
  readonly profile: string;
  readonly whatIf: string | null;
  readonly params: Json;
  readonly overrides: Readonly<Record<string, Json>>;
  readonly executed: readonly string[];
  readonly failed: readonly string[];
  /** The lock after the run. */
  readonly lock: Readonly<Record<string, LockEntry>>;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** A name that sorts by time: `20261122-050141123-1a2b`. */
export function newRunId(now: Date, random: string): string {
  const [date, time] = now
    .toISOString()
    .replaceAll(/[-:.Z]/g, '')
    .split('T');
  return `${date}-${time}-${random}`;
}

export function writeRun(layout: Layout, record: RunRecord): void {
  replaceDurably(join(layout.runs, record.id, 'run.json'), sealedText(record));
}

/** The record of a run, or null: it was cut off while it began, or the file is damaged or foreign. */
export function readRun(layout: Layout, id: string): RunRecord | null {
  const record = RUN_ID.test(id) ? readSealed(join(layout.runs, id, 'run.json')) : null;
  return isRun(record) && record.id === id ? record : null;
}

/** Ids as `newRunId` makes them; anything else in the folder is not ours. */
const RUN_ID = /^\d{8}-\d{9}-[0-9a-f]{4}$/;

function isRun(value: unknown): value is RunRecord {
  if (!isMapping(value) || !isMapping(value['owner']) || !isMapping(value['overrides'])) return false;
  const { executed, failed, lock, id, profile, startedAt } = value;
  const lists = [executed, failed].every((list) => Array.isArray(list) && list.every((each) => typeof each === 'string'));
  return (
    lists && isMapping(lock) && Object.entries(lock).every(isLockLine) && [id, profile, startedAt].every((text) => typeof text === 'string')
  );
}

/** Ids of all runs, newest first. */
export function runIds(layout: Layout): readonly string[] {
  const names = existsSync(layout.runs) ? readdirSync(layout.runs) : [];
  return names
    .filter((name) => RUN_ID.test(name))
    .sort()
    .reverse();
}

/** Captured output of an instance in a run. */
export function logPath(layout: Layout, run: string, instance: string): string {
  return join(layout.runs, run, `${instance.replaceAll(/[^\w=,.-]+/g, '.')}.log`);
}

/** The newest log of an instance over all runs, or null. */
export function newestLog(layout: Layout, instance: string): { readonly run: string; readonly path: string } | null {
  for (const run of runIds(layout)) {
    const path = logPath(layout, run, instance);
    if (existsSync(path)) return { run, path };
  }
  return null;
}

/** How much of the end of a log is read for its last lines. */
const TAIL_BYTES = 64 * 1024;

/** The end of a file, at most so many bytes, and how many stand before it. A stage may print more than memory holds. */
export function readTail(path: string, bytes: number): { readonly text: string; readonly before: number } {
  if (!existsSync(path)) return { text: '', before: 0 };
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(file, tail, 0, tail.length, size - tail.length);
    return { text: tail.toString('utf8', 0, read), before: size - tail.length };
  } finally {
    closeSync(file);
  }
}

/** The last lines of a log; long lines are cut, and stack traces are left to the log. */
export function lastLines(path: string, count: number): string[] {
  return readTail(path, TAIL_BYTES)
    .text.split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-count)
    .map((line) => (line.length > 200 ? `${line.slice(0, 197)}...` : line));
}
