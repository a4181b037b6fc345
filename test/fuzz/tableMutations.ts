import type { Random } from '../../src/numerics/random.ts';
import { type Cells, withCell } from './cells.ts';
import type { Expectation } from './judgement.ts';
import type { Knowledge } from './knowledge.ts';
import { dimensionAdded, thousandsGrouped } from './misleading.ts';

/** Cells of a table that something happened to, and what must come of it. */
export interface MutatedCells {
  readonly mutation: string;
  readonly cells: Cells;
  readonly expected: Expectation;
}

/** What the mutations of a table may draw from. */
export interface Surroundings {
  readonly random: Random;
  /** Rows of other sources. */
  readonly foreign: readonly (readonly string[])[];
  /** Whether rows may have any number of cells, as in text. */
  readonly ragged: boolean;
  /** Whether blanks around a text get lost, as in workbooks. */
  readonly trims: boolean;
}

type Mutation = (known: Knowledge, around: Surroundings) => Promise<MutatedCells | null>;

/** What people and programs write where a number should be. None of them is one by the contract of the readers. */
const BROKEN_NUMBERS = (
  '1,5 1.234,5 1,234 1_000 1e999 -1e999 NaN nan Infinity -Infinity inf 0x1F 0b11 12abc abc --1 +-1 1.2.3 1e e5 . - + null #REF! #N/A ' +
  '1/2 50% 1e+ ½ ５ ٣ ∞ 1e5e5 (5) <5 ~5 $5 5* ... N/A'
).split(' ');
const WITH_BLANKS = ['1 000', ' 5', '5 ', '5\u00a0000', '\u22125', ' ', '5\u200b'];
/** Other ways of writing numbers that mean what they say. */
const PLAIN_NUMBERS = ['0', '-0', '1e3', '+5', '007', '5.', '.5', '5e-1', '1E2', '12.250', '4711'];
const HUGE_NUMBERS = ['1e15', '1e300', '1.7976931348623157e308', '9007199254740993', '-1', '-1e6', `${'9'.repeat(300)}`, '1e-400'];
const ODD_TEXTS = ['__proto__', 'constructor', '=1+1', '"', 'a,b', 'a\nb', 'Ελλάδα', '\u{1F30D}', 'x'.repeat(5000), 'null', 'NA', ' '];

/** A number that is none, in a cell that is read as one: refused there, or set apart. */
const brokenNumber: Mutation = async (known, { random, trims }) => {
  const cell = numberCell(known, random);
  if (cell === null) return null;
  const { row, field } = cell;
  const text = oneOf(trims ? BROKEN_NUMBERS : [...BROKEN_NUMBERS, ...WITH_BLANKS], random);
  const unused = (await known.roleOf(row, field)) === 'unused';
  const setApart = random.uniform() < 0.25;
  const expected: Expectation = unused ? { result: 'same or refused' } : { result: setApart ? 'quarantined' : 'refused', row, field };
  return { mutation: `broken number ${quoted(text)} in row ${row}, ${field}`, cells: changed(known, row, field, text), expected };
};

/** Another number in a cell that is read as one. */
const otherNumber: Mutation = async (known, { random }) => {
  const text = random.uniform() < 0.4 ? oneOf(PLAIN_NUMBERS, random) : String(random.integer(2_000_000_000) / 1000);
  return numberInstead(known, numberCell(known, random), text, false);
};

/** A number that is too large, too small or negative: refused, or taken as it is. */
const hugeNumber: Mutation = async (known, { random }) => {
  const text = oneOf(HUGE_NUMBERS, random);
  return numberInstead(known, numberCell(known, random), text, true);
};

async function numberInstead(known: Knowledge, cell: Cell | null, text: string, mayRefuse: boolean): Promise<MutatedCells | null> {
  if (cell === null) return null;
  const { row, field } = cell;
  const role = await known.roleOf(row, field);
  // The only fraction of a column of persons, and like a number of thousands.
  const isGrouped = /^[+-]?[1-9]\d{0,2}\.\d{1,3}$/.test(text);
  const number: Expectation = { result: 'number', row, field, value: Number(text), mayRefuse: mayRefuse || isGrouped };
  const expected: Expectation = role === 'number' ? number : role === 'unused' ? { result: 'same or refused' } : { result: 'row', row };
  return { mutation: `number ${quoted(text)} in row ${row}, ${field}`, cells: changed(known, row, field, text), expected };
}

