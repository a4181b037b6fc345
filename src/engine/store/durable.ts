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
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isPipelineError } from '../../diagnostics/diagnostic.ts';
import { isCode, readError, storeError, withReadErrors, withStoreErrors } from './systemErrors.ts';

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

/** Makes a folder, and those above it. */
export function makeFolder(path: string): void {
  withStoreErrors(path, () => makeEach(path));
}

/** One after the other, since Node's own way of making several says of all that goes wrong that a folder is not there. */
function makeEach(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeEach(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    if (!isFolder(path)) throw Object.assign(error as Error, { code: 'ENOTDIR' });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
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
    throw readError(path, error);
  }
  try {
    return fstatSync(file).isFile() ? withReadErrors(path, () => readFileSync(file, 'utf8')) : null;
  } finally {
    closeSync(file);
  }
}
