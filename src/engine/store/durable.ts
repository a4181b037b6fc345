import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { isPipelineError, PipelineError } from '../../diagnostics/diagnostic.ts';

/**
 * The few file-system steps that the store is made of. Each either happens whole or not at all,
 * and a power cut after it returned does not undo it (docs/promises.md 3.2).
 */

/** Writes a new file and waits until it is on the disk. */
export function writeDurably(path: string, data: string | Uint8Array): void {
  withStoreErrors(path, () => {
    const file = openSync(path, 'w', 0o644);
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Replaces a file by new content in one step: readers see the old or the new one. */
export function replaceDurably(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  makeFolder(dirname(path));
  writeDurably(temporary, data);
  withStoreErrors(path, () => renameSync(temporary, path));
  syncFolder(dirname(path));
}

/** Writes a memo. A store that is full or read-only is no reason to fail: the next run does the work again. */
export function writeMemo(path: string, text: string): void {
  try {
    replaceDurably(path, text);
  } catch (error) {
    if (!isPipelineError(error)) throw error;
  }
}

/** Creates a file with the content unless it exists; false if it does. link(2) never overwrites, on NFS neither. */
export function createDurably(path: string, data: string, temporary: string): boolean {
  makeFolder(dirname(path));
  writeDurably(temporary, data);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw storeError(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(dirname(path));
  syncFolder(dirname(dirname(path)));
  return true;
}

/** Makes a folder, and those above it; returns it. */
export function makeFolder(path: string): string {
  withStoreErrors(path, () => mkdirSync(path, { recursive: true }));
  return path;
}

/** Makes renames and links in a folder survive a power cut. */
export function syncFolder(path: string): void {
  withStoreErrors(path, () => {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  });
}

export function syncFile(path: string): void {
  withStoreErrors(path, () => {
    const file = openSync(path, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Content of a file, or null where there is none: nothing, a folder, or a pipe, which would be waited for without end. */
export function readIfThere(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].some((code) => isCode(error, code))) return null;
    throw error;
  }
  try {
    return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : null;
  } finally {
    closeSync(file);
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

/** Runs a file operation; a full disk (E601) or a file that may not be written (E602) becomes a diagnostic of the store. */
export function withStoreErrors<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw storeError(path, error);
  }
}

function storeError(path: string, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new PipelineError({
        code: 'E601',
        severity: 'error',
        message: `no space left to write ${relative(process.cwd(), path)}${freeSpace(path)}`,
        expected: 'room for the artifacts of this run',
        hint: 'free some space and run again: finished stages are kept and nothing half-written is used',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new PipelineError({
        code: 'E602',
        severity: 'error',
        message: `cannot write ${relative(process.cwd(), path)}`,
        hint: 'check who owns the folder and whether its file system is mounted read-only',
      });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ELOOP':
      return new PipelineError({
        code: 'E602',
        severity: 'error',
        message: `cannot write ${relative(process.cwd(), path)}: something that is no file or folder of the store is in its place`,
        hint: 'move away what is there; the next run makes it again',
      });
    default:
      return error;
  }
}

function freeSpace(path: string): string {
  try {
    const { bavail, bsize, ffree } = statfsSync(dirname(path));
    return ` (${Math.floor((bavail * bsize) / 1024)} KiB and ${ffree} inodes free on its file system)`;
  } catch {
    return '';
  }
}
