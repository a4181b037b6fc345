import type { Category } from '../../tables/columns.ts';

/**
 * The same strings with the levels that occur, each once, sorted by UTF-16 code units: equal content gets equal codes,
 * however it was coded before.
 */
export function normalised(category: Category): Category {
  const { codes, levels } = category;
  const occurring = occurringCodes(category);
  const sorted = [...new Set(occurring.map((code) => levels[code]!))].sort();
  const rankOf = new Map(sorted.map((level, rank) => [level, rank]));
  const recoded = new Int32Array(levels.length);
  for (const code of occurring) recoded[code] = rankOf.get(levels[code] as string)!;
  return { codes: codes.map((code) => (code < 0 ? -1 : recoded[code]!)), levels: sorted };
}

/** Codes that some row holds, ascending, without -1. */
export function occurringCodes({ codes, levels }: Category): number[] {
  const occurs = new Uint8Array(levels.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) occurs[code] = 1;
  }
  return levels.map((_, code) => code).filter((code) => occurs[code] === 1);
}
