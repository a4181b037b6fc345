import { FORMER_STATES } from './formerCodes.ts';

/** Code lists of the publishers. COW: Correlates of War, numbers; Comtrade: alpha-3 with old codes kept; English names. */
export type CodeSystem = 'iso3' | 'iso2' | 'eurostat' | 'm49' | 'cow' | 'comtrade' | 'name';

/** Code of UN DESA for migrants of other or unknown origin. */
export const UNKNOWN_ORIGIN = 'OOO';

const KOSOVO = 'Kosovo is not an area of its own in the stocks';
const CHANNEL_ISLANDS = 'the Channel Islands are not one area of ISO 3166';
const AGGREGATE = 'sum over several countries';
const NO_COUNTRY = 'no known country';
const STATELESS = 'stateless persons';

/**
 * Sums in Eurostat's lists GEO, CITIZEN and PARTNER: the Union, the area of the euro and the like at any date, without or outside
 * of the reporting country (_FOR, N..., EXT_), continents and their parts, groups by development, and what remains.
 */
const EUROSTAT_SUMS: readonly RegExp[] = [
  /^(N|EXT_)?(EU|EEA|EA|EFTA|IC)(\d{1,2})?(_\d{4})?(_[A-Z]+)?$/,
  /^(AFR|AME|ASI|EUR|OCE)(_[A-Z\d_]+)?$/,
  /^(CC|PC)\d{1,2}(_\d{2,4})?(_FOR)?$/,
  /^N?[HLM]DC(_[A-Z\d_]+)?$/,
  /^(TOTAL|OTHER|OTH|WORLD|FOR|FOR_STLS|NAT|NRP|NSP|RNC|UNK_NSP|CARICOM)$/,
];

/**
 * Sums in the World Bank's list of countries, as its classification names them (regions, with and without high income or IBRD and
 * IDA, income groups, lending groups, demographic dividends, small states).
 */
const WORLD_BANK_SUMS: ReadonlySet<string> = new Set(
  (
    'AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC MNA NAC ' +
    'OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD'
  ).split(' '),
);

/** Codes of publishers that stand for no country or area of the code list, with the reason to leave them out. */
const NON_AREAS: Readonly<Record<CodeSystem, ReadonlyMap<string, string>>> = {
  iso3: new Map([
    [UNKNOWN_ORIGIN, NO_COUNTRY],
    ['XXX', NO_COUNTRY],
    ['UNK', NO_COUNTRY],
    ['UKN', NO_COUNTRY],
    ['XXA', STATELESS],
    ['STA', STATELESS],
    ['TIB', 'Tibetans are not counted apart in the stocks'],
    ['XCX', CHANNEL_ISLANDS],
    ['CHI', CHANNEL_ISLANDS],
    ['XKX', KOSOVO],
    ...FORMER_STATES,
  ]),
  iso2: new Map([['XK', KOSOVO]]),
  eurostat: new Map([
    ['XK', KOSOVO],
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

/** Why a code stands for no country or area; undefined where no list says that it does not. */
export function nonAreaReason(system: CodeSystem, code: string): string | undefined {
  if (system === 'eurostat' && EUROSTAT_SUMS.some((sum) => sum.test(code))) return AGGREGATE;
  return NON_AREAS[system].get(code);
}

/** Whether the World Bank's list has the code for a sum over several countries. */
export function isWorldBankSum(code: string): boolean {
  return WORLD_BANK_SUMS.has(code);
}
