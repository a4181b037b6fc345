import { statfsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { type Diagnostic, PipelineError } from '../../diagnostics/diagnostic.ts';

/*
 * What the system refuses, in the user's words: which file, why, and what to do. Anything else that a file operation throws is our bug.
 */

export function isCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

/** Runs a step that writes; what the system refuses becomes a diagnostic of E601, E602, E605 or E606. */
export function withStoreErrors<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw storeError(path, error);
  }
}

/** Runs a step that reads; what the system refuses becomes a diagnostic of E602 or E605. */
export function withReadErrors<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw readError(path, error);
  }
}

/** The error of an operation that wrote to this path. */
export function storeError(path: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refusal('E601', `no space left to write ${fromHere(path)}${freeSpace(path)}`, {
        expected: 'room for the artifacts of this run',
        hint: 'free some space and run again: finished stages are kept and nothing half-written is used',
      });
    case 'EFBIG':
      return refusal('E606', `${fromHere(path)} is larger than a file may be`, {
        hint: 'raise the limit (`ulimit -f`), or keep the project on a file system that holds such files',
      });
    case 'EROFS':
      return refusal('E602', `cannot write ${fromHere(path)}: its file system is read-only`, {
        hint: 'mount it for writing; what is in the store already can be read as it is',
      });
    case 'EACCES':
    case 'EPERM':
      return refusal('E602', `cannot write ${fromHere(path)}`, { hint: 'check who owns the folder and whether it may be written to' });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ELOOP':
      return refusal('E602', `cannot write ${fromHere(path)}: something that is no file or folder of the store is in its place`, {
        hint: 'move away what is there; the next run makes it again',
      });
    default:
      return deviceError(path, error);
  }
}

/** The error of an operation that read this path. */
export function readError(path: string, error: unknown): unknown {
  if (!isCode(error, 'EACCES') && !isCode(error, 'EPERM')) return deviceError(path, error);
  return refusal('E602', `cannot read ${fromHere(path)}`, { hint: 'check who owns the file and whether you may read it' });
}

/** What the system said of a file, where the operation was of no special kind; null where it is no matter of the system. */
export function systemProblem(error: unknown): Diagnostic | null {
  const { path } = error as NodeJS.ErrnoException;
  const found = storeError(path ?? 'a file', error);
  return found instanceof PipelineError ? found.diagnostics[0]! : null;
}

function deviceError(path: string, error: unknown): unknown {
  if (!isCode(error, 'EIO')) return error;
  return refusal('E605', `the device that holds ${fromHere(path)} failed (EIO)`, {
    hint: 'look at the system log and save the data; nothing was recorded of what could not be written',
  });
}

function refusal(code: Diagnostic['code'], message: string, rest: Pick<Diagnostic, 'expected' | 'hint'>): PipelineError {
  return new PipelineError({ code, severity: 'error', message, ...rest });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function fromHere(path: string): string {
  return relative(process.cwd(), path) || path;
}

function freeSpace(path: string): string {
  try {
    const { bavail, bsize, ffree } = statfsSync(dirname(path));
    return ` (${Math.floor((bavail * bsize) / 1024)} KiB and ${ffree} inodes free on its file system)`;
  } catch {
    return '';
  }
}
