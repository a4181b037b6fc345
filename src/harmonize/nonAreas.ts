export type CodeSystem = 'iso3' | 'iso2' | 'eurostat' | 'm49';

/** Code of UN DESA for migrants of other or unknown origin. */
export const UNKNOWN_ORIGIN = 'OOO';

const KOSOVO = 'Kosovo is not an area of its own in the stocks';
const CHANNEL_ISLANDS = 'the Channel Islands are not one area of ISO 3166';
const AGGREGATE = 'sum over several countries';
const NO_COUNTRY = 'no known country';

/** Codes of publishers that stand for no country or area of the code list, with the reason to leave them out. */
export const NON_AREAS: Readonly<Record<CodeSystem, ReadonlyMap<string, string>>> = {
  iso3: new Map([
    [UNKNOWN_ORIGIN, NO_COUNTRY],
    ['UNK', NO_COUNTRY],
    ['XXA', 'stateless persons'],
    ['TIB', 'Tibetans are not counted apart in the stocks'],
    ['XCX', CHANNEL_ISLANDS],
    ['XKX', KOSOVO],
  ]),
  iso2: new Map([['XK', KOSOVO]]),
  eurostat: new Map([
    ['XK', KOSOVO],
    ['OTHER', AGGREGATE],
    ['TOTAL', AGGREGATE],
    ['EU27_2020', AGGREGATE],
    ['EU28', AGGREGATE],
    ['EFTA', AGGREGATE],
    ['UNK', NO_COUNTRY],
    ['STLS', 'stateless persons'],
  ]),
  m49: new Map([
    ['412', KOSOVO],
    ['830', CHANNEL_ISLANDS],
  ]),
};