const emptyCell: Mutation = async (known, { random }) => {
  const { row, field } = anyCell(known, random);
  return { mutation: `nothing in row ${row}, ${field}`, cells: changed(known, row, field, ''), expected: { result: 'row', row } };
};

/** The text of another row, or one that no reader should stumble over. */
const otherText: Mutation = async (known, { random }) => {
  const { row, field } = anyCell(known, random);
  const text = random.uniform() < 0.5 ? oneOf(ODD_TEXTS, random) : known.text(1 + random.integer(known.cells.length - 1), field);
  return {
    mutation: `text ${quoted(text)} in row ${row}, ${field}`,
    cells: changed(known, row, field, text),
    expected: { result: 'row', row },
  };
};

/** A row that comes twice must not count twice. */
const rowTwice: Mutation = async (known, { random }) => {
  const row = anyRow(known, random);
  const cells = [...known.cells, known.cells[row]!];
  return { mutation: `row ${row} again at the end`, cells, expected: { result: 'same or refused' } };
};

const rowsSwapped: Mutation = async (known, { random }) => {
  const [one, other] = [anyRow(known, random), anyRow(known, random)];
  const cells = known.cells.map((row, index) => (index === one ? known.cells[other]! : index === other ? known.cells[one]! : row));
  return { mutation: `rows ${one} and ${other} in each other's place`, cells, expected: { result: 'reordered', mayRefuse: false } };
};

const lastRowGone: Mutation = async (known) => {
  return { mutation: 'without the last row', cells: known.cells.slice(0, -1), expected: { result: 'row', row: known.cells.length - 1 } };
};

const headerOnly: Mutation = async (known) => ({
  mutation: 'header only',
  cells: known.cells.slice(0, 1),
  expected: { result: known.mayBeEmpty ? 'part' : 'refused' },
});

const headerGone: Mutation = async (known) => ({
  mutation: 'without header',
  cells: known.cells.slice(1),
  expected: { result: 'refused' },
});

/** A second column with the name of another: which of them holds the values? */
const fieldTwice: Mutation = async (known, { random }) => {
  const names = known.fields.filter((name) => name !== '');
  const name = oneOf(names, random);
  const column = known.fields.indexOf(name);
  const cells = known.cells.map((row) => [...row, row[column]!]);
  return { mutation: `field ${name} twice`, cells, expected: await withoutField(known, name) };
};

const fieldGone: Mutation = async (known, { random }) => {
  const name = oneOf(known.fields, random);
  const column = known.fields.indexOf(name);
  const cells = known.cells.map((row) => row.filter((_, place) => place !== column));
  return { mutation: `without field ${name}`, cells, expected: await withoutField(known, name) };
};

const fieldRenamed: Mutation = async (known, { random, trims }) => {
  const name = oneOf(known.fields, random);
  const other = oneOf(
    [`${name} `, `${name}s`, name.toUpperCase() === name ? name.toLowerCase() : name.toUpperCase(), `\u200b${name}`],
    random,
  );
  const isSame = other === name || (trims && other.trim() === name);
  const cells = [known.fields.map((each) => (each === name ? other : each)), ...known.cells.slice(1)];
  return { mutation: `field ${name} as ${quoted(other)}`, cells, expected: isSame ? { result: 'same' } : await withoutField(known, name) };
};

/** A field without which a table lacks what its reader asks for; a year of a wide table may be missing. */
async function withoutField(known: Knowledge, name: string): Promise<Expectation> {
  if (isYear(name)) return { result: 'part' };
  const isUsed = await uses(known, name);
  return isUsed ? { result: 'refused' } : { result: 'same or refused' };
}

const fieldsReordered: Mutation = async (known, { random }) => {
  const order = Int32Array.from(known.fields.keys());
  random.shuffle(order);
  const cells = known.cells.map((row) => Array.from(order, (column) => row[column]!));
  const expected: Expectation = known.fields.some(isYear) ? { result: 'reordered', mayRefuse: true } : { result: 'same' };
  return { mutation: `fields in the order ${order.join(' ')}`, cells, expected };
};

