import { type Category, type Column, type Columns, isCategory, type NumberColumn } from '../../tables/columns.ts';

/** Rows of several tables with the same columns, one table after the other. Levels keep the order of their first table. */
export function concatenate<T extends Columns>(first: T, ...others: readonly T[]): T {
  const parts = [first, ...others];
  const columns = Object.keys(first).map((name) => [name, concatenateColumns(parts.map((part) => part[name]!))]);
  return Object.fromEntries(columns) as T;
}

function concatenateColumns(parts: readonly Column[]): Column {
  const [first] = parts as readonly [Column];
  return isCategory(first) ? concatenateCategories(parts as readonly Category[]) : concatenateNumbers(parts as readonly NumberColumn[]);
}

function concatenateCategories(parts: readonly Category[]): Category {
  const levels = [...new Set(parts.flatMap((part) => part.levels))];
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const recoded = parts.map((part) => {
    const codes = part.levels.map((level) => codeOf.get(level)!);
    return part.codes.map((code) => (code < 0 ? -1 : codes[code]!));
  });
  return { levels, codes: concatenateNumbers(recoded) };
}

function concatenateNumbers<T extends NumberColumn>(parts: readonly T[]): T {
  const [first] = parts as readonly [T];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new (first.constructor as new (length: number) => T)(length);
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}
