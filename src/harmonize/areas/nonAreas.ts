/** Code lists of the publishers. COW: Correlates of War, numbers; Comtrade: alpha-3 with old codes kept; English names. */
export type CodeSystem = 'iso3' | 'iso2' | 'eurostat' | 'm49' | 'cow' | 'comtrade' | 'name';

/** Code of UN DESA for migrants of other or unknown origin. */
export const UNKNOWN_ORIGIN = 'OOO';

const KOSOVO = 'Kosovo is not an area of its own in the stocks';
const CHANNEL_ISLANDS = 'the Channel Islands are not one area of ISO 3166';
const AGGREGATE = 'sum over several countries';
const NO_COUNTRY = 'no known country';
const STATELESS = 'stateless persons';

/** Codes of publishers that stand for no country or area of the code list, with the reason to leave them out. */
export const NON_AREAS: Readonly<Record<CodeSystem, ReadonlyMap<string, string>>> = {
  iso3: new Map([
    [UNKNOWN_ORIGIN, NO_COUNTRY],
    ['XXX', NO_COUNTRY],
    ['UNK', NO_COUNTRY],
    ['UKN', NO_COUNTRY],
    ['ANT', 'Netherlands Antilles, not divided between its successors'],
    ['XXA', STATELESS],
    ['STA', STATELESS],
    ['TIB', 'Tibetans are not counted apart in the stocks'],
    ['XCX', CHANNEL_ISLANDS],
    ['CHI', CHANNEL_ISLANDS],
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
    ['STLS', STATELESS],
  ]),
  m49: new Map([
    ['412', KOSOVO],
    ['830', CHANNEL_ISLANDS],
  ]),
  cow: new Map([['347', KOSOVO]]),
  name: new Map([
    ['Kosovo', KOSOVO],
    ['Channel Islands', CHANNEL_ISLANDS],
    ['Unknown', NO_COUNTRY],
    ['Stateless', STATELESS],
  ]),
  comtrade: new Map([
    ['BAT', 'British Antarctic Territory, without residents'],
    ['BUN', 'bunkers, not a country'],
    ['FRE', 'free zones, not a country'],
    ['NZE', 'neutral zone, not a country'],
    ['PCE', 'Trust Territory of the Pacific Islands, not divided between its successors'],
    ['SPE', 'special categories, not a country'],
    ['UNS', NO_COUNTRY],
    ['USP', 'minor outlying islands, not told apart'],
  ]),
};
