import { crc32 } from 'node:zlib';

/** A run of LZMA2 chunks and what it unpacks to. */
export interface Lzma2 {
  readonly chunks: Uint8Array;
  readonly size: number;
}

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
/** Stream flags: the check of a block is a CRC-32. */
const FLAGS = [0x00, 0x01];
/** Block header of 12 bytes: one filter, LZMA2 with a dictionary of 1 MiB. */
const BLOCK = [0x02, 0x00, 0x21, 0x01, 0x10, 0x00, 0x00, 0x00];
/** Largest chunk that holds its bytes as they are. */
const STORED = 2 ** 16;

/** An xz file (the .xz file format, 1.1.0) of one block that stores its bytes unpacked. */
export function xzStored(content: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += STORED) {
    const part = content.subarray(at, at + STORED);
    // Control 1 resets the dictionary, as the first chunk must; 2 goes on.
    chunks.push(Uint8Array.of(at === 0 ? 1 : 2, (part.length - 1) >> 8, (part.length - 1) & 255), part);
  }
  return xzOf({ chunks: Buffer.concat(chunks), size: content.length }, crc32(content));
}

/** An xz file of these chunks. `check` is the CRC-32 of what they unpack to. */
export function xzOf({ chunks, size }: Lzma2, check: number): Uint8Array {
  const header = withCrc(BLOCK);
  const body = Buffer.concat([chunks, Uint8Array.of(0)]);
  const unpadded = header.length + body.length + 4;
  const padding = new Uint8Array((4 - (body.length % 4)) % 4);
  const records = [0x00, 0x01, ...variableLength(unpadded), ...variableLength(size)];
  const index = withCrc([...records, ...new Uint8Array((4 - (records.length % 4)) % 4)]);
  const backward = index.length / 4 - 1;
  const footer = [...word(backward), ...FLAGS];
  return Buffer.concat([
    Uint8Array.from([...MAGIC, ...FLAGS, ...word(crc32(Uint8Array.from(FLAGS)))]),
    Uint8Array.from(header),
    body,
    padding,
    Uint8Array.from(word(check)),
    Uint8Array.from(index),
    Uint8Array.from([...word(crc32(Uint8Array.from(footer))), ...footer, 0x59, 0x5a]),
  ]);
}

function withCrc(bytes: readonly number[]): number[] {
  return [...bytes, ...word(crc32(Uint8Array.from(bytes)))];
}

/** Four bytes, the lowest first. */
function word(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

/** A multibyte integer of the format: seven bits a byte, the lowest first. */
function variableLength(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
