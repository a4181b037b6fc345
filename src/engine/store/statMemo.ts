import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, openSync, readSync, statSync } from 'node:fs';
import { isDigest } from '../digest.ts';
import { isMapping } from '../json.ts';
import { writeMemo } from './durable.ts';
import { readSealed, sealedText } from './sealed.ts';
import { isCode, withReadErrors } from './systemErrors.ts';

/** What the file system says of a file; if none of it moved, the content did not either. */
interface FileStats {
  readonly size: string;
  readonly mtime: string;
  readonly ctime: string;
  readonly inode: string;
}

interface KnownFile extends FileStats {
  readonly sha256: string;
  /** Clock time in ns when it was hashed. */
  readonly at: string;
}

/**
 * A file younger than this when hashed may change again within the same tick of its clock, so it is hashed again: the rule that
 * git has for its index. Some file systems keep whole seconds (ext4 with small inodes) or even ones (FAT); a time without a
 * fraction may be one of theirs.
 */
const RACY_NS = 50_000_000n;
const RACY_WHOLE_SECONDS_NS = 2_050_000_000n;
const SECOND_NS = 1_000_000_000n;
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
      if (BigInt(known.at) - max(stats.mtimeNs, stats.ctimeNs) > racyNs(stats)) return known.sha256;
    }
    const at = nowNs();
    const sha256 = hashFile(path);
    // Another file may have taken the name while this one was read.
    const after = statOf(path);
    if (after !== null && sameStats(seenOf(stats), after)) this.#remember(path, stats, sha256, at);
    return sha256;
  }

  /** Notes the digest of a file that this program has just written and made read-only. */
  trust(path: string, sha256: string): void {
    const stats = statOf(path);
    if (stats !== null) this.#remember(path, stats, sha256, max(stats.mtimeNs, stats.ctimeNs) + racyNs(stats) + 1n);
  }

  /** Keeps the memo for the next run, if it changed. */
  save(): void {
    if (!this.#changed) return;
    const entries = [...this.#seen].filter(([path]) => statOf(path) !== null);
    writeMemo(this.#file, sealedText(Object.fromEntries(entries)));
    this.#changed = false;
  }

  #remember(path: string, stats: BigIntStats, sha256: string, at: bigint): void {
    this.#seen.set(path, { ...seenOf(stats), sha256, at: String(at) });
    this.#changed = true;
  }
}

/** SHA-256 of a file's content in hex, read in pieces of 1 MiB (docs/promises.md 3.4). */
export function hashFile(path: string): string {
  return withReadErrors(path, () => {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK);
    const file = openSync(path, 'r');
    try {
      for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) hash.update(chunk.subarray(0, size));
    } finally {
      closeSync(file);
    }
    return hash.digest('hex');
  });
}

function statOf(path: string): BigIntStats | null {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? stats : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].some((code) => isCode(error, code))) return null;
    throw error;
  }
}

function seenOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileStats {
  return { size: String(size), mtime: String(mtimeNs), ctime: String(ctimeNs), inode: String(ino) };
}

function sameStats(known: FileStats, stats: BigIntStats): boolean {
  return (
    known.size === String(stats.size) &&
    known.mtime === String(stats.mtimeNs) &&
    known.ctime === String(stats.ctimeNs) &&
    known.inode === String(stats.ino)
  );
}

function load(file: string): Map<string, KnownFile> {
  const content = readSealed(file);
  const entries = isMapping(content) ? Object.entries(content) : [];
  return new Map(entries.filter((entry): entry is [string, KnownFile] => isKnownFile(entry[1])));
}

function isKnownFile(value: unknown): value is KnownFile {
  if (!isMapping(value) || !isDigest(value['sha256'])) return false;
  return ['size', 'mtime', 'ctime', 'inode', 'at'].every((name) => /^-?\d{1,30}$/.test(String(value[name])));
}

/** How old a file has to be when it is hashed. */
function racyNs({ mtimeNs, ctimeNs }: BigIntStats): bigint {
  return mtimeNs % SECOND_NS === 0n && ctimeNs % SECOND_NS === 0n ? RACY_WHOLE_SECONDS_NS : RACY_NS;
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
