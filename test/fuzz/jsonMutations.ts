import type { Random } from '../../src/numerics/random.ts';
import type { Cells } from './cells.ts';
import type { Expectation } from './judgement.ts';
import type { Knowledge } from './knowledge.ts';
import { oneOf } from './tableMutations.ts';
import { flipped, type MutatedBytes } from './textMutations.ts';

type Mutation = (text: string, random: Random) => MutatedBytes;

const SAME: Expectation = { result: 'same' };
const REFUSED: Expectation = { result: 'refused' };

/** Deeper than any parser should follow by recursion. */
const DEEP = 200_000;

/** Values that are no number, as JSON or nearly so. */
const NO_NUMBERS = [
  'null',
  'true',
  '"5"',
  '{}',
  '[]',
  '[5]',
  '{"n":5}',
  '""',
  '"1,5"',
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '01',
  '.5',
  '0x10',
  '+1',
];

function of(mutation: string, content: string | Uint8Array, expected: Expectation | null): MutatedBytes {
  return { mutation, content: typeof content === 'string' ? Buffer.from(content) : content, expected };
}

const ANY_JSON: readonly Mutation[] = [
  (text) => of('byte order mark', `\ufeff${text}`, SAME),
  (text) => of('indented', JSON.stringify(JSON.parse(text), null, 2), SAME),
  (text) => of('indented, with CRLF', JSON.stringify(JSON.parse(text), null, 2).replaceAll('\n', '\r\n'), SAME),
  (text) => of('blank around', `\n  ${text}\n\n`, SAME),
  () => of('empty file', '', REFUSED),
  (_, random) =>
    of(
      'another document',
      oneOf(['null', '5', '"text"', '[]', '[1]', '[[]]', '[null]', '[{}]', '{}', '{"a":5}', '{"a":{"b":{}}}'], random),
      REFUSED,
    ),
  (text) => of('a comma before the end', text.replace(/\}(\]?)$/, ',}$1'), REFUSED),
  (text) => of('single quotes', text.replaceAll('"', "'"), REFUSED),
  (text) => of('a comment', `/* flows */${text}`, REFUSED),
  (text) => of('text after the end', `${text}${text}`, REFUSED),
  (text) => of('UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), SAME),
  (text) => of('UTF-16 without mark', Buffer.from(text, 'utf16le'), REFUSED),
  (text, random) => of('a NUL byte', inserted(text, random, '\0'), REFUSED),
  (text) => of('nested arrays', text.replace(/:[^:{[,}\]]+/, `:${'['.repeat(DEEP)}${']'.repeat(DEEP)}`), REFUSED),
  (text) => of('nested objects', text.replace(/:[^:{[,}\]]+/, `:${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`), REFUSED),
  () => of('nothing but brackets', '['.repeat(DEEP), REFUSED),
  (text) => of('a member twice', text.replace(/("[^"]*":[^,{}[\]]+)/, '$1,$1'), REFUSED),
  (text, random) => cut(text, random),
  (text, random) => flipped(Buffer.from(text), random),
  (text, random) => flipped(Buffer.from(text), random),
  (text, random) => of('a character more', inserted(text, random, String.fromCharCode(32 + random.integer(95))), null),
];

/** JSON that is written in another way, broken, or changed by chance. */
export function mutatedJson(text: string, random: Random): MutatedBytes {
  return oneOf(ANY_JSON, random)(text, random);
}

/** A document whose numbers or names are others. Rows are the positions of its numbers, as in `cellsOfDocument`. */
export async function mutatedDocument(known: Knowledge, random: Random): Promise<MutatedBytes> {
  const row = 1 + random.integer(known.cells.length - 1);
  const pairs = known.cells.slice(1);
  if (random.uniform() < 0.3) {
    const name = oneOf(['__proto__', 'constructor', 'toString', 'QQQ', 'qo', '', ' QO', '0'], random);
    const renamed = pairs.map((pair, index) => (index === row - 1 ? [pair[0]!, name, pair[2]!] : pair));
    return of(`name ${JSON.stringify(name)} of entry ${row}`, documentText(renamed), { result: 'row', row });
  }
  const isUsed = (await known.roleOf(row, 'value')) === 'number';
  if (random.uniform() < 0.5) {
    const value = oneOf(['0', '-0', '1e3', '12.5', '1E2', '1e300', '-1', String(random.integer(1e9))], random);
    const expected: Expectation = isUsed
      ? { result: 'number', row, field: 'value', value: Number(value), mayRefuse: Number(value) < 0 }
      : SAME;
    return of(`number ${value} in entry ${row}`, documentText(withValue(pairs, row, value)), expected);
  }
  const value = oneOf(NO_NUMBERS, random);
  return of(`${value} in entry ${row}`, documentText(withValue(pairs, row, value)), isJson(value) ? { result: 'refused', row } : REFUSED);
}

/** Numbers of a document of objects of objects: the name of the outer member, of the inner one, and the value. */
export function cellsOfDocument(content: Uint8Array): Cells | null {
  const document = parsed(content);
  if (typeof document !== 'object' || document === null) return null;
  const pairs = Object.entries(document).flatMap(([outer, members]) => {
    return Object.entries((members ?? {}) as object).map(([inner, value]) => [
      outer,
      inner,
      typeof value === 'number' ? String(value) : JSON.stringify(value),
    ]);
  });
  return [['outer', 'inner', 'value'], ...pairs];
}

/** The document of such cells; a value that is no number in plain decimals becomes a string. */
export function documentOfCells([, ...pairs]: Cells): Uint8Array {
  const values = pairs.map(([outer, inner, value]) => [outer!, inner!, /^-?\d+(\.\d+)?$/.test(value!) ? value! : JSON.stringify(value)]);
  return Buffer.from(documentText(values));
}

/** Cells of an array of objects, in the order of the fields; numbers that did not change keep their text. */
export function cellsOfJson(content: Uint8Array, known: Knowledge): Cells | null {
  const rows = parsed(content);
  if (!Array.isArray(rows) || rows.some((row) => typeof row !== 'object' || row === null)) return null;
  const textOf = (value: unknown, before: string): string => {
    if (value === undefined || value === null) return '';
    if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
    return before !== '' && Number(before) === value ? before : String(value);
  };
  const cells = rows.map((row, index) => {
    return known.fields.map((name, column) => textOf((row as Record<string, unknown>)[name], known.cells[index + 1]?.[column] ?? ''));
  });
  return [known.fields, ...cells];
}

function documentText(pairs: Cells): string {
  let text = '';
  let open: string | null = null;
  for (const [outer, inner, value] of pairs as readonly (readonly [string, string, string])[]) {
    text += open === outer ? ',' : `${open === null ? '{' : '},'}${JSON.stringify(outer)}:{`;
    text += `${JSON.stringify(inner)}:${value}`;
    open = outer;
  }
  return `${text}}}`;
}

function withValue(pairs: Cells, row: number, value: string): Cells {
  return pairs.map((pair, index) => (index === row - 1 ? [pair[0]!, pair[1]!, value] : pair));
}

function cut(text: string, random: Random): MutatedBytes {
  const length = random.integer(text.length);
  return of(`cut after ${length} characters`, text.slice(0, length), REFUSED);
}

function inserted(text: string, random: Random, part: string): string {
  const at = random.integer(text.length);
  return text.slice(0, at) + part + text.slice(at);
}

function isJson(text: string): boolean {
  return parsed(Buffer.from(text)) !== undefined;
}

/** The document; undefined where the bytes are not JSON in UTF-8. */
function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return undefined;
  }
}
