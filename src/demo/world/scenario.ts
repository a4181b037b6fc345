/** A war or repression: share of the native-born that flees in a year, and further deaths per person and year. */
export interface Crisis {
  readonly area: string;
  readonly first: number;
  readonly last: number;
  readonly hazard: number;
  readonly deathRate: number;
}

/** A change of admission on some corridors, as a factor of the weight of the destination. */
export interface Regime {
  readonly origins: readonly string[] | 'all';
  readonly destinations: readonly string[] | 'all';
  readonly first: number;
  readonly last: number;
  readonly factor: number;
}

export const CRISES: readonly Crisis[] = [
  { area: 'XIV', first: 1979, last: 1991, hazard: 0.014, deathRate: 0.002 },
  { area: 'XTV', first: 1992, last: 1995, hazard: 0.03, deathRate: 0.003 },
  { area: 'QWS', first: 1994, last: 1994, hazard: 0.07, deathRate: 0.06 },
  { area: 'XCG', first: 1996, last: 2003, hazard: 0.007, deathRate: 0.003 },
  { area: 'XPT', first: 2003, last: 2009, hazard: 0.002, deathRate: 0.0004 },
  { area: 'QSD', first: 2012, last: 2017, hazard: 0.026, deathRate: 0.004 },
  { area: 'XDV', first: 2014, last: 2021, hazard: 0.018, deathRate: 0.002 },
  { area: 'QOK', first: 2022, last: 2023, hazard: 0.028, deathRate: 0.002 },
];

export const BOREAL: readonly string[] = ['QNV', 'QXL', 'XBV', 'XES', 'XHM', 'XSK'];
export const GULF: readonly string[] = ['QQR', 'QYS'];
export const LABOUR: readonly string[] = ['XMH', 'XNY', 'XPT', 'QSD'];

const REGIMES: readonly Regime[] = [
  // the plains behind closed borders
  { origins: ['QOK', 'QPV', 'QRM', 'XZG'], destinations: BOREAL, first: 1970, last: 1989, factor: 0.08 },
  { origins: ['QOK', 'QPV', 'QRM', 'XZG'], destinations: BOREAL, first: 1990, last: 1992, factor: 1.6 },
  // a guest-worker treaty that ended
  { origins: ['XTV', 'QSD'], destinations: ['XHM'], first: 1970, last: 1976, factor: 5 },
  // free movement in two rounds, opened late by the largest destination; Brevany leaves in 2021
  { origins: ['QPV', 'XZG'], destinations: ['XBV', 'XES', 'QNV', 'XSK', 'QXL'], first: 2004, last: 2020, factor: 3.6 },
  { origins: ['QPV', 'XZG'], destinations: ['XHM'], first: 2011, last: 2030, factor: 3.2 },
  { origins: ['QPV', 'XZG'], destinations: ['XES', 'QNV', 'XSK', 'QXL'], first: 2021, last: 2030, factor: 3.6 },
  { origins: ['QPV', 'XZG', 'QRM'], destinations: ['XBV'], first: 2021, last: 2030, factor: 0.3 },
  { origins: ['QRM'], destinations: ['XES', 'XHM', 'QXL'], first: 2007, last: 2030, factor: 4 },
  // contract labour for the gulf, cut back for a few years after 1990
  { origins: LABOUR, destinations: GULF, first: 1974, last: 1990, factor: 3 },
  { origins: LABOUR, destinations: GULF, first: 1991, last: 1994, factor: 1.2 },
  { origins: LABOUR, destinations: GULF, first: 1995, last: 2030, factor: 2.4 },
  // skilled admission, then a stop
  { origins: ['XMH', 'XPT'], destinations: ['XBV'], first: 1998, last: 2010, factor: 3 },
  { origins: ['XCG', 'QUM'], destinations: ['XES'], first: 2000, last: 2008, factor: 4 },
  { origins: ['XFL', 'QVD'], destinations: ['XBV', 'XES'], first: 1970, last: 2030, factor: 6 },
  // the recession and the pandemic, everywhere
  { origins: 'all', destinations: 'all', first: 2009, last: 2010, factor: 0.8 },
  { origins: 'all', destinations: 'all', first: 2020, last: 2020, factor: 0.5 },
  { origins: 'all', destinations: 'all', first: 2021, last: 2021, factor: 0.75 },
];

/** The crisis of a country in a year, if there is one. */
export function crisisOf(area: string, year: number): Crisis | undefined {
  return CRISES.find((each) => each.area === area && year >= each.first && year <= each.last);
}

/** Product of the factors of all regimes that hold on a corridor in a year. */
export function admission(origin: string, destination: string, year: number): number {
  let factor = 1;
  for (const regime of REGIMES) {
    const applies =
      year >= regime.first &&
      year <= regime.last &&
      (regime.origins === 'all' || regime.origins.includes(origin)) &&
      (regime.destinations === 'all' || regime.destinations.includes(destination));
    if (applies) factor *= regime.factor;
  }
  return factor;
}
