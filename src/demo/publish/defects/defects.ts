/**
 * Every defect that is put into the published files, in one place. The truth has none of them.
 * Shares are of persons, sds are of log counts. test/demo counts these defects in the files.
 */

/** UN DESA stocks: two revisions that disagree, holes, unknown origins, citizenship in place of birth. */
export const STOCK_DEFECTS = {
  /** Error that a corridor keeps through all dates, and error of each date. */
  noise: { 2024: { corridor: 0.05, date: 0.02 }, 2020: { corridor: 0.14, date: 0.03 } },
  /** Pairs that a revision does not list at all. Their persons are in the row of unknown origin. */
  missingPairs: { 2024: 90, 2020: 45 },
  /** Single dates that are missing for pairs which are listed otherwise; those of `both` are missing in both revisions. */
  missingCells: { 2024: 40, both: 20 },
  /** Below this many persons a listed pair is published as 0. */
  zeroBelow: 6,
  /** Share of every origin that a country of residence counts as of unknown origin (OOO). */
  unknownOrigin: {
    QOK: 0.03,
    QPV: 0.02,
    QUM: 0.12,
    QWS: 0.15,
    QYS: 0.05,
    XCG: 0.12,
    XDV: 0.1,
    XES: 0.04,
    XHM: 0.05,
    XMH: 0.08,
  } as Readonly<Record<string, number>>,
  /** Counts by citizenship: naturalised persons are missing, children born with a foreign citizenship are in. Factor of the truth. */
  citizenship: { QQR: 1.03, QRM: 0.93, QYS: 1.04, XHM: 0.84 } as Readonly<Record<string, number>>,
  /** No count by origin at all: the publisher imputed it, with this further error. */
  imputed: { QWS: 0.5, XIV: 0.5 } as Readonly<Record<string, number>>,
  /** The 2020 revision came before the censuses of 2020: its last date goes on with this share of the change of 2010-2015. */
  extrapolation: 0.8,
  /** A count of one revision with a figure too many; the list of corrections puts the right one back. */
  typingError: { revision: 2024, birth: 'QUM', residence: 'XES', year: 2005, factor: 10 },
} as const;

/** What a reporter of flows does to a true flow. */
export interface ReportingOffice {
  readonly first: number;
  readonly last: number;
  /** Immigration counted, as a factor of the true flow: above 1 with a short minimum stay, below 1 with a long one or by under-count. */
  readonly immigration: number;
  /** Emigration counted; most leave without a word. `null` where it is not reported. */
  readonly emigration: number | null;
  readonly sd: number;
  /** Survey results are rounded to multiples of this. */
  readonly rounding: number;
}

/** Reporters of the Eurostat kind. The other countries of their two clusters report nothing. */
export const REPORTERS: Readonly<Record<string, ReportingOffice>> = {
  QNV: { first: 1998, last: 2023, immigration: 1, emigration: 0.92, sd: 0.03, rounding: 1 },
  XSK: { first: 1998, last: 2023, immigration: 0.98, emigration: 0.95, sd: 0.03, rounding: 1 },
  // a short stay counts as immigration
  XHM: { first: 1998, last: 2023, immigration: 1.35, emigration: 1.15, sd: 0.05, rounding: 1 },
  XES: { first: 2002, last: 2023, immigration: 1.12, emigration: 0.5, sd: 0.08, rounding: 1 },
  // a passenger survey; it leaves the system with its membership
  XBV: { first: 1998, last: 2020, immigration: 0.9, emigration: null, sd: 0.25, rounding: 100 },
  QXL: { first: 2013, last: 2023, immigration: 0.95, emigration: 0.85, sd: 0.06, rounding: 1 },
  // only settlement for good counts
  QPV: { first: 2009, last: 2023, immigration: 0.14, emigration: 0.1, sd: 0.1, rounding: 1 },
  QRM: { first: 2008, last: 2023, immigration: 0.4, emigration: 0.2, sd: 0.12, rounding: 1 },
  XZG: { first: 2008, last: 2023, immigration: 0.85, emigration: 0.6, sd: 0.06, rounding: 1 },
};

/** Eurostat files. */
export const EUROSTAT_DEFECTS = {
  /** Yearly tables that a reporter did not send (code, year). */
  missingTables: [
    ['XHM', 2008],
    ['XES', 2005],
    ['XSK', 2001],
    ['QRM', 2013],
    ['QXL', 2016],
  ] as readonly (readonly [string, number])[],
  /** Yearly tables sent with 0 in every cell where nothing was counted. */
  zeroTables: [['QRM', 2008]] as readonly (readonly [string, number])[],
  /** Countries written by alpha-2 although the code list has another Eurostat code, as GR for EL. */
  writtenAsAlpha2: ['XES'] as readonly string[],
  /** Chance that a single cell is not published. */
  missingCell: 0.05,
  /** One reporter's immigration in the file with both reports is of another vintage, by this factor. */
  vintage: { reporter: 'XZG', first: 2012, factor: 1.06 },
} as const;

