import { type Category, type Columns, isCategory, type NumberColumn } from '../../tables/columns.ts';
import { plural } from '../plural.ts';
import { CHECK_LIMIT_MS, TimeLimitError, withinTime } from '../timeLimit.ts';
import type { Field, TableContract } from '../types.ts';
import { occurringCodes } from './category.ts';
import { isFloat } from './fieldTypes.ts';
import { type Violation, violationOf } from './violation.ts';

/** Finds the tables of a referenced contract among those that the stage reads or writes: several where it gathers parts. */
export type TableLookup = (contract: string) => readonly Columns[];

/** Rules of single values: missing, finite, ranges, text, pattern, levels, references. */
export function checkField(contract: TableContract, columns: Columns, field: Field, tables: TableLookup): Violation[] {
  const column = columns[field.name]!;
  const referenced = referencedValues(field, tables);
  if (typeof referenced === 'string') return [{ rule: 'references', message: referenced, rows: [], count: 1 }];
  return isCategory(column)
    ? checkStrings(contract, columns, field, column, referenced)
    : checkNumbers(contract, columns, field, column, referenced);
}

function checkNumbers(
  contract: TableContract,
  columns: Columns,
  field: Field,
  column: NumberColumn,
  referenced: ReadonlySet<number | string> | null,
): Violation[] {
  const { name, minimum, maximum, references } = field;
  const check = (rule: string, isWrong: (value: number) => boolean, words: string): Violation[] =>
    violationOf(
      rule,
      contract,
      columns,
      (offenders) => {
        for (let row = 0; row < column.length; row++) if (isWrong(column[row]!)) offenders.add(row);
      },
      (count) => `${name} ${words} in ${plural(count, 'row')}`,
    );
  const float = isFloat(field.type);
  return [
    ...(float && !field.missing ? check('missing', Number.isNaN, 'has no value') : []),
    ...(float ? check('finite', (value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY, 'is infinite') : []),
    ...(minimum !== null ? check('minimum', (value) => value < minimum, `is below its minimum ${minimum}`) : []),
    ...(maximum !== null ? check('maximum', (value) => value > maximum, `is above its maximum ${maximum}`) : []),
    ...(referenced && references
      ? check(
          'references',
          (value) => !Number.isNaN(value) && !referenced.has(value),
          `is not in ${references.contract}.${references.field}`,
        )
      : []),
  ];
}

function checkStrings(
  contract: TableContract,
  columns: Columns,
  field: Field,
  { codes, levels }: Category,
  referenced: ReadonlySet<number | string> | null,
): Violation[] {
  const { name, references } = field;
  // Each string is judged once, then only rows whose code was judged wrong are looked for.
  const check = (rule: string, isWrong: (level: string) => boolean, words: string): Violation[] => {
    const wrong = judged(levels, isWrong);
    if (wrong === null)
      return [{ rule, message: `${name} cannot be checked in time: ${rule} is too much work for its values`, rows: [], count: 1 }];
    if (!wrong.includes(1)) return [];
    return violationOf(
      rule,
      contract,
      columns,
      (offenders) => {
        for (let row = 0; row < codes.length; row++) if (wrong[codes[row]!] === 1) offenders.add(row);
      },
      (count) => `${name} ${words} in ${plural(count, 'row')}`,
    );
  };
  const pattern = field.pattern === null ? null : wholePattern(field.pattern);
  const allowed = field.levels === null ? null : new Set(field.levels);
  return [
    ...(field.missing ? [] : checkMissing(contract, columns, name, codes)),
    ...check('text', (level) => level === '' || LONE_SURROGATE.test(level), 'is empty or not valid Unicode'),
    ...(pattern ? check('pattern', (level) => !pattern.test(level), `does not match ${field.pattern}`) : []),
    ...(allowed ? check('levels', (level) => !allowed.has(level), `is none of ${listedLevels(allowed)}`) : []),
    ...(referenced && references
      ? check('references', (level) => !referenced.has(level), `is not in ${references.contract}.${references.field}`)
      : []),
  ];
}

/** Time that each string may take beside what all may take together. */
const LIMIT_PER_STRING_MS = 0.1;

/** 1 for each string that is wrong; null where that cannot be told in time. */
function judged(levels: readonly string[], isWrong: (level: string) => boolean): Uint8Array | null {
  try {
    return withinTime(CHECK_LIMIT_MS + LIMIT_PER_STRING_MS * levels.length, () =>
      Uint8Array.from(levels, (level) => (isWrong(level) ? 1 : 0)),
    );
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    return null;
  }
}

/** Half of a character, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function checkMissing(contract: TableContract, columns: Columns, name: string, codes: Int32Array): Violation[] {
  return violationOf(
    'missing',
    contract,
    columns,
    (offenders) => {
      for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) offenders.add(row);
    },
    (count) => `${name} has no value in ${plural(count, 'row')}`,
  );
}

/** Values that a reference may take; null without a reference; a message where the other table is out of reach. */
function referencedValues(field: Field, tables: TableLookup): ReadonlySet<number | string> | string | null {
  if (field.references === null) return null;
  const { contract, field: name } = field.references;
  const columns = tables(contract).flatMap((table) => table[name] ?? []);
  if (columns.length === 0) return `${field.name} refers to ${contract}.${name}, which the stage neither reads nor writes`;
  const values = new Set<number | string>();
  for (const column of columns) {
    if (isCategory(column)) for (const code of occurringCodes(column)) values.add(column.levels[code]!);
    else for (const value of column) values.add(value);
  }
  return values;
}

/** Levels that a message names. */
const SHOWN_LEVELS = 20;

function listedLevels(allowed: ReadonlySet<string>): string {
  const shown = [...allowed].slice(0, SHOWN_LEVELS).join(', ');
  return allowed.size > SHOWN_LEVELS ? `${shown} and ${allowed.size - SHOWN_LEVELS} more` : shown;
}

/**
 * Regular expression that the whole of a string must match. Throws a SyntaxError if the pattern is none by itself: a bracket that it
 * closes and did not open would end the group that it is put into.
 */
export function wholePattern(pattern: string): RegExp {
  new RegExp(pattern, 'u');
  return new RegExp(`^(?:${pattern})$`, 'u');
}
