import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { isPipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { type RawFile, refuseBroken } from './rawFile.ts';

/** What a reader is willing to hold in memory at once: ten times the largest published file, and below the longest string of Node. */
export const MAXIMUM_BYTES = 256 * 2 ** 20;

/** What a reader is willing to unpack from a file that it streams, holding one chunk at a time. */
const MAXIMUM_STREAMED_BYTES = 2 ** 30;

/** Bytes that are read or unpacked at once; fewer of a file that is smaller itself. */
const CHUNK = 2 ** 20;
const SMALL_CHUNK = 2 ** 16;

/** First bytes of a file by its packing. */
const GZIP = [0x1f, 0x8b];
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/**
 * Content of a file in chunks, unpacked where it begins like a gzip or xz file.
 * Refuses a missing file (E301), a broken packing, and more than `maximum` bytes once unpacked (E305).
 */
export async function* unpackedChunks(file: RawFile, maximum: number = MAXIMUM_STREAMED_BYTES): AsyncGenerator<Uint8Array> {
  const { first, size } = await headOf(file);
  let total = 0;
  try {
    for await (const chunk of unpacked(file, first, size < CHUNK ? SMALL_CHUNK : CHUNK)) {
      total += chunk.length;
      if (total > maximum) refuseBroken(file, `holds more than ${maximum} bytes`, `at most ${maximum} bytes once unpacked`);
      yield chunk;
    }
  } catch (error) {
    if (isPipelineError(error)) throw error;
    refuseReading(file, error as NodeJS.ErrnoException, startsWith(first, GZIP) ? 'gzip' : 'xz');
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

async function* unpacked(file: RawFile, first: Uint8Array, chunkSize: number): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(file.path, { highWaterMark: chunkSize });
  try {
    if (startsWith(first, GZIP)) {
      const gunzip = createGunzip({ chunkSize });
      packed.on('error', (error) => gunzip.destroy(error));
      yield* packed.pipe(gunzip) as AsyncIterable<Uint8Array>;
    } else if (startsWith(first, XZ)) {
      yield* unpackedXz(packed);
    } else {
      yield* packed as AsyncIterable<Uint8Array>;
    }
  } finally {
    packed.destroy();
  }
}

async function* unpackedXz(packed: Readable): AsyncGenerator<Uint8Array> {
  const { default: xz } = await import('xz-decompress');
  // Unlike Readable.toWeb, this one ends in peace when nobody wants the rest.
  const reader = new xz.XzReadableStream(ReadableStream.from(packed) as ReadableStream<Uint8Array>).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // The library fails to cancel a stream that it has unpacked to its end already.
    await reader.cancel().catch(() => undefined);
  }
}

/** As many bytes as tell the packing, and the size of the file. */
async function headOf(file: RawFile): Promise<{ readonly first: Uint8Array; readonly size: number }> {
  try {
    const handle = await open(file.path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(XZ.length), 0, XZ.length, 0);
      return { first: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refuseReading(file, error as NodeJS.ErrnoException, 'plain');
  }
}

/** Refuses what the system or the unpacker said: errors of the system have a code in capitals, such as ENOENT or EISDIR. */
function refuseReading(file: RawFile, error: NodeJS.ErrnoException, packing: string): never {
  if (error.syscall === undefined)
    return refuseBroken(file, `is a broken ${packing} file (${error.message})`, `a complete ${packing} stream`);
  return refuse('E301', `the file cannot be read (${error.code ?? 'unknown error'})`, {
    place: { file: file.name },
    hint: '`pipeline fetch` brings the files of the manifest.',
  });
}
