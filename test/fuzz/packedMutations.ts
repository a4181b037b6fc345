import { gzipSync } from 'node:zlib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import type { Random } from '../../src/numerics/random.ts';
import type { Expectation } from './judgement.ts';
import { oneOf } from './tableMutations.ts';
import { flipped, type MutatedBytes } from './textMutations.ts';
import { xzStored } from './xzStream.ts';

type Mutation = (packed: Uint8Array, random: Random) => MutatedBytes;

const SAME: Expectation = { result: 'same' };
const GUARDED: Expectation = { result: 'same or refused' };
const REFUSED: Expectation = { result: 'refused' };

/** What may happen to a file that ends with a checksum: it is the same or refused, and never another table. */
const ANY_PACKING: readonly Mutation[] = [
  (packed, random) => ({ ...flipped(packed, random), expected: GUARDED }),
  (packed, random) => ({ ...flipped(packed, random), expected: GUARDED }),
  (packed, random) => cut(packed, random.integer(packed.length)),
  (packed) => cut(packed, packed.length - 1),
  (packed, random) => spliced(packed, random, 1 + random.integer(8), 0),
  (packed, random) => spliced(packed, random, 0, 1 + random.integer(8)),
  (packed, random) => spliced(packed, random, 4, 4),
  (packed, random) => {
    const rubbish = bytesOf(random, 1 + random.integer(64));
    return { mutation: `${rubbish.length} bytes after the end`, content: Buffer.concat([packed, rubbish]), expected: GUARDED };
  },
];

const GZIP: readonly Mutation[] = [
  (packed) => lying(packed, 'length', -4),
  (packed) => lying(packed, 'checksum', -8),
  (packed) => lying(packed, 'method', 2),
  (packed) => lying(packed, 'flags', 3),
];

const ZIP: readonly Mutation[] = [
  (packed, random) => lyingEntry(packed, random, 'size once unpacked', 24),
  (packed, random) => lyingEntry(packed, random, 'packed size', 20),
  (packed, random) => lyingEntry(packed, random, 'checksum', 16),
  (packed, random) => lyingEntry(packed, random, 'method', 10),
  (packed, random) => lyingEntry(packed, random, 'offset', 42),
  (packed, random) => lyingEntry(packed, random, 'length of the name', 28),
  (packed) => lying(packed, 'entries of the directory', -12),
  (packed) => lying(packed, 'offset of the directory', -6),
  (packed) => lying(packed, 'packed size beside the first file', 18),
  (packed) => lying(packed, 'size beside the first file', 22),
  (packed) => zipped('a file more', packed, { 'docProps/note.txt': strToU8('note') }, SAME),
  (packed) => zipped('stored, not deflated', packed, {}, SAME, 0),
  (packed) => zipped('a sheet that is no XML', packed, { 'xl/worksheets/sheet1.xml': strToU8('{}') }, REFUSED),
  (packed) => zipped('an empty sheet', packed, { 'xl/worksheets/sheet1.xml': new Uint8Array() }, REFUSED),
  (packed) => zipped('an open element', packed, { 'xl/worksheets/sheet1.xml': strToU8('<worksheet><sheetData><row r="1">') }, REFUSED),
  (packed) => zipped('a workbook without sheets', packed, { 'xl/workbook.xml': strToU8('<workbook><sheets/></workbook>') }, REFUSED),
  (packed) => zipped('an error in a cell', packed, { 'xl/worksheets/sheet1.xml': withErrorCell(packed) }, REFUSED),
];

/** Whether every byte of the form stands under a checksum. */
export function isGuarded(form: string): boolean {
  return form === 'gzip' || form === 'xz' || form === 'workbook';
}

