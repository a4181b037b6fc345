import { AREAS, type Area, distanceKm } from './areas.ts';

/** Time in which a country is a member; without `last` it still is. */
export interface Membership {
  readonly area: string;
  readonly first: number;
  readonly last?: number;
}

/**
 * Members of the Boreal Union, as the regimes of scenario.ts have it: two enlargements, and Brevany leaves at the end of 2020.
 * Norrvald never joins.
 */
export const UNION: readonly Membership[] = [
  { area: 'QPV', first: 2004 },
  { area: 'QRM', first: 2007 },
  { area: 'QXL', first: 1990 },
  { area: 'XBV', first: 1990, last: 2020 },
  { area: 'XES', first: 1990 },
  { area: 'XHM', first: 1990 },
  { area: 'XSK', first: 1990 },
  { area: 'XZG', first: 2004 },
];

/** Areas of free movement. Norrvald is in that of the union without being a member of it. */
export const AGREEMENTS: Readonly<Record<string, readonly Membership[]>> = {
  'Boreal free movement': [{ area: 'QNV', first: 1994 }, ...UNION],
  'Northern passport union': [
    { area: 'QNV', first: 1970 },
    { area: 'XSK', first: 1970 },
  ],
  'Gulf cooperation': [
    { area: 'QQR', first: 1981 },
    { area: 'QYS', first: 1981 },
  ],
};

/** Former colonies and the countries that ruled them. */
export const COLONIES: readonly (readonly [colony: string, ruler: string])[] = [
  ['QUM', 'XES'],
  ['QVD', 'XES'],
  ['XCG', 'XES'],
  ['XFL', 'XBV'],
  ['XMH', 'XBV'],
  ['XPT', 'XBV'],
];

/** Branches of religions and the families that they belong to. */
export const BRANCHES: readonly { readonly branch: string; readonly family: string }[] = [
  { branch: 'Old Lantern', family: 'Lantern' },
  { branch: 'New Lantern', family: 'Lantern' },
  { branch: 'Upper River', family: 'River' },
  { branch: 'Lower River', family: 'River' },
  { branch: 'Ancestral', family: 'Ancestral' },
];

/**
 * A state that was divided; stocks and population of its successors are published for all years, trade before the division is not.
 * Its codes are those of a real former state, because rules about former states go by their codes.
 */
export const FORMER_STATE = {
  name: 'Union of the Amber Republics',
  cow: 315,
  comtrade: 'CSK',
  first: 1993,
  successors: ['XTV', 'XZG'] as readonly string[],
} as const;

/** Islands without a land border; neither are they states of the Correlates of War project. */
export const ISLANDS: readonly string[] = ['QVD', 'XFL'];

/** Countries nearer than this have a common border, unless one is an island. */
const BORDER_KM = 700;

/** Whether two countries have a common land border. */
function isBorder(one: Area, other: Area): boolean {
  const overLand = !ISLANDS.includes(one.iso3) && !ISLANDS.includes(other.iso3);
  return one !== other && overLand && distanceKm(one, other) < BORDER_KM;
}

/** Whether a country is a member in a year. */
export function isMember(memberships: readonly Membership[], area: string, year: number): boolean {
  return memberships.some((each) => each.area === area && year >= each.first && year <= (each.last ?? year));
}

/** Unordered pairs of countries with a common land border, in the order of AREAS. */
export function borders(): readonly (readonly [Area, Area])[] {
  return AREAS.flatMap((one, index) => AREAS.slice(index + 1).flatMap((other) => (isBorder(one, other) ? [[one, other] as const] : [])));
}
