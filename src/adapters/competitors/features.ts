import type { StocksImputed } from '../../../schemas/generated/types.ts';
import type { RawCovariates } from '../../model/problem/covariates.ts';
import { log1p } from '../../numerics/elementary.ts';
import type { Years } from '../areas.ts';
import { stockTables } from '../comparison/comparisonInput.ts';

/** What the competitors know of the corridors, besides reports. */
export interface Known {
  readonly areas: number;
  readonly years: Years;
  readonly covariates: RawCovariates;
  /** By date, 1 January: areas x areas (birth, residence). */
  readonly stocks: ReadonlyMap<number, Float64Array>;
}

export function knownOf(covariates: RawCovariates, stocks: StocksImputed, areas: readonly string[], years: Years): Known {
  return { areas: areas.length, years, covariates, stocks: stockTables(stocks, areas) };
}

/** One feature: its value for a corridor in a year from the first. */
type Feature = (orig: number, dest: number, year: number) => number;

/** Features that a gravity model has: those of the pair, free movement, and who lives where. */
export const GRAVITY_FEATURES: readonly string[] = [
  'distance',
  'border',
  'language',
  'religion',
  'colony',
  'ruled',
  'free_movement',
  'stock_there',
  'stock_here',
];

/** All features by name, counts as logs. */
export function featuresOf(known: Known): ReadonlyMap<string, Feature> {
  return new Map([
    ...pairFeatures(known),
    ...flowFeatures(known),
    ...stockFeatures(known),
    ...areaFeatures(known),
    ['year', (_, __, year) => year],
  ]);
}

/** Values of all features, rows x features. */
export function featureTable(
  features: ReadonlyMap<string, Feature>,
  orig: ArrayLike<number>,
  dest: ArrayLike<number>,
  year: ArrayLike<number>,
): Float64Array {
  const columns = [...features.values()];
  const table = new Float64Array(orig.length * columns.length);
  for (let row = 0; row < orig.length; row++) {
    for (const [at, feature] of columns.entries()) table[row * columns.length + at] = feature(orig[row]!, dest[row]!, year[row]!);
  }
  return table;
}

function pairFeatures({ covariates, areas: n }: Known): [string, Feature][] {
  const { distance, border, language, religion, colony } = covariates;
  return [
    ['distance', (orig, dest) => log1p(distance[orig * n + dest]!)],
    ['border', (orig, dest) => border[orig * n + dest]!],
    ['language', (orig, dest) => language[orig * n + dest]!],
    ['religion', (orig, dest) => religion[orig * n + dest]!],
    ['colony', (orig, dest) => colony[orig * n + dest]!],
    ['ruled', (orig, dest) => colony[dest * n + orig]!],
  ];
}

/** Accounted flows both ways, trade both ways, refugees both ways and their change, free movement. */
function flowFeatures({ covariates, areas: n }: Known): [string, Feature][] {
  const { accounted_flow: accounted, trade, refugees, refugee_change: change, free_movement: free } = covariates;
  const at = (orig: number, dest: number, year: number) => (year * n + orig) * n + dest;
  const totals = { leaving: totalsOf(accounted, n, 'rows'), coming: totalsOf(accounted, n, 'columns') };
  const bothWays = (name: string, values: Float64Array): [string, Feature][] => [
    [name, (orig, dest, year) => signedLog(values[at(orig, dest, year)]!)],
    [`${name}_back`, (orig, dest, year) => signedLog(values[at(dest, orig, year)]!)],
  ];
  return [
    ...bothWays('accounted', accounted),
    ['accounted_leaving', (orig, _, year) => log1p(totals.leaving[year * n + orig]!)],
    ['accounted_coming', (_, dest, year) => log1p(totals.coming[year * n + dest]!)],
    ...bothWays('trade', trade),
    ...bothWays('refugees', refugees),
    ...bothWays('refugee_change', change),
    ['free_movement', (orig, dest, year) => free[at(orig, dest, year)]!],
  ];
}

