import { crc32, inflateRawSync } from 'node:zlib';
import { type RawFile, refuseBroken, refuseContent } from './rawFile.ts';

/** One file inside of a ZIP archive, as its directory describes it. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/** Names of all files of a ZIP archive; refuses one whose directory cannot be read (E305). */
export function zipNames(file: RawFile, bytes: Uint8Array): readonly string[] {
  return refusingDamage(file, () => directoryOf(viewOf(bytes)).map(({ name }) => name));
}

/**
 * Contents of the files of a ZIP archive (APPNOTE 4.3) whose name is wanted, by name.
 * Refuses archives whose directory cannot be read, is encrypted, or names more than `maximum` bytes in all or fewer than
 * an entry unpacks to (E305): nothing is unpacked beyond the size that was checked.
 */
export function unzipped(file: RawFile, bytes: Uint8Array, maximum: number, wanted: (name: string) => boolean): Map<string, Uint8Array> {
  const view = viewOf(bytes);
  return refusingDamage(file, () => {
    const entries = directoryOf(view);
    const total = entries.reduce((sum, { size }) => sum + size, 0);
    if (total > maximum) refuseTooLarge(file, total, maximum);
    const chosen = entries.filter(({ name }) => wanted(name));
    for (const { name, flags } of chosen) if ((flags & ENCRYPTED) !== 0) refuseEncrypted(file, name);
    return new Map(chosen.map((entry) => [entry.name, contentOf(view, entry)]));
  });
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function refusingDamage<T>(file: RawFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code !== undefined) {
      return refuseBroken(file, `is a broken ZIP archive (${(error as Error).message})`, 'a complete archive');
    }
    throw error;
  }
}

function refuseTooLarge(file: RawFile, total: number, maximum: number): never {
  return refuseContent(file, `unpacks to ${total} bytes`, {
    expected: `at most ${maximum} bytes`,
    hint: 'Keep the one sheet or file that is meant.',
  });
}

function refuseEncrypted(file: RawFile, name: string): never {
  return refuseContent(file, `is a ZIP archive in which ${name} is encrypted`, { hint: 'Save it without a password.' });
}

/** Entries of the directory at the end of the archive. Throws a RangeError where the archive ends early or is damaged. */
function directoryOf(view: Buffer): Entry[] {
  let end = view.length - 22;
  while (end >= 0 && view.readUInt32LE(end) !== DIRECTORY_END) end--;
  if (end < 0) throw new RangeError('it has no directory');
  const count = view.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = view.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (view.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError('its directory is damaged');
    const nameLength = view.readUInt16LE(at + 28);
    entries.push({
      name: view.toString('utf8', at + 46, at + 46 + nameLength),
      flags: view.readUInt16LE(at + 8),
      method: view.readUInt16LE(at + 10),
      checksum: view.readUInt32LE(at + 16),
      packedSize: view.readUInt32LE(at + 20),
      size: view.readUInt32LE(at + 24),
      offset: view.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return entries;
}

/** Unpacked content of an entry. Throws where it is damaged, or not of the size and checksum that the directory says. */
function contentOf(view: Buffer, { name, method, checksum, packedSize, size, offset }: Entry): Uint8Array {
  if (view.readUInt32LE(offset) !== LOCAL_HEADER) throw new RangeError(`${name} is not where the directory says`);
  const start = offset + 30 + view.readUInt16LE(offset + 26) + view.readUInt16LE(offset + 28);
  if (start + packedSize > view.length) throw new RangeError(`${name} ends after the archive`);
  const packed = view.subarray(start, start + packedSize);
  if (method !== STORED && method !== DEFLATED) throw new RangeError(`${name} is packed by method ${method}`);
  const content = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size) throw new RangeError(`${name} has ${content.length} bytes, not ${size}`);
  if (crc32(content) !== checksum) throw new RangeError(`${name} has another checksum than the directory says`);
  return content;
}
