import { UNKNOWN_ORIGIN } from '../../src/harmonize/areas/nonAreas.ts';
import { categoryAt } from '../../src/tables/columns.ts';
import type { IngestTables } from './artifacts.ts';
import { type Claim, exactly, from, ranging, years } from './claims.ts';

/** What the README says of one revision of the stocks. */
interface Revision {
  readonly revision: number;
  readonly years: readonly number[];
  /** World total of the last year. */
  readonly total: number;
  /** Ordered pairs of different areas among the 231. */
  readonly pairs: number;
  readonly destinations: number;
  readonly origins: number;
  /** Least and greatest per cent of migrants of unknown origin. */
  readonly unknown: readonly [number, number];
}

const REVISIONS: readonly Revision[] = [
  {
    revision: 2024,
    years: [...from(1990, 2020, 5), 2024],
    total: 304_021_813,
    pairs: 9333,
    destinations: 231,
    origins: 231,
    unknown: [7, 9],
  },
  {
    revision: 2020,
    years: from(1990, 2020, 5),
    total: 280_598_105,
    pairs: 11_944,
    destinations: 230,
    origins: 230,
    unknown: [4, 6],
  },
];

/** Ordered pairs that either revision lists. */
const UNION = 12_291;
/** Countries of residence whose counts are by citizenship, and imputed, in the 2024 revision. */
const [CITIZENSHIP, IMPUTED] = [48, 5];
/** South Sudan before its independence. */
const SOUTH_SUDAN = { code: 'SSD', total: 652_365, years: from(1990, 2005, 5) };

/** One revision of the published stocks, counted. */
interface Counted {
  readonly totals: Map<number, number>;
  readonly unknown: Map<number, number>;
  readonly destinations: Set<string>;
  readonly origins: Set<string>;
  readonly pairs: Set<string>;
  readonly citizenship: Set<string>;
  readonly imputed: Set<string>;
  /** Persons in South Sudan by year. */
  readonly southSudan: Map<number, number>;
}

/** What the README of the real data says of the migrant stocks; `areas` are the 231. */
export function stockClaims({ stocks }: IngestTables, areas: ReadonlySet<string>): Claim[] {
  const counts = REVISIONS.map(({ revision }) => countRevision(stocks, revision, areas));
  const [newest] = counts as [Counted];
  const south = SOUTH_SUDAN.years.map((year) => newest.southSudan.get(year) ?? 0);
  return [
    ...REVISIONS.flatMap((stated, index) => revisionClaims(stated, counts[index]!)),
    exactly('stocks, pairs in the union of the revisions', UNION, new Set(counts.flatMap(({ pairs }) => [...pairs])).size),
    exactly('stocks 2024, countries of residence that count by citizenship', CITIZENSHIP, newest.citizenship.size),
    exactly('stocks 2024, countries of residence with imputed counts', IMPUTED, newest.imputed.size),
    ranging('stocks 2024, persons in South Sudan, 1990 to 2005', [SOUTH_SUDAN.total, SOUTH_SUDAN.total], 0, south),
  ];
}

function revisionClaims(stated: Revision, counted: Counted): Claim[] {
  const name = `stocks ${stated.revision}`;
  const last = stated.years[stated.years.length - 1]!;
  const shares = [...counted.totals].map(([year, total]) => (100 * (counted.unknown.get(year) ?? 0)) / total);
  return [
    years(`${name}, years`, stated.years, counted.totals.keys()),
    exactly(`${name}, migrants in ${last}`, stated.total, counted.totals.get(last) ?? 0),
    exactly(`${name}, pairs inside the 231`, stated.pairs, counted.pairs.size),
    exactly(`${name}, countries of residence among the 231`, stated.destinations, counted.destinations.size),
    exactly(`${name}, countries of birth among the 231`, stated.origins, counted.origins.size),
    ranging(`${name}, per cent of other or unknown origin`, stated.unknown, 0, shares),
  ];
}

function countRevision(stocks: IngestTables['stocks'], revision: number, areas: ReadonlySet<string>): Counted {
  const counted: Counted = {
    totals: new Map(),
    unknown: new Map(),
    destinations: new Set(),
    origins: new Set(),
    pairs: new Set(),
    citizenship: new Set(),
    imputed: new Set(),
    southSudan: new Map(),
  };
  for (let row = 0; row < stocks.year.length; row++) {
    if (stocks.revision[row] !== revision) continue;
    const [birth, residence] = [categoryAt(stocks.birth, row)!, categoryAt(stocks.residence, row)!];
    const [year, persons] = [stocks.year[row]!, stocks.persons[row]!];
    add(counted.totals, year, persons);
    if (birth === UNKNOWN_ORIGIN) add(counted.unknown, year, persons);
    if (residence === SOUTH_SUDAN.code) add(counted.southSudan, year, persons);
    if (areas.has(residence)) counted.destinations.add(residence);
    if (areas.has(birth)) counted.origins.add(birth);
    if (areas.has(birth) && areas.has(residence) && birth !== residence) counted.pairs.add(`${birth} ${residence}`);
    if (stocks.citizenship[row] === 1) counted.citizenship.add(residence);
    if (stocks.imputed[row] === 1) counted.imputed.add(residence);
  }
  return counted;
}

function add(sums: Map<number, number>, year: number, persons: number): void {
  sums.set(year, (sums.get(year) ?? 0) + persons);
}
