import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, openSync, readSync, statSync } from 'node:fs';
import { isCode, readIfThere, writeMemo } from './durable.ts';

/** What the file system says of a file; if none of it moved, the content did not either. */
interface KnownFile {
  readonly size: string;
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
  readonly sha256: string;
  /** Clock time in ns when it was hashed. */
  readonly at: string;
}

/** A file younger than this when hashed may change again within the same tick of its clock, so it is hashed again. */
const RACY_NS = 50_000_000n;
const CHUNK = 1 << 20;

/**
 * Remembers the digests of files by size, times and inode, so that an unchanged file is not read again.
 * Never part of a key: losing the memo costs time, nothing else.
 */
export class StatMemo {
  readonly #file: string;
  readonly #seen: Map<string, KnownFile>;
  #changed = false;

  constructor(file: string) {
    this.#file = file;
    this.#seen = load(file);
  }

  /** SHA-256 of a regular file in hex, or null where there is none. */
  digestOf(path: string): string | null {
    const stats = statOf(path);
    if (stats === null) return null;
    const known = this.#seen.get(path);
    if (known !== undefined && sameStats(known, stats)) {
      if (BigInt(known.at) - max(stats.mtimeNs, stats.ctimeNs) > RACY_NS) return known.sha256;
    }
    const at = nowNs();
    const sha256 = hashFile(path);
    this.#remember(path, stats, sha256, at);
    return sha256;
  }

  /** Notes the digest of a file that this program has just written and made read-only. */
  trust(path: string, sha256: string): void {
    const stats = statOf(path);
    if (stats !== null) this.#remember(path, stats, sha256, max(stats.mtimeNs, stats.ctimeNs) + RACY_NS + 1n);
  }

  /** Keeps the memo for the next run, if it changed. */
  save(): void {
    if (!this.#changed) return;
    const entries = [...this.#seen].filter(([path]) => statOf(path) !== null);
    writeMemo(this.#file, JSON.stringify(Object.fromEntries(entries)));
    this.#changed = false;
  }

  #remember(path: string, stats: BigIntStats, sha256: string, at: bigint): void {
    this.#seen.set(path, {
      size: String(stats.size),
      mtime: String(stats.mtimeNs),
      ctime: String(stats.ctimeNs),
      inode: String(stats.ino),
      sha256,
      at: String(at),
    });
    this.#changed = true;
  }
}

/** SHA-256 of a file's content in hex, read in pieces of 1 MiB (docs/promises.md 3.4). */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  const file = openSync(path, 'r');
  try {
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) hash.update(chunk.subarray(0, size));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function statOf(path: string): BigIntStats | null {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? stats : null;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

function sameStats(known: KnownFile, stats: BigIntStats): boolean {
  return (
    known.size === String(stats.size) &&
    known.mtime === String(stats.mtimeNs) &&
    known.ctime === String(stats.ctimeNs) &&
    known.inode === String(stats.ino)
  );
}

function load(file: string): Map<string, KnownFile> {
  try {
    return new Map(Object.entries(JSON.parse(readIfThere(file) ?? '{}') as Record<string, KnownFile>));
  } catch {
    return new Map(); // A torn memo is only a memo: hash again.
  }
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