/** Meta: two countries are not covered, small pairs dropped, coverage differs by country. */
export const META_DEFECTS = { notCovered: ['XIV', 'XMH'] as readonly string[], minimum: 50, coverageSd: 0.12, pairSd: 0.1 } as const;

/** Statistical offices: years reported and shares of arrivals and departures that are counted. */
export const OFFICES: Readonly<
  Record<string, { readonly first: number; readonly missing: readonly number[]; readonly arrivals: number; readonly departures: number }>
> = {
  QNV: { first: 1990, missing: [], arrivals: 1, departures: 0.98 },
  QPV: { first: 1995, missing: [2002, 2011], arrivals: 0.9, departures: 0.75 },
  QRM: { first: 1998, missing: [2021], arrivals: 0.9, departures: 0.7 },
  QXL: { first: 1990, missing: [], arrivals: 1, departures: 0.95 },
  XBV: { first: 1991, missing: [2022, 2023], arrivals: 1, departures: 0.95 },
  XES: { first: 1990, missing: [], arrivals: 1, departures: 0.88 },
  XHM: { first: 1990, missing: [], arrivals: 1, departures: 0.96 },
  XSK: { first: 1990, missing: [], arrivals: 1, departures: 0.99 },
};

/** UNHCR: figures are rounded, more coarsely at first; some origins are no country. */
export const REFUGEE_DEFECTS = {
  roundedTo: (year: number): number => (year < 2000 ? 100 : 5),
  /** Rows each year, all with asylum in Halvemark: persons of unknown origin and stateless persons. */
  noCountry: [
    ['Unknown', 'UKN', 'UNK', 1500],
    ['Stateless', 'STA', 'XXA', 400],
  ] as readonly (readonly [string, string, string, number])[],
} as const;

/** UNHCR, newly displaced: from this year on, those who flee to rich countries count as asylum seekers. */
export const DISPLACED_DEFECTS = { claimsFrom: 2000, roundedTo: 5 } as const;

/** GDP: no value before the first year of the estimates for these countries. */
export const GDP_MISSING_BEFORE_1990: readonly string[] = ['QWS', 'XDV', 'XIV', 'XTV'];

/** GDP: last year whose values the compilers filled in. The csv file lacks them, the NetCDF file holds them. */
export const GDP_IMPUTED_TO: Readonly<Record<string, number>> = { QVD: 1994, QWS: 1999, XDV: 1992, XFL: 2023 };

/** World Bank population: another territory until a census, one country not covered, small differences elsewhere. */
export const WORLD_BANK_DEFECTS = {
  territory: { area: 'XTV', last: 2008, factor: 0.91 },
  notCovered: ['XFL'] as readonly string[],
  sd: 0.003,
} as const;

/** Conflict deaths: events that become known, and a country without any row. */
export const CONFLICT_DEFECTS = { known: 0.35, sd: 0.25, notCovered: 'QVD' } as const;

/** Trade: what the two publishers do to the same trade. */
export const TRADE_DEFECTS = {
  /** Yearly reports of importers in whole millions. Values are missing at random; costs of transport are in. */
  cow: { first: 1990, last: 2014, missing: 0.024, transport: 1.08, sd: 0.1 },
  /** Reports of exporters, every fourth year in USD. Small values are 0; a part has no known destination. */
  comtrade: {
    years: [1988, 1992, 1996, 2000, 2004, 2008, 2012, 2016],
    sd: 0.1,
    zeroBelow: 2_000_000,
    unspecified: 0.01,
    lastYearLacks: ['QWS', 'XIV'] as readonly string[],
  },
} as const;

/** Tables of two offices that no reader knows; declarations in the manifest say how to read them. */
export const OFFICE_DEFECTS = {
  /** Moves by country of birth: errors, and counts that are hidden. */
  registerOffice: { area: 'XES', firstYear: 2000, sd: 0.05, threshold: 3 },
  /** Visas for work: a share of the arrivals, of years from October to September; one country has another name. */
  visaOffice: { area: 'QQR', share: 0.8, sd: 0.1, names: { QNV: 'Kingdom of Norrvald' } as Readonly<Record<string, string>> },
} as const;
