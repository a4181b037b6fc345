import type { AreaCodes } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import { closest } from '../../diagnostics/suggest.ts';
import { categoryAt } from '../../tables/columns.ts';
import { nameKey, otherNames } from './areaNames.ts';
import type { AreaSelection } from './areas.ts';
import { presentCode } from './formerCodes.ts';
import { type CodeSystem, nonAreaReason } from './nonAreas.ts';

/** What a published code stands for: an area by its index, or -1 with the reason to leave it out. */
export type Resolution = { readonly area: number; readonly reason: null } | { readonly area: -1; readonly reason: string };

/** What becomes of an unknown code where `ingest.quarantine` names its source. */
const UNLISTED: Resolution = { area: -1, reason: 'a code that is in no code list' };

/** Finds the area of a published code in any of the code systems. */
export class AreaResolver {
  readonly #iso3Of: Readonly<Record<CodeSystem, ReadonlyMap<string, string>>>;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #lacking: ReadonlyMap<string, string>;
  readonly #names: readonly string[];
  readonly #lenient: ReadonlySet<string>;
  readonly #known: Readonly<Record<CodeSystem, Map<string, Resolution>>> = {
    iso3: new Map(),
    iso2: new Map(),
    eurostat: new Map(),
    m49: new Map(),
    cow: new Map(),
    comtrade: new Map(),
    name: new Map(),
  };

  /** `lenient` names the sources whose rows of unknown codes are left out. */
  constructor(codes: AreaCodes, selection: AreaSelection, lenient: ReadonlySet<string> = new Set()) {
    this.#lenient = lenient;
    this.#iso3Of = codeMaps(codes);
    this.#indexOf = new Map(selection.codes.map((code, index) => [code, index]));
    this.#lacking = selection.lacking;
    this.#names = Array.from(codes.m49, (_, row) => namesOf(codes, row)).flat();
  }

  /** Refuses a code that is in no code list (E304), unless its source is lenient; `place` tells where it was read. */
  resolve(source: string, system: CodeSystem, code: string, place: () => Place): Resolution {
    const known = this.#known[system].get(code);
    if (known) return known;
    const found = this.#lookUp(system, code);
    if (found === null && this.#lenient.has(source)) return UNLISTED;
    const resolution = found ?? this.#refuse(system, code, place());
    this.#known[system].set(code, resolution);
    return resolution;
  }

  /** Whether any code list has the code. */
  knows(system: CodeSystem, code: string): boolean {
    return this.#lookUp(system, code) !== null;
  }

  #lookUp(system: CodeSystem, code: string): Resolution | null {
    const nonArea = nonAreaReason(system, code);
    if (nonArea !== undefined) return { area: -1, reason: nonArea };
    const iso3 = this.#iso3Of[system].get(spelled(system, code));
    if (iso3 === undefined) return null;
    const area = this.#indexOf.get(iso3);
    return area === undefined ? { area: -1, reason: this.#lacking.get(iso3)! } : { area, reason: null };
  }

  #refuse(system: CodeSystem, code: string, place: Place): never {
    return system === 'name' ? refuseName(code, this.#names, place) : refuseCode(system, code, place);
  }
}

/**
 * ISO3 by code. Eurostat writes EL and UK, but some of its files GR: codes that it does not have of its own fall back on ISO2.
 * What Comtrade and COW call otherwise is in tradeCodes.ts.
 */
function codeMaps(codes: AreaCodes): Record<CodeSystem, Map<string, string>> {
  const maps = {
    iso3: new Map<string, string>(),
    iso2: new Map<string, string>(),
    eurostat: new Map<string, string>(),
    m49: new Map<string, string>(),
    cow: new Map<string, string>(),
    name: new Map<string, string>(),
  };
  for (let row = 0; row < codes.m49.length; row++) {
    const iso3 = categoryAt(codes.iso3, row)!;
    const iso2 = categoryAt(codes.iso2, row);
    const eurostat = categoryAt(codes.eurostat, row);
    maps.iso3.set(iso3, iso3);
    for (const name of namesOf(codes, row)) maps.name.set(nameKey(name), iso3);
    maps.m49.set(String(codes.m49[row]), iso3);
    if (codes.cow[row] !== 0) maps.cow.set(String(codes.cow[row]), iso3);
    if (iso2 !== null) maps.iso2.set(iso2, iso3);
    if (eurostat !== null) maps.eurostat.set(eurostat, iso3);
  }
  for (const [iso2, iso3] of maps.iso2) if (!maps.eurostat.has(iso2)) maps.eurostat.set(iso2, iso3);
  return { ...maps, comtrade: maps.iso3 };
}

function namesOf({ iso3, name }: AreaCodes, row: number): readonly string[] {
  return [categoryAt(name, row)!, ...otherNames(categoryAt(iso3, row)!)];
}

/** A code as the maps have it: M49 numbers without leading zeros, names by what is compared of them. */
function spelled(system: CodeSystem, code: string): string {
  if (system === 'name') return nameKey(code);
  return system === 'm49' ? code.replace(/^0+(?=\d)/, '') : code;
}

/** A name is never taken for one that is merely near. */
function refuseName(name: string, known: readonly string[], place: Place): never {
  const meant = closest(nameKey(name), known.map(nameKey));
  const suggested = meant === null ? '' : `Did you mean "${known.find((each) => nameKey(each) === meant)}"? `;
  return refuse('E304', `"${name}"${place.field === undefined ? '' : ` in ${place.field}`} is no name of a country or area`, {
    place,
    expected: 'an English name of the source area-codes, or another that src/harmonize/areas/areaNames.ts lists',
    hint: `${suggested}Say what it stands for under \`areas\` of the declaration: an ISO3 code, or null for no single country.`,
  });
}

function refuseCode(system: CodeSystem, code: string, place: Place): never {
  return refuse('E304', `"${code}"${place.field === undefined ? '' : ` in ${place.field}`} is in no code list`, {
    place,
    expected: `a country or area of the source area-codes, by its ${system} code`,
    hint: hintFor(code),
  });
}

function hintFor(code: string): string {
  const present = presentCode(code);
  if (present !== undefined) return `${code} is a former code of ${present}: write ${present}, and see that the file has no rows of both.`;
  return 'Correct the code, or add it to area-codes; or name its source in `ingest.quarantine`, which leaves out rows of unknown codes.';
}
