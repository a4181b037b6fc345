import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { refuse } from '../diagnostics/diagnostic.ts';

/** A raw file of a source: `name` is what a message shows (relative to the manifest), `path` is what is opened. */
export interface RawFile {
  readonly name: string;
  readonly path: string;
}

/** The files of one source of the manifest. */
export interface RawSource {
  readonly id: string;
  readonly files: readonly RawFile[];
}

/** What a reader is willing to hold in memory: ten times the largest published file, and below the longest string of Node. */
export const MAXIMUM_BYTES = 256 * 2 ** 20;

const FETCH_AGAIN = 'Fetch the file again (`pipeline fetch`), or take it from its publisher anew.';

/**
 * Content of a file, unpacked where it begins like a gzip file.
 * Refuses a missing file (E301), a broken gzip stream and more than `maximum` bytes (E305).
 */
export function readBytes(file: RawFile, maximum: number = MAXIMUM_BYTES): Uint8Array {
  const bytes = readWhole(file);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (packed) return unpack(file, bytes, maximum);
  if (bytes.length > maximum) refuseSize(file, maximum);
  return bytes;
}

/** Text of a file in UTF-8, without byte order mark. Refuses other encodings (E305) and what `readBytes` refuses. */
export function readText(file: RawFile, maximum: number = MAXIMUM_BYTES): string {
  const bytes = readBytes(file, maximum);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuseBroken(file, 'is not text in UTF-8');
  }
}

/** The file of a source that has exactly one. Refuses none or several (E301). */
export function onlyFile(source: RawSource): RawFile {
  const [file] = source.files;
  if (file && source.files.length === 1) return file;
  return refuse('E301', `source "${source.id}" needs exactly one file, the manifest names ${source.files.length}`, {
    hint: `Name one file under "${source.id}" in the manifest of sources.`,
  });
}

/** The file of a source with this base name, plain or with `.gz`. Refuses a source without it (E301). */
export function fileNamed(source: RawSource, baseName: string): RawFile {
  const file = source.files.find(({ name }) => baseNameOf(name) === baseName || baseNameOf(name) === `${baseName}.gz`);
  if (file) return file;
  return refuse('E301', `source "${source.id}" lacks the file ${baseName}`, {
    expected: `${baseName} or ${baseName}.gz among: ${source.files.map(({ name }) => name).join(', ') || 'no files'}`,
    hint: `Add it under "${source.id}" in the manifest of sources.`,
  });
}

/** Last part of a manifest path, which always has forward slashes. */
export function baseNameOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Refuses a file whose content as a whole cannot be used (E305). */
export function refuseBroken(file: RawFile, problem: string, expected?: string): never {
  return refuse('E305', `${file.name} ${problem}`, {
    place: { file: file.name },
    ...(expected === undefined ? {} : { expected }),
    hint: FETCH_AGAIN,
  });
}

function readWhole(file: RawFile): Uint8Array {
  try {
    return readFileSync(file.path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return refuse('E301', `${file.name} cannot be read (${code})`, {
      place: { file: file.name },
      hint: '`pipeline fetch` brings the files of the manifest.',
    });
  }
}

function unpack(file: RawFile, bytes: Uint8Array, maximum: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maximum });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') refuseSize(file, maximum);
    return refuseBroken(file, `is a broken gzip file (${message})`, 'a complete gzip stream');
  }
}

function refuseSize(file: RawFile, maximum: number): never {
  return refuseBroken(file, `holds more than ${maximum} bytes`, `at most ${maximum} bytes once unpacked`);
}
