import { type RawFile, refuseContent } from '../formats/rawFile.ts';
import type { Batch } from '../formats/rows.ts';

/** Titles stand above the table; the header may take several rows, of which the last holds the years. */
const ROWS_ABOVE = 40;
const HEADER_ROWS = 3;

const NAMES = {
  destination: /^location code of destination\b/i,
  origin: /^location code of origin\b/i,
  type: /^(data type|type of data)\b/i,
};

/** A year with nothing or the mark of a footnote behind it: 2024, 2024 (a), 2024*, 2024 1/. */
const YEAR = /^((?:19|20)\d\d)(?:\s*(?:\([a-z\d]{1,2}\)|[a-z]|\d\/|[*†‡]{1,2}))?$/i;

/** Whom a block of years counts, by the words above it. */
const SEXES: readonly (readonly [Sex, RegExp])[] = [
  ['both sexes', /\bboth sexes\b|\bmales? and females?\b|\bmen and women\b/i],
  ['females', /\bfemales?\b|\bwomen\b/i],
  ['males', /\bmales?\b|\bmen\b/i],
];

export type Sex = 'both sexes' | 'males' | 'females';

const ORDER: readonly Sex[] = ['both sexes', 'males', 'females'];

/** The table in the workbook: rows below the header, and where their columns are. */
export interface PublishedTable {
  readonly rows: Batch;
  /** Names of the columns; those of years by `cellName`. */
  readonly names: readonly string[];
  readonly destination: string;
  readonly origin: string;
  readonly type: string;
  readonly years: readonly number[];
  /** Blocks that the table has: both sexes, and perhaps each. */
  readonly sexes: readonly Sex[];
}

interface YearColumn {
  readonly column: number;
  readonly year: number;
  readonly sex: Sex | null;
}

/**
 * The table by destination and origin among the rows of a sheet, as UN DESA gives it out; null where the sheet holds another one.
 * Refuses columns of years that it cannot tell apart: by sex, by year, or without a title (E305).
 */
export function publishedTableOf(file: RawFile, rows: Batch): PublishedTable | null {
  const header = rows.slice(0, ROWS_ABOVE).findIndex((cells) => cells.filter((cell) => yearOf(cell) !== null).length > 1);
  if (header < 0) return null;
  const titles = (rows[header] as readonly string[]).map((cell, column) => titleOf(rows, header, column) ?? cell);
  const [destination, origin, type] = [NAMES.destination, NAMES.origin, NAMES.type].map((name) => titles.find((title) => name.test(title)));
  if (destination === undefined || origin === undefined || type === undefined) return null;
  const twice = [destination, origin, type].find((title) => titles.indexOf(title) < titles.lastIndexOf(title));
  if (twice !== undefined) refuseHeader(file, `has the field "${twice}" twice in its header`, 'each field once');
  const columns = yearColumns(file, rows, header, titles);
  const { years, sexes, blocks } = blocksOf(file, columns, rows.slice(0, header + 1).flat());
  const sexOf = new Map(columns.map(({ column, year }, index) => [column, cellName(year, blocks[index]!)]));
  const names = titles.map((title, column) => sexOf.get(column) ?? title);
  return { rows: rows.slice(header + 1), names, destination, origin, type, years, sexes };
}

export function cellName(year: number, sex: Sex): string {
  return `${year} ${sex}`;
}

/** Columns of years with the sex that stands above them, if any. Refuses a column among them that is not known to be one. */
function yearColumns(file: RawFile, rows: Batch, header: number, titles: readonly string[]): readonly YearColumn[] {
  const first = (rows[header] as readonly string[]).findIndex((title) => /(19|20)\d\d/.test(title));
  const width = Math.max(...rows.slice(header).map((cells) => cells.length));
  const labels = labelsOf(rows, header, first, width);
  return Array.from({ length: width - first }, (_, step) => first + step).flatMap((column) => {
    const title = titles[column] ?? '';
    const year = yearOf(title);
    if (year !== null) return [{ column, year, sex: labels[column - first] ?? null }];
    const isFilled = rows.slice(header + 1).some((cells) => (cells[column] ?? '') !== '');
    if (/(19|20)\d\d/.test(title) || (title === '' && isFilled)) {
      refuseHeader(file, `has the title "${title}" over column ${column + 1}, among years`, 'a year, such as 2024 or 2024 (a)');
    }
    return [];
  });
}

/** Sexes over the columns from `first` on; a title holds for the columns on its right up to the next one. */
function labelsOf(rows: Batch, header: number, first: number, width: number): readonly (Sex | null)[] {
  let current: Sex | null = null;
  return Array.from({ length: width - first }, (_, step) => {
    for (let above = HEADER_ROWS - 1; above >= 0; above--) current = sexIn(rows[header - above]?.[first + step] ?? '') ?? current;
    return current;
  });
}

/** The years of the table, its blocks, and the sex of every column of years. */
function blocksOf(
  file: RawFile,
  columns: readonly YearColumn[],
  above: readonly string[],
): { readonly years: readonly number[]; readonly sexes: readonly Sex[]; readonly blocks: readonly Sex[] } {
  const years = [...new Set(columns.map(({ year }) => year))];
  const blocks = columns.map(({ sex }, index) => sex ?? ORDER[Math.floor(index / years.length)] ?? null);
  const sexes = ORDER.filter((sex) => blocks.includes(sex));
  const listed = columns.map(({ year }) => year).join(', ');
  const isComplete =
    columns.length === sexes.length * years.length &&
    sexes.every((sex) => years.every((year) => columns.some((each, index) => each.year === year && blocks[index] === sex)));
  if (!isComplete) refuseHeader(file, `has the years ${listed} in its header`, 'the same years for both sexes, males and females');
  const isProven = columns.every(({ sex }) => sex !== null) || sexes.length === ORDER.length || isOfBothSexes(above);
  if (!sexes.includes('both sexes') || !isProven) {
    refuseHeader(
      file,
      'does not say that it counts both sexes',
      '"Both sexes" over its years, or the blocks of both sexes, males and females',
    );
  }
  return { years, sexes, blocks: blocks as readonly Sex[] };
}

/** Whether the titles of a table speak of both sexes, and not of one. */
function isOfBothSexes(titles: readonly string[]): boolean {
  const sexes = titles.map(sexIn);
  return sexes.includes('both sexes') && !sexes.includes('males') && !sexes.includes('females');
}

function sexIn(text: string): Sex | null {
  return SEXES.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** Title of a column: the lowest that is not empty in the last rows of the header. */
function titleOf(rows: Batch, header: number, column: number): string | undefined {
  const above = Array.from({ length: HEADER_ROWS }, (_, step) => rows[header - step]?.[column] ?? '');
  return above
    .find((cell) => cell.trim() !== '')
    ?.replaceAll(/\s+/g, ' ')
    .trim();
}

function yearOf(cell: string): number | null {
  const year = YEAR.exec(cell.trim())?.[1];
  return year === undefined ? null : Number(year);
}

function refuseHeader(file: RawFile, problem: string, expected: string): never {
  return refuseContent(file, problem, { expected, hint: 'Take the workbook by destination and origin as UN DESA gives it out, Table 1.' });
}
