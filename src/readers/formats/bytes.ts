import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { type RawFile, refuseBroken, refuseContent } from './rawFile.ts';
import { unpackedXz, unsupportedXz, XZ_HEAD } from './xz.ts';
import { contentOfZip } from './zippedFile.ts';

/** What a reader is willing to hold in memory at once: ten times the largest published file, and below the longest string of Node. */
export const MAXIMUM_BYTES = 256 * 2 ** 20;

/** What a reader is willing to unpack from a file that it streams, holding one chunk at a time. */
const MAXIMUM_STREAMED_BYTES = 2 ** 30;

/** Bytes that are read or unpacked at once; fewer of a file that is smaller itself. */
const CHUNK = 2 ** 20;
const SMALL_CHUNK = 2 ** 16;

/** First bytes of a file by its packing; a workbook is a ZIP archive. */
const GZIP = [0x1f, 0x8b];
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
export const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** First and last bytes of a Parquet file. */
export const PARQUET = [0x50, 0x41, 0x52, 0x31];

/**
 * Content of a file in chunks, unpacked where it begins like a gzip, xz or ZIP file; a workbook stays packed.
 * Refuses a missing file (E301), a broken packing, an archive of several files, and more than `maximum` bytes once unpacked (E305).
 */
export async function* unpackedChunks(file: RawFile, maximum: number = MAXIMUM_STREAMED_BYTES): AsyncGenerator<Uint8Array> {
  const { first, size } = await headOf(file);
  let total = 0;
  try {
    if (size > maximum && startsWith(first, ZIP)) refuseSize(file, maximum);
    for await (const chunk of unpacked(file, first, { chunkSize: size < CHUNK ? SMALL_CHUNK : CHUNK, maximum })) {
      total += chunk.length;
      if (total > maximum) refuseSize(file, maximum);
      yield chunk;
    }
  } catch (error) {
    if (isPipelineError(error)) throw error;
    refuseReading(file, error as NodeJS.ErrnoException, first);
  }
}

/** Content of a whole file; refuses what `unpackedChunks` refuses. */
export async function readBytes(file: RawFile, maximum: number = MAXIMUM_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unpackedChunks(file, maximum)) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Whether bytes begin with these. */
export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}

async function* unpacked(
  file: RawFile,
  first: Uint8Array,
  { chunkSize, maximum }: { readonly chunkSize: number; readonly maximum: number },
): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(file.path, { highWaterMark: chunkSize });
  try {
    if (startsWith(first, GZIP)) {
      const gunzip = createGunzip({ chunkSize });
      packed.on('error', (error) => gunzip.destroy(error));
      yield* packed.pipe(gunzip) as AsyncIterable<Uint8Array>;
    } else if (startsWith(first, XZ)) {
      yield* unpackedXz(packed);
    } else if (startsWith(first, ZIP)) {
      yield* unpackedZip(file, packed, maximum);
    } else {
      yield* packed as AsyncIterable<Uint8Array>;
    }
  } finally {
    packed.destroy();
  }
}

async function* unpackedZip(file: RawFile, packed: Readable, maximum: number): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of packed as AsyncIterable<Uint8Array>) chunks.push(chunk);
  yield contentOfZip(file, Buffer.concat(chunks), Math.min(maximum, MAXIMUM_BYTES));
}

/** As many bytes as tell the packing, and the size of the file. */
async function headOf(file: RawFile): Promise<{ readonly first: Uint8Array; readonly size: number }> {
  try {
    const handle = await open(file.path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(XZ_HEAD), 0, XZ_HEAD, 0);
      return { first: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refuseReading(file, error as NodeJS.ErrnoException, new Uint8Array());
  }
}

/** Refuses what the system or the unpacker said: errors of the system have a code in capitals, such as ENOENT or EISDIR. */
function refuseReading(file: RawFile, error: NodeJS.ErrnoException, first: Uint8Array): never {
  if (error.syscall === undefined) return refusePacking(file, error, first);
  return refuse('E301', `the file cannot be read (${error.code ?? 'unknown error'})`, {
    place: { file: file.name },
    hint: '`pipeline fetch` brings the files of the manifest.',
  });
}

function refusePacking(file: RawFile, error: Error, first: Uint8Array): never {
  const unsupported = startsWith(first, XZ) ? unsupportedXz(first) : null;
  const packing = startsWith(first, GZIP) ? 'gzip' : 'xz';
  if (unsupported === null) return refuseBroken(file, `is a broken ${packing} file (${error.message})`, `a complete ${packing} stream`);
  return refuseContent(file, `is packed by xz with ${unsupported}`, {
    expected: 'LZMA2 alone, with a check by CRC32 or CRC64 or none',
    hint: 'Unpack it and pack it again: xz --decompress FILE.xz, then xz --check=crc64 FILE, or gzip FILE.',
  });
}

function refuseSize(file: RawFile, maximum: number): never {
  return refuseContent(file, `holds more than ${maximum} bytes`, {
    expected: `at most ${maximum} bytes once unpacked`,
    hint: 'Leave out rows and columns that no reader asks for.',
  });
}
