import type { Category } from './columns.ts';

/**
 * The same strings coded against other levels, for example the sorted area codes, so that codes of several tables can be
 * compared. A missing value stays -1. Throws a RangeError where a row holds a value outside the levels.
 */
export function recode(column: Category, levels: readonly string[]): Category {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const translated = column.levels.map((level) => codeOf.get(level));
  const codes = column.codes.map((code) => {
    if (code < 0) return -1;
    const other = translated[code];
    if (other === undefined) throw new RangeError(`"${column.levels[code]}" is not one of the ${levels.length} levels`);
    return other;
  });
  return { codes, levels };
}
