/** Income level of the World Bank's kind. It drives births, deaths and growth. */
export type Income = 'high' | 'upper' | 'lower' | 'low';

export interface Cluster {
  readonly m49: number;
  readonly name: string;
}

/** A fictional country. All codes lie in ranges that ISO 3166 and M49 leave to users, so none can meet a real one. */
export interface Area {
  /** ISO 3166-1 alpha-3, user-assigned (QMA-QZZ, XAA-XZZ). */
  readonly iso3: string;
  /** ISO 3166-1 alpha-2, user-assigned (QM-QZ, XA-XZ); never XK, which stands for Kosovo. */
  readonly iso2: string;
  /** Two-letter code of Eurostat; differs from alpha-2 for two countries, as UK and EL do. */
  readonly eurostat: string;
  /** UNHCR's own three-letter code, as GFR for Germany. */
  readonly unhcr: string;
  /** Three-digit code, 950-999. */
  readonly m49: number;
  readonly name: string;
  readonly cluster: Cluster;
  readonly income: Income;
  /** Population on 1 January 1970, persons. */
  readonly population1970: number;
  /** Gross domestic product per head in 1990, USD of 2015. */
  readonly gdp1990: number;
  /** Place on the flat map of this world, km. A sphere would need sines, which differ between machines. */
  readonly x: number;
  readonly y: number;
}

const BOREAL: Cluster = { m49: 903, name: 'Boreal Coast' };
const AMBER: Cluster = { m49: 904, name: 'Amber Plains' };
const SUNWARD: Cluster = { m49: 905, name: 'Sunward Basin' };
const COPPER: Cluster = { m49: 908, name: 'Copper Highlands' };
const CORAL: Cluster = { m49: 909, name: 'Coral Gulf' };

export const CLUSTERS: readonly Cluster[] = [BOREAL, AMBER, SUNWARD, COPPER, CORAL];

/** Eurostat's own codes, by alpha-3. */
const OWN_EUROSTAT_CODES: Readonly<Record<string, string>> = { XBV: 'XU', XES: 'XL' };

/** The 24 countries in the order of alpha-3, which is the order of every matrix of this folder. */
export const AREAS: readonly Area[] = [
  area(['QNV', 'XN', 'NVL', 953], 'Norrvald', [BOREAL, 'high'], [7_400_000, 38_000], [2300, 900]),
  area(['QOK', 'QO', 'OKR', 956], 'Okrava', [AMBER, 'upper'], [29_000_000, 4_300], [5200, 1500]),
  area(['QPV', 'QP', 'PLV', 951], 'Polvania', [AMBER, 'upper'], [26_000_000, 5_800], [4100, 1600]),
  area(['QQR', 'QQ', 'QAR', 957], 'Quarim', [CORAL, 'high'], [900_000, 44_000], [6100, 4300]),
  area(['QRM', 'QR', 'RUM', 977], 'Rumelle', [AMBER, 'upper'], [17_500_000, 4_600], [4700, 2300]),
  area(['QSD', 'QS', 'SEN', 979], 'Sendara', [SUNWARD, 'lower'], [8_800_000, 1_700], [5300, 3300]),
  area(['QUM', 'QU', 'UMB', 974], 'Umbeya', [COPPER, 'low'], [9_500_000, 620], [4300, 6100]),
  area(['QVD', 'QV', 'VDS', 959], 'Verdisle', [CORAL, 'upper'], [640_000, 5_200], [1500, 4600]),
  area(['QWS', 'QW', 'WAS', 968], 'Wasambe', [COPPER, 'low'], [3_600_000, 480], [5000, 6500]),
  area(['QXL', 'QX', 'LUX', 989], 'Luxandre', [BOREAL, 'high'], [330_000, 62_000], [3000, 1750]),
  area(['QYS', 'QY', 'YSM', 981], 'Yasmar', [CORAL, 'high'], [2_300_000, 26_000], [5800, 4500]),
  area(['XBV', 'XB', 'BRE', 958], 'Brevany', [BOREAL, 'high'], [45_000_000, 29_000], [2100, 1700]),
  area(['XCG', 'XC', 'CON', 952], 'Congara', [COPPER, 'low'], [14_000_000, 540], [4600, 5500]),
  area(['XDV', 'XD', 'DOV', 990], 'Dorovia', [COPPER, 'low'], [4_800_000, 710], [5500, 5600]),
  area(['XES', 'XA', 'EST', 972], 'Estrine', [BOREAL, 'high'], [33_000_000, 21_000], [2500, 2900]),
  area(['XFL', 'XF', 'FEN', 993], 'Fenua Loa', [CORAL, 'lower'], [170_000, 2_900], [9600, 5900]),
  area(['XHM', 'QM', 'HAL', 961], 'Halvemark', [BOREAL, 'high'], [58_000_000, 31_000], [3300, 1500]),
  area(['XIV', 'XI', 'IRV', 962], 'Irvand', [SUNWARD, 'low'], [9_900_000, 560], [7100, 3200]),
  area(['XMH', 'XM', 'MAH', 966], 'Maharet', [SUNWARD, 'lower'], [46_000_000, 1_050], [8000, 3700]),
  area(['XNY', 'XY', 'NAY', 987], 'Nayubara', [SUNWARD, 'lower'], [25_500_000, 900], [8700, 4200]),
  area(['XPT', 'XP', 'PAS', 955], 'Pashtur', [SUNWARD, 'lower'], [23_000_000, 820], [7500, 3300]),
  area(['XSK', 'XS', 'SKA', 964], 'Skagerne', [BOREAL, 'high'], [5_100_000, 34_000], [2900, 1100]),
  area(['XTV', 'XR', 'TAR', 984], 'Tarravia', [AMBER, 'upper'], [6_300_000, 3_900], [4200, 2500]),
  area(['XZG', 'XZ', 'ZEM', 969], 'Zemgora', [AMBER, 'upper'], [2_700_000, 6_400], [3900, 1100]),
];

/** Their codes, alpha-3. */
export const CODES: readonly string[] = AREAS.map(({ iso3 }) => iso3);

function area(
  [iso3, iso2, unhcr, m49]: readonly [iso3: string, iso2: string, unhcr: string, m49: number],
  name: string,
  [cluster, income]: readonly [Cluster, Income],
  [population1970, gdp1990]: readonly [population1970: number, gdp1990: number],
  [x, y]: readonly [x: number, y: number],
): Area {
  return { iso3, iso2, eurostat: OWN_EUROSTAT_CODES[iso3] ?? iso2, unhcr, m49, name, cluster, income, population1970, gdp1990, x, y };
}

/** Position of a country in AREAS. Throws a RangeError on a code that is not there. */
export function areaIndex(iso3: string): number {
  const index = AREAS.findIndex((each) => each.iso3 === iso3);
  if (index < 0) throw new RangeError(`no country ${iso3} in the demo world`);
  return index;
}

/** Distance between two countries on the flat map, in km, to one decimal. */
export function distanceKm(from: Area, to: Area): number {
  const dx = from.x - to.x;
  const dy = from.y - to.y;
  return Math.round(Math.sqrt(dx * dx + dy * dy) * 10) / 10;
}
