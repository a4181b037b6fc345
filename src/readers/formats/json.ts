import { refuse } from '../../diagnostics/diagnostic.ts';
import { cellText } from './cellText.ts';
import { OTHER_FILE, type RawFile, refuseBroken, refuseContent } from './rawFile.ts';
import type { Batch } from './rows.ts';
import { readText } from './text.ts';

/** What the parser says of a text that ends too early. */
const CUT = /end of JSON|Unterminated string/i;

/** Most cells of a table; a member that one object has gives every row a cell. */
const MAXIMUM_CELLS = 20_000_000;

/** Levels of nesting that a reader follows; no source has more than three. */
const DEEPEST = 100;

/**
 * Document of a JSON file, plain or packed. Refuses what is not JSON or nests too deep, an object that names a member twice,
 * of which a parser would keep the last (E305), and what `readText` refuses.
 */
export async function readJson(file: RawFile): Promise<unknown> {
  const text = await readText(file);
  const document = parsed(file, text);
  if (writtenNames(text) !== memberCount(file, document)) {
    refuseContent(file, 'names a member of an object twice', { expected: 'each member once', hint: 'Keep the member that is right.' });
  }
  return document;
}

/**
 * Rows of an array of objects, the header first: the union of their members, in the order of their first appearance.
 * Refuses objects of so many different members that the rows would fill the memory (E305).
 */
export async function jsonRows(file: RawFile): Promise<Batch> {
  const document = await readJson(file);
  if (!Array.isArray(document)) return refuseValue(file, '', document, 'an array of objects');
  if (document.length === 0) return [];
  const objects = document.map((value, index) => new Map(membersOf(file, value, `[${index}]`)));
  const header = [...new Set(objects.flatMap((members) => [...members.keys()]))];
  const cells = header.length * objects.length;
  if (cells > MAXIMUM_CELLS) {
    const expected = `the same members in every object, at most ${MAXIMUM_CELLS} cells`;
    refuseContent(file, `makes a table of ${cells} cells`, { expected, hint: 'Save the table as CSV.' });
  }
  return [header, ...objects.map((members) => header.map((name) => cellText(members.get(name))))];
}

/** Members of a JSON object, in the order of the file. `path` names the object in the refusal (E303) of anything else. */
export function membersOf(file: RawFile, value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  return refuseValue(file, path, value, 'an object');
}

/** A finite number at `path` of a JSON document; refuses anything else (E303). `row` is the position of the value, from 1. */
export function numberAt(file: RawFile, value: unknown, path: string, row?: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuseValue(file, path, value, 'a number', row);
}

/** Refuses the value at `path` (E303). */
export function refuseValue(file: RawFile, path: string, value: unknown, expected: string, row?: number): never {
  const text = JSON.stringify(value) ?? 'undefined';
  return refuse('E303', `${path || 'the document'} is ${text.length > 40 ? `${text.slice(0, 40)} ...` : text}`, {
    place: { file: file.name, ...(row === undefined ? {} : { row }), ...(path ? { field: path } : {}) },
    expected,
    hint: 'Correct the value and accept the file with `pipeline fetch --update`.',
  });
}

function parsed(file: RawFile, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const problem = `is not valid JSON (${message})`;
    if (CUT.test(message)) return refuseBroken(file, problem, 'a complete JSON document');
    return refuseContent(file, problem, { expected: 'JSON as RFC 8259 has it', hint: 'Correct the place that the message names.' });
  }
}

/** Names of members in the text of a valid document: strings with a colon behind them. */
function writtenNames(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    let end = text.indexOf('"', start + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    let after = end + 1;
    while (' \n\r\t'.includes(text[after] ?? 'end')) after += 1;
    if (text[after] === ':') names += 1;
    start = text.indexOf('"', after);
  }
  return names;
}

/** Whether an odd number of backslashes stands before this place. */
function isEscaped(text: string, place: number): boolean {
  let backslashes = 0;
  while (text[place - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function memberCount(file: RawFile, value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > DEEPEST) refuseContent(file, `nests deeper than ${DEEPEST} levels`, { hint: OTHER_FILE });
  const inner = Object.values(value);
  return inner.reduce<number>((sum, each) => sum + memberCount(file, each, depth + 1), Array.isArray(value) ? 0 : inner.length);
}