/** Stocks of either born in the other and their yearly change, and all foreign-born and emigrants of both. */
function stockFeatures({ stocks, years, areas: n }: Known): [string, Feature][] {
  const dates = [...stocks.keys()].sort((a, b) => a - b);
  const placed = Array.from({ length: years.last - years.first + 1 }, (_, step) => placeOf(years.first + step, dates));
  const between = (cell: number, year: number) => {
    const { from, to, share } = placed[year]!;
    const [start, end] = [stocks.get(from)![cell]!, stocks.get(to)![cell]!];
    return { stock: start + share * (end - start), change: to === from ? 0 : (end - start) / (to - from) };
  };
  const sums = new Map(
    dates.map((date) => [date, { abroad: foreign(stocks.get(date)!, n, 'rows'), here: foreign(stocks.get(date)!, n, 'columns') }]),
  );
  const total = (side: 'abroad' | 'here', area: number, year: number) => {
    const { from, to, share } = placed[year]!;
    const [start, end] = [sums.get(from)![side][area]!, sums.get(to)![side][area]!];
    return log1p(start + share * (end - start));
  };
  return [
    ['stock_there', (orig, dest, year) => log1p(between(orig * n + dest, year).stock)],
    ['stock_here', (orig, dest, year) => log1p(between(dest * n + orig, year).stock)],
    ['change_there', (orig, dest, year) => signedLog(between(orig * n + dest, year).change)],
    ['change_here', (orig, dest, year) => signedLog(between(dest * n + orig, year).change)],
    ['emigrants_of_origin', (orig, _, year) => total('abroad', orig, year)],
    ['immigrants_of_origin', (orig, _, year) => total('here', orig, year)],
    ['emigrants_of_destination', (_, dest, year) => total('abroad', dest, year)],
    ['immigrants_of_destination', (_, dest, year) => total('here', dest, year)],
  ];
}

const AREA_COVARIATES = {
  population: log1p,
  gdp_per_capita: log1p,
  gdp_growth: (value: number) => value,
  life_expectancy: (value: number) => value,
  birth_rate: (value: number) => value,
  death_rate: (value: number) => value,
  conflict_deaths: log1p,
  eu_member: (value: number) => value,
} as const;

function areaFeatures({ covariates, areas: n }: Known): [string, Feature][] {
  return (Object.keys(AREA_COVARIATES) as (keyof typeof AREA_COVARIATES)[]).flatMap((name): [string, Feature][] => {
    const value = (area: number, year: number) => AREA_COVARIATES[name](covariates[name][year * n + area]!);
    return [
      [`${name}_of_origin`, (orig, _, year) => value(orig, year)],
      [`${name}_of_destination`, (_, dest, year) => value(dest, year)],
    ];
  });
}

/** The two dates around a year, and how far it is between them; the outermost interval for years outside. */
function placeOf(year: number, dates: readonly number[]): { from: number; to: number; share: number } {
  if (dates.length === 1) return { from: dates[0]!, to: dates[0]!, share: 0 };
  const next = dates.findIndex((date) => date > year);
  const at = next < 0 ? dates.length - 1 : Math.max(1, next);
  const [from, to] = [dates[at - 1]!, dates[at]!];
  return { from, to, share: Math.max(0, Math.min(1, (year - from) / (to - from))) };
}

/** Sums of rows or columns without the diagonal, years x areas. */
function totalsOf(values: Float64Array, n: number, side: 'rows' | 'columns'): Float64Array {
  const totals = new Float64Array(values.length / n);
  for (let at = 0; at < values.length; at++) {
    const [year, row, column] = [Math.floor(at / (n * n)), Math.floor(at / n) % n, at % n];
    if (row !== column) totals[year * n + (side === 'rows' ? row : column)]! += values[at]!;
  }
  return totals;
}

function foreign(stock: Float64Array, n: number, side: 'rows' | 'columns'): Float64Array {
  return totalsOf(stock, n, side);
}

/** sign(x) log(1 + |x|), for what can fall. */
function signedLog(value: number): number {
  return value < 0 ? -log1p(-value) : log1p(value);
}
