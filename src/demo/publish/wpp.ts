import { AREAS, CLUSTERS } from '../world/areas.ts';
import { LAST_YEAR, populationOf, stocksOn, type TrueWorld, trueNetMigration, yearOf } from '../world/world.ts';
import { INCOME_GROUPS } from './codes.ts';
import { fifteenDigits, gzippedLines, rounded } from './formats/text.ts';

/** First year of the files: the population of 1 January 1990 needs the year before. */
const WPP_FIRST = 1985;

/** Last year of the projection. It repeats the change of 2024. */
const PROJECTION_LAST = 2030;

/** A row of every file: one country, or countries added up. `members` are their positions. */
export interface WppLocation {
  readonly code: number;
  readonly name: string;
  readonly members: readonly number[];
}

/** World and groups come first, mixed with the countries as in the real files. */
export const WPP_LOCATIONS: readonly WppLocation[] = [
  { code: 900, name: 'World', members: AREAS.map((_, index) => index) },
  ...Object.entries(INCOME_GROUPS).map(([income, { m49, name }]) => ({
    code: m49,
    name,
    members: where((area) => area.income === income),
  })),
  ...CLUSTERS.flatMap((cluster) => [
    { code: cluster.m49, name: cluster.name, members: where((area) => area.cluster === cluster) },
    ...where((area) => area.cluster === cluster).map((index) => ({ code: AREAS[index]!.m49, name: AREAS[index]!.name, members: [index] })),
  ]),
];

function where(condition: (area: (typeof AREAS)[number]) => boolean): number[] {
  return AREAS.flatMap((area, index) => (condition(area) ? [index] : []));
}

/** Persons of a location, from a vector over countries. */
function total(location: WppLocation, persons: ArrayLike<number>): number {
  return location.members.reduce((sum, index) => sum + persons[index]!, 0);
}

/** What WPP says of all countries: persons on 1 January, and births, deaths and net migration of a year. They close. */
export interface WppAccounts {
  readonly first: number;
  january(year: number): ArrayLike<number>;
  births(year: number): ArrayLike<number>;
  deaths(year: number): ArrayLike<number>;
  net(year: number): ArrayLike<number>;
}

/** The accounts of the true world. */
export function trueAccounts(world: TrueWorld): WppAccounts {
  return {
    first: world.years[0]!.year,
    january: memoized((year) => populationOf(stocksOn(world, year))),
    births: (year) => yearOf(world, year).births,
    deaths: memoized((year) => populationOf(yearOf(world, year).deaths)),
    net: memoized((year) => trueNetMigration(yearOf(world, year))),
  };
}

/**
 * The nine files of un_wpp_2024 that the pipeline reads, by base name. Counts are in thousands with three decimals, so whole persons.
 * @param life expectancy at birth of a country in a year.
 */
export function wppFiles(
  { first, january, births, deaths, net }: WppAccounts,
  locations: readonly WppLocation[],
  life: (country: number, year: number) => number,
): Map<string, Uint8Array> {
  const wide = wideTable(locations);
  const years = range(Math.max(WPP_FIRST, first), LAST_YEAR);
  const projected = range(LAST_YEAR + 1, PROJECTION_LAST);
  const middle = memoized((year) => Float64Array.from(january(year), (before, area) => (before + january(year + 1)[area]!) / 2));
  const lastChange = (location: WppLocation) => total(location, january(LAST_YEAR + 2)) - total(location, january(LAST_YEAR + 1));
  const counts = (vector: (year: number) => ArrayLike<number>) => (location: WppLocation, year: number) =>
    thousands(total(location, vector(year)));
  const rates = (vector: (year: number) => ArrayLike<number>) => (location: WppLocation, year: number) =>
    rounded((1000 * total(location, vector(year))) / total(location, middle(year)), 3);

  return new Map([
    ['births', wide(years, counts(births))],
    ['deaths', wide(years, counts(deaths))],
    ['cbr', wide(years, rates(births))],
    ['cdr', wide(years, rates(deaths))],
    [
      'e0B',
      wide(
        years,
        (location, year) =>
          rounded(
            meanLifeExpectancy(location, births(year), (country) => life(country, year)),
            4,
          ),
        true,
      ),
    ],
    ['migration', wide(years, counts(net), true)],
    ['PopChange', wide(years, (location, year) => difference(total(location, january(year)), total(location, january(year + 1))))],
    ['PopChangeprojMed', wide(projected, (location) => difference(0, lastChange(location)))],
    [
      'popprojMed',
      wide(projected, (location, year) =>
        thousands(total(location, january(LAST_YEAR + 2)) + (year - LAST_YEAR - 1) * lastChange(location)),
      ),
    ],
  ]);
}

function memoized<T>(compute: (year: number) => T): (year: number) => T {
  const known = new Map<number, T>();
  return (year) => {
    const value = known.get(year) ?? compute(year);
    known.set(year, value);
    return value;
  };
}

/** Makes wide, tab-separated tables of all locations; two of the real files end in a column `last.observed`. */
function wideTable(locations: readonly WppLocation[]) {
  return (years: readonly number[], cell: (location: WppLocation, year: number) => string, lastObserved = false): Uint8Array => {
    const header = ['country_code', 'country', ...years, ...(lastObserved ? ['last.observed'] : [])];
    const rows = locations.map((location) => [
      location.code,
      location.name,
      ...years.map((year) => cell(location, year)),
      ...(lastObserved ? [LAST_YEAR] : []),
    ]);
    return gzippedLines([header, ...rows].map((row) => row.join('\t')));
  };
}

function thousands(persons: number): string {
  return rounded(persons / 1000, 3);
}

/** Change in thousands as the publisher computes it: a difference of rounded doubles, with its noise in the last digits. */
function difference(before: number, after: number): string {
  return fifteenDigits(after / 1000 - before / 1000);
}

/** Weighted by births, which a life table starts from. */
function meanLifeExpectancy({ members }: WppLocation, births: ArrayLike<number>, life: (country: number) => number): number {
  let weighted = 0;
  let weight = 0;
  for (const index of members) {
    weighted += births[index]! * life(index);
    weight += births[index]!;
  }
  return weighted / weight;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}
