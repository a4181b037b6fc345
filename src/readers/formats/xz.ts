import type { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';

/** Kinds of checks by the last byte of the stream flags, and the filter that the library knows (The .xz File Format 1.2, 2.1.1.2 and 5.3). */
const CHECKS: ReadonlyMap<number, string> = new Map([
  [0x00, 'none'],
  [0x01, 'CRC32'],
  [0x04, 'CRC64'],
]);
const LZMA2 = 0x21;

/** Where the flags of the stream and the first header of a block stand; a block begins with its size and its flags. */
const STREAM_CHECK = 7;
const BLOCK = 12;

/** Bytes of the head of a file that `unsupportedXz` looks at. */
export const XZ_HEAD = 32;

/** Unpacked chunks of an xz stream. Throws an Error where it is damaged or made in a way that the library does not know. */
export async function* unpackedXz(packed: Readable): AsyncGenerator<Uint8Array> {
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

/** What a file of xz uses that the library does not know, from its first bytes; null where it knows all of it. */
export function unsupportedXz(head: Uint8Array): string | null {
  const check = head[STREAM_CHECK] ?? 0;
  if (!CHECKS.has(check)) return check === 0x0a ? 'a SHA-256 check' : `a check of kind ${check}`;
  const flags = head[BLOCK + 1] ?? 0;
  const isLone = (flags & 0x03) === 0;
  // Sizes of the block may stand before its filters; then only their number tells.
  const filter = (flags & 0xc0) === 0 ? head[BLOCK + 2] : LZMA2;
  return isLone && filter === LZMA2 ? null : 'a filter before LZMA2, as for programs';
}
