import type { AreaCodes } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { ABEL_COHEN_NAMES } from '../../readers/estimates/abelCohenNames.ts';
import { type Category, categoryAt } from '../../tables/columns.ts';

/** ISO3 code of what a publisher calls an area; null for what is no area of today, undefined for what nobody knows. */
export type AreaLookup = (code: string) => string | null | undefined;

export function byIso3(codes: AreaCodes): AreaLookup {
  const known = new Set(codes.iso3.levels);
  return (code) => (known.has(code) ? code : undefined);
}

export function byIso2(codes: AreaCodes): AreaLookup {
  const iso3Of = columnToIso3(codes, codes.iso2);
  return (code) => iso3Of.get(code);
}

/** By the English name of the code list, or as Abel and Cohen spell it. */
export function byName(codes: AreaCodes): AreaLookup {
  const iso3Of = columnToIso3(codes, codes.name);
  return (name) => (ABEL_COHEN_NAMES.has(name) ? ABEL_COHEN_NAMES.get(name) : iso3Of.get(name));
}

/** Index among `areas` of each published code, -1 for what is none of them. Refuses (E304) a code that nobody knows. */
export function placesOf(set: string, published: readonly string[], lookUp: AreaLookup, areas: readonly string[]): Int32Array {
  const indexOf = new Map(areas.map((area, index) => [area, index]));
  return Int32Array.from(published, (code) => {
    const iso3 = lookUp(code);
    if (iso3 === undefined) {
      refuse('E304', `the published estimates "${set}" name "${code}", which is in no code list`, {
        expected: 'a country or area of the source area-codes',
        hint: 'correct the file, add the code to area-codes, or a name to src/readers/estimates/abelCohenNames.ts',
      });
    }
    return iso3 === null ? -1 : (indexOf.get(iso3) ?? -1);
  });
}

function columnToIso3(codes: AreaCodes, column: Category): Map<string, string> {
  const iso3Of = new Map<string, string>();
  for (const row of codes.iso3.codes.keys()) {
    const key = categoryAt(column, row);
    if (key !== null) iso3Of.set(key, categoryAt(codes.iso3, row)!);
  }
  return iso3Of;
}
