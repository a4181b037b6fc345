import type { Random } from '../../src/numerics/random.ts';
import { type Delimited, parseDelimited, writeDelimited } from './cells.ts';
import type { Expectation } from './judgement.ts';
import { oneOf } from './tableMutations.ts';

/** Bytes of a file that something happened to; `null` leaves what must come of it to a comparison of the cells. */
export interface MutatedBytes {
  readonly mutation: string;
  readonly content: Uint8Array;
  readonly expected: Expectation | null;
}

type Mutation = (text: string, random: Random) => MutatedBytes;

const SAME: Expectation = { result: 'same' };
const REFUSED: Expectation = { result: 'refused' };

function of(mutation: string, text: string | Uint8Array, expected: Expectation | null): MutatedBytes {
  return { mutation, content: typeof text === 'string' ? Buffer.from(text) : text, expected };
}

/** Ways of writing the same text. */
const HARMLESS: readonly Mutation[] = [
  (text) => of('byte order mark', `\ufeff${text}`, SAME),
  (text) => of('CRLF', text.replaceAll('\n', '\r\n'), SAME),
  (text) => of('some lines with CRLF', text.replace('\n', '\r\n'), SAME),
  (text) => of('a quote at the end, and no line feed', allQuoted(text).slice(0, -1), SAME),
  (text) => of('blank lines at the end', `${text}\n\n`, SAME),
  (text) => of('blank lines within', text.replace('\n', '\n\n'), SAME),
  (text) => of('every cell in quotes', allQuoted(text), SAME),
  (text) => of('tabs for commas', withDelimiter(text, '\t'), SAME),
  (text) => of('commas for tabs', withDelimiter(text, ','), SAME),
  (text) => of('semicolons, and quotes where needed', withDelimiter(text, ';'), SAME),
  (text) => of('semicolons, and quotes around every cell', allQuoted(withDelimiter(text, ';')), SAME),
  (text) => of('UTF-16, little end first', Buffer.from(`\ufeff${text}`, 'utf16le'), SAME),
  (text) => of('UTF-16, big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), SAME),
];

/** Texts that are in no encoding or form of the contract. */
const BROKEN: readonly Mutation[] = [
  () => of('empty file', '', REFUSED),
  () => of('one line feed', '\n', REFUSED),
  () => of('a byte order mark alone', '\ufeff', REFUSED),
  (text) => of('UTF-16 without mark', Buffer.from(text, 'utf16le'), REFUSED),
  (text) => of('carriage returns only', text.replaceAll('\n', '\r'), REFUSED),
  (text, random) => of('a carriage return', inserted(text, random, '\r'), null),
  (text, random) => of('a NUL byte', inserted(text, random, '\0'), REFUSED),
  (text, random) => of('NUL bytes at the end', text + '\0'.repeat(1 + random.integer(100)), REFUSED),
  (text, random) => of('a byte of Latin-1', insertedBytes(text, random, [0xe9]), REFUSED),
  (text, random) => of('half a surrogate pair', insertedBytes(text, random, [0xed, 0xa0, 0x80]), REFUSED),
  (text, random) => of('an overlong byte', insertedBytes(text, random, [0xc0, 0xaf]), REFUSED),
  (text) => of('no line feed at the end', text.replace(/"?\n$/, ''), REFUSED),
  (text, random) => of('cut within its last cells', text.slice(0, -2 - random.integer(6)), null),
  (text) => of('a page of HTML', `<!DOCTYPE html><html><body>Not found</body></html>\n${text}`, REFUSED),
  (text, random) => of('an open quote', inserted(text, random, '"', /(?<=[,\t\n])(?=[^"])/g), null),
];

/** Bytes that change by chance or by a broken copy. */
const CHANCE: readonly Mutation[] = [
  (text, random) => {
    const length = random.integer(text.length);
    return of(`cut after ${length} characters`, text.slice(0, length), null);
  },
  (text, random) => flipped(Buffer.from(text), random),
  (text, random) => flipped(Buffer.from(text), random),
  (text, random) => {
    const at = random.integer(text.length);
    const length = 1 + random.integer(4);
    return of(`${length} characters gone at ${at}`, text.slice(0, at) + text.slice(at + length), null);
  },
  (text, random) => {
    const character = String.fromCharCode(random.integer(128));
    return of(`character ${character.charCodeAt(0)} more`, inserted(text, random, character), null);
  },
];

/** A table in text that is written in another way, broken, or changed by chance. */
export function mutatedText(text: string, random: Random): MutatedBytes {
  return oneOf(oneOf([HARMLESS, BROKEN, CHANCE, CHANCE], random), random)(text, random);
}

/** One bit of one byte. */
export function flipped(bytes: Uint8Array, random: Random): MutatedBytes {
  const content = Uint8Array.from(bytes);
  const at = random.integer(content.length);
  const bit = random.integer(8);
  content[at]! ^= 1 << bit;
  return { mutation: `bit ${bit} of byte ${at}`, content, expected: null };
}

function allQuoted(text: string): string {
  const { delimiter, cells } = parseDelimited(text)!;
  return cells.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\n`).join('');
}

function withDelimiter(text: string, delimiter: Delimited['delimiter']): string {
  return writeDelimited({ delimiter, cells: parseDelimited(text)!.cells });
}

/** Puts a text at a random place, or at one of those where the pattern matches. */
function inserted(text: string, random: Random, part: string, places: RegExp = /(?:)/g): string {
  const at = oneOf([...text.matchAll(places)], random).index;
  return text.slice(0, at) + part + text.slice(at);
}

function insertedBytes(text: string, random: Random, part: readonly number[]): Uint8Array {
  const bytes = Buffer.from(text);
  const at = random.integer(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), Uint8Array.from(part), bytes.subarray(at)]);
}