/** A packed table of which bytes changed, or that says wrong things of itself. */
export function mutatedPacking(form: string, packed: Uint8Array, text: string, random: Random): MutatedBytes {
  if (form === 'gzip' && random.uniform() < 0.5) {
    const halves = random.uniform() < 0.5 ? members(text, random) : null;
    return halves ?? oneOf(GZIP, random)(packed, random);
  }
  if (form === 'xz' && random.uniform() < 0.2) return streams(text, random);
  return oneOf(form === 'workbook' && random.uniform() < 0.6 ? ZIP : ANY_PACKING, random)(packed, random);
}

/** A text in two gzip members, of which the second may break off. */
function members(text: string, random: Random): MutatedBytes {
  const at = random.integer(text.length);
  const [one, other] = [gzipSync(text.slice(0, at)), gzipSync(text.slice(at))];
  if (random.uniform() < 0.5) return { mutation: `two gzip members, from ${at}`, content: Buffer.concat([one, other]), expected: SAME };
  // The first byte of a second member alone is rubbish after the end; from the second on it is a member.
  const length = 2 + random.integer(other.length - 2);
  const content = Buffer.concat([one, other.subarray(0, length)]);
  return { mutation: `two gzip members, from ${at}, cut after ${length} bytes of the second`, content, expected: REFUSED };
}

/** A text in two xz streams, which the format allows and a reader may refuse. */
function streams(text: string, random: Random): MutatedBytes {
  const at = random.integer(text.length);
  const content = Buffer.concat([xzStored(Buffer.from(text.slice(0, at))), xzStored(Buffer.from(text.slice(at)))]);
  return { mutation: `two xz streams, from ${at}`, content, expected: GUARDED };
}

function cut(packed: Uint8Array, length: number): MutatedBytes {
  return { mutation: `cut after ${length} of ${packed.length} bytes`, content: packed.subarray(0, length), expected: REFUSED };
}

/** Bytes taken out and random ones put in at the same place. */
export function spliced(packed: Uint8Array, random: Random, out: number, more: number): MutatedBytes {
  const at = random.integer(packed.length);
  const content = Buffer.concat([packed.subarray(0, at), bytesOf(random, more), packed.subarray(at + out)]);
  return { mutation: `${out} bytes out and ${more} in at ${at}`, content, expected: GUARDED };
}

/** The byte at an offset, from the end where it is negative, says something else. */
function lying(packed: Uint8Array, what: string, offset: number): MutatedBytes {
  const content = Uint8Array.from(packed);
  content[offset < 0 ? content.length + offset : offset]! ^= 0x55;
  return { mutation: `a lie about the ${what}`, content, expected: GUARDED };
}

/** A field of an entry of the directory says something else (APPNOTE 4.3.12). */
function lyingEntry(packed: Uint8Array, random: Random, what: string, offset: number): MutatedBytes {
  const content = Buffer.from(packed);
  const entries: number[] = [];
  for (let at = content.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = content.indexOf('PK\x01\x02', at + 4, 'latin1')) entries.push(at);
  const entry = oneOf(entries, random) + offset;
  const value = oneOf([0, 1, 0x7fffffff, 0xffffffff, content.readUInt32LE(entry) + 1, 10 * 2 ** 20], random);
  if (offset === 10 || offset === 28) content.writeUInt16LE(value & 0xffff, entry);
  else content.writeUInt32LE(value >>> 0, entry);
  return { mutation: `a lie about the ${what} of an entry: ${value}`, content, expected: GUARDED };
}

function zipped(
  mutation: string,
  packed: Uint8Array,
  parts: Readonly<Record<string, Uint8Array>>,
  expected: Expectation,
  level: 0 | 6 = 6,
): MutatedBytes {
  return { mutation, content: zipSync({ ...unzipSync(packed), ...parts }, { level }), expected };
}

function withErrorCell(packed: Uint8Array): Uint8Array {
  const sheet = Buffer.from(unzipSync(packed)['xl/worksheets/sheet1.xml']!).toString('utf8');
  return strToU8(sheet.replace(/<\/row><\/sheetData>/, '<c r="ZZ2" t="e"><v>#DIV/0!</v></c></row></sheetData>'));
}

function bytesOf(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(256));
}
