import { join } from 'node:path';
import { canonicalJson, isDigest } from '../digest.ts';
import { isMapping } from '../json.ts';
import { readIfThere, replaceDurably } from '../store/durable.ts';
import type { ResultRecord } from '../store/records.ts';
import type { Config } from '../types.ts';

/** What the last runs of a profile made: for each instance its key and the digests of its outputs. Meant to be committed. */
export type Lock = ReadonlyMap<string, LockEntry>;

export interface LockEntry {
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Whose results a lock and views are: those of a profile, or of a what-if. */
export type Results = Pick<Config, 'root' | 'profile' | 'whatIf'>;

/** Folder of the views, relative to the root: `artifacts`, of profile `world` `artifacts/world`, of a what-if `artifacts/what-if/NAME`. */
export function viewsFolder({ profile, whatIf }: Results): string {
  if (whatIf !== null) return `artifacts/what-if/${profile === 'default' ? '' : `${profile}+`}${whatIf}`;
  return profile === 'default' ? 'artifacts' : `artifacts/${profile}`;
}

/** Lock relative to the root: `pipeline.lock`, of profile `world` `pipeline.world.lock`; that of a what-if lies with its views. */
export function lockName(results: Results): string {
  if (results.whatIf !== null) return `${viewsFolder(results)}/pipeline.lock`;
  return results.profile === 'default' ? 'pipeline.lock' : `pipeline.${results.profile}.lock`;
}

export interface LockFile {
  readonly lock: Lock;
  readonly text: string;
  /** Why the file could not be used, if so; the run goes on and writes it anew. */
  readonly problem: string | null;
}

/**
 * Reads a lock file. Of one that is torn or in the middle of a merge the lines that can be read are used, of two for one instance the
 * first, which is that of this side: nothing depends on it but words.
 * The file may come from anybody (a pull request), and its ids name folders, its digests files of the store. A line that the
 * engine cannot have written is therefore ignored and reported.
 */
export function readLock(results: Results): LockFile {
  const name = lockName(results);
  const text = readIfThere(join(results.root, name)) ?? '';
  const unusable = (why: string): LockFile => ({ lock: new Map(), text, problem: `${name} ${why}; \`pipeline run\` writes it anew` });
  if (text === '') return { lock: new Map(), text, problem: null };
  let parsed: unknown;
  let salvaged = false;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = Object.fromEntries(linesIn(text));
    salvaged = true;
  }
  if (!isMapping(parsed)) return unusable('is not an object with one line for each instance');
  const lines = Object.entries(parsed);
  const lock = new Map(lines.filter(isLockLine));
  const foreign = lines.filter(([id]) => !lock.has(id)).map(([id]) => JSON.stringify(id.slice(0, 80)));
  if (salvaged) {
    const state = /^<{7}/m.test(text) ? 'holds conflict markers of a merge' : 'is not whole';
    return { lock, text, problem: `${name} ${state}; the lines that can be read are used, and \`pipeline run\` writes it anew` };
  }
  if (foreign.length === 0) return { lock, text, problem: null };
  const which = `${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}`;
  return { lock, text, problem: `${name} has lines that no run writes (${which}); they are ignored, and \`pipeline run\` takes them out` };
}

/** The lock of a what-if, with the lines of its profile for what it has not run: what an explanation compares with. */
export function readLastResults(results: Results): LockFile {
  const own = readLock(results);
  if (results.whatIf === null) return own;
  const profile = readLock({ ...results, whatIf: null });
  return { ...own, lock: new Map([...profile.lock, ...own.lock]), problem: own.problem ?? profile.problem };
}

/** The lines of a file that is no JSON as a whole; of several for one instance the first. */
function linesIn(text: string): ReadonlyMap<string, unknown> {
  const lines = new Map<string, unknown>();
  for (const line of text.split('\n')) {
    try {
      for (const [id, entry] of Object.entries(JSON.parse(`{${line.replace(/,\s*$/, '')}}`) as object))
        if (!lines.has(id)) lines.set(id, entry);
    } catch {
      // A marker, or the line where the file breaks off.
    }
  }
  return lines;
}

/** An id as `planOf` makes it: a stage, and the values of its fan-out, which are numbers or plain names. */
const INSTANCE_ID =
  /^(?=.{1,1000}$)[a-z][a-z0-9]*(-[a-z0-9]+)*(\[[A-Za-z]\w*=(?:[A-Za-z0-9][\w.-]*|-?[0-9][0-9.e+-]*)(,[A-Za-z]\w*=(?:[A-Za-z0-9][\w.-]*|-?[0-9][0-9.e+-]*))*\])?$/;
const OUTPUT_NAME = /^[A-Za-z]\w*$/;

/** Whether a run can have written such a line. */
export function isLockLine(line: readonly [string, unknown]): line is [string, LockEntry] {
  return INSTANCE_ID.test(line[0]) && isEntry(line[1]);
}

function isEntry(value: unknown): value is LockEntry {
  if (!isMapping(value) || !isDigest(value['key']) || !isMapping(value['outputs'])) return false;
  return Object.entries(value['outputs']).every(([name, digest]) => OUTPUT_NAME.test(name) && isDigest(digest));
}

/** One line for each instance, sorted, so that the diff of the file is the effect of a change. */
export function lockText(lock: Lock): string {
  const ids = [...lock.keys()].sort();
  const lines = ids.map((id) => `${JSON.stringify(id)}: ${canonicalJson({ ...lock.get(id)! })}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Writes the lock if its text changed; true if it did. */
export function writeLock(results: Results, lock: Lock, before: string): boolean {
  const text = lockText(lock);
  if (text === before) return false;
  replaceDurably(join(results.root, lockName(results)), text);
  return true;
}

export function entryOf(record: ResultRecord): LockEntry {
  return { key: record.key, outputs: Object.fromEntries(Object.entries(record.outputs).map(([name, { digest }]) => [name, digest])) };
}