const fieldAdded: Mutation = async (known, { random }) => {
  const column = random.integer(known.fields.length + 1);
  const cells = known.cells.map((row, index) => [
    ...row.slice(0, column),
    index === 0 ? 'surplus' : oneOf(ODD_TEXTS, random),
    ...row.slice(column),
  ]);
  const expected: Expectation = { result: (await known.refusesOtherFields()) ? 'refused' : 'same' };
  return { mutation: `a field more, at ${column}`, cells, expected };
};

const cellTooFew: Mutation = async (known, { random, ragged }) => {
  if (!ragged || known.fields.length < 2) return null;
  const row = anyRow(known, random);
  const cells = known.cells.map((each, index) => (index === row ? each.slice(0, -1) : each));
  return {
    mutation: `row ${row} without its last cell`,
    cells,
    expected: row === cells.length - 1 ? { result: 'refused' } : { result: 'refused', row },
  };
};

const cellTooMany: Mutation = async (known, { random, ragged }) => {
  if (!ragged) return null;
  const row = anyRow(known, random);
  const cells = known.cells.map((each, index) => (index === row ? [...each, '1'] : each));
  return { mutation: `row ${row} with a cell more`, cells, expected: { result: 'refused', row } };
};

const foreignRow: Mutation = async (known, { random, foreign, ragged }) => {
  const row = oneOf(foreign, random);
  const cells = [...known.cells, ragged ? row : known.fields.map((_, column) => row[column] ?? '')];
  const refused: Expectation = { result: 'refused' };
  const expected: Expectation = ragged && row.length !== known.fields.length ? refused : { result: 'added', rows: 12 };
  return { mutation: `a row of another file: ${quoted(row.join(','))}`, cells, expected };
};

const MUTATIONS: readonly Mutation[] = [
  brokenNumber,
  brokenNumber,
  brokenNumber,
  otherNumber,
  otherNumber,
  hugeNumber,
  emptyCell,
  otherText,
  rowTwice,
  rowsSwapped,
  lastRowGone,
  headerOnly,
  headerGone,
  fieldTwice,
  fieldGone,
  fieldRenamed,
  fieldsReordered,
  fieldAdded,
  cellTooFew,
  cellTooMany,
  foreignRow,
  thousandsGrouped,
  dimensionAdded,
  dimensionAdded,
];

/** A table with one thing changed in its cells, rows or fields. */
export async function mutatedCells(known: Knowledge, around: Surroundings): Promise<MutatedCells> {
  for (;;) {
    const mutated = await oneOf(MUTATIONS, around.random)(known, around);
    if (mutated !== null) return mutated;
  }
}

export function oneOf<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)]!;
}

/** A text in quotes, cut to what a line of a report can show. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)} (${text.length} characters)` : text);
}

/** Whether any of the first rows depends on this field. */
export async function uses(known: Knowledge, name: string): Promise<boolean> {
  for (let row = 1; row < Math.min(3, known.cells.length); row++) {
    if ((await known.roleOf(row, name)) !== 'unused') return true;
  }
  return false;
}

function isYear(name: string): boolean {
  return /^(19|20)\d\d/.test(name);
}

function changed(known: Knowledge, row: number, field: string, text: string): Cells {
  return withCell(known.cells, row, known.fields.indexOf(field), text);
}

/** Few rows are drawn from, so that what was learned of their cells serves many cases. */
function anyRow({ cells }: Knowledge, random: Random): number {
  const rows = cells.length - 1;
  const step = Math.max(1, Math.floor(rows / 4));
  return Math.min(rows, 1 + step * random.integer(5));
}

interface Cell {
  readonly row: number;
  readonly field: string;
}

function anyCell(known: Knowledge, random: Random): Cell {
  return { row: anyRow(known, random), field: oneOf(known.fields, random) };
}

/** A cell that holds a number; null in a row without any. */
function numberCell(known: Knowledge, random: Random): Cell | null {
  const row = anyRow(known, random);
  const numbers = known.fields.filter((field) => known.text(row, field) !== '' && Number.isFinite(Number(known.text(row, field))));
  return numbers.length === 0 ? null : { row, field: oneOf(numbers, random) };
}
