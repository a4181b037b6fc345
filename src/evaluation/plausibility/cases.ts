import type { AnnualFlows } from '../annualFlows.ts';
import type { Block, Witness } from './witness.ts';
import { totalOf } from './witness.ts';

/** What is looked at. */
export const CHECKS = [
  'world',
  'region',
  'collection',
  'mirror',
  'labour',
  'exodus',
  'largest_corridor',
  'large_flow',
  'change',
  'large_reports',
] as const;
export type PlausibilityCheck = (typeof CHECKS)[number];

/** Flows that are held against witnesses. */
export interface PlausibilityCase extends Block {
  readonly check: PlausibilityCheck;
  readonly name: string;
  /** Only what this witness lists counts, in the estimate as well; null for all corridors of the block. */
  readonly listedBy: Witness | null;
  /** Persons that the literature gives for the whole block; null without. */
  readonly stated: number | null;
}

/** A case that the project names, from a file of facts. */
export interface NamedCase {
  /** `explained` only gives a reason. */
  readonly kind: 'mirror' | 'labour' | 'exodus' | 'explained';
  readonly name: string;
  /** Indices of areas. */
  readonly origins: readonly number[];
  readonly destinations: readonly number[];
  readonly first: number;
  readonly last: number;
  /** Persons in all corridors and years together that the literature gives, and where; null without. */
  readonly stated: number | null;
  readonly reason: string | null;
}

/** What the cases are drawn from. */
export interface Surveyed {
  readonly flows: AnnualFlows;
  readonly areas: readonly string[];
  /** Region of each area; null for none. */
  readonly regions: readonly (string | null)[];
  /** Witnesses whose totals are cases of their own: the collections of reports. */
  readonly collections: readonly Witness[];
}

/** All corridors, year by year. */
export function worldCases({ flows }: Surveyed): PlausibilityCase[] {
  return byYear(flows, { check: 'world', name: 'all corridors', corridors: allCorridors(flows.areas) });
}

/** Moves within each region, from it to others, and to it from others, year by year. */
export function regionCases({ flows, regions }: Surveyed): PlausibilityCase[] {
  const names = [...new Set(regions)].filter((name) => name !== null).sort();
  const all = [...allCorridors(flows.areas)];
  const isIn = (region: string) => (area: number) => regions[area] === region;
  return names.flatMap((region) => {
    const inside = isIn(region);
    const chosen = (wanted: (from: boolean, to: boolean) => boolean) =>
      all.filter((cell) => wanted(inside(Math.floor(cell / flows.areas)), inside(cell % flows.areas)));
    const sides = {
      [`within ${region}`]: chosen((from, to) => from && to),
      [`${region} to other regions`]: chosen((from, to) => from && !to),
      [`other regions to ${region}`]: chosen((from, to) => !from && to),
    };
    return Object.entries(sides).flatMap(([name, corridors]) => byYear(flows, { check: 'region', name, corridors }));
  });
}

/** Each collection of reports, on the corridors that it lists in the year. */
export function collectionCases({ flows, collections }: Surveyed): PlausibilityCase[] {
  return collections.flatMap((witness) =>
    byYear(flows, { check: 'collection', name: witness.name, corridors: allCorridors(flows.areas), listedBy: witness }),
  );
}

/** Change of each year from the one before, over all corridors and over those of each collection. */
export function changeCases({ flows, collections }: Surveyed): PlausibilityCase[] {
  const corridors = allCorridors(flows.areas);
  const cases = [
    ...byYear(flows, { check: 'change', name: 'all corridors', corridors }),
    ...collections.flatMap((witness) => byYear(flows, { check: 'change', name: witness.name, corridors, listedBy: witness })),
  ];
  return cases.filter(({ first }) => first > flows.first);
}

/** Every corridor and year with at least so many persons, the largest first. */
export function largeFlowCases({ flows, areas }: Surveyed, least: number): PlausibilityCase[] {
  const cells = flows.areas * flows.areas;
  const positions = [...flows.values.keys()].filter((position) => flows.values[position]! >= least && !isDiagonal(position % cells, flows));
  positions.sort((a, b) => flows.values[b]! - flows.values[a]! || a - b);
  return positions.map((position) => {
    const year = flows.first + Math.floor(position / cells);
    return corridorCase('large_flow', areas, position % cells, year, year);
  });
}

/** The corridors with the most persons in all years together. */
export function largestCorridorCases({ flows, areas }: Surveyed, number: number): PlausibilityCase[] {
  const last = flows.first + flows.years - 1;
  const totals = Float64Array.from({ length: flows.areas * flows.areas }, (_, cell) =>
    isDiagonal(cell, flows) ? -1 : totalOf(flows, { corridors: [cell], first: flows.first, last }),
  );
  const largest = [...totals.keys()].sort((a, b) => totals[b]! - totals[a]! || a - b).slice(0, number);
  return largest.map((cell) => corridorCase('largest_corridor', areas, cell, flows.first, last));
}

/**
 * Cases that the project names: all corridors together, each year and, where there are several, all years; of mirrors also each
 * corridor by year.
 */
export function namedCases({ flows, areas }: Surveyed, named: readonly NamedCase[]): PlausibilityCase[] {
  return named.flatMap((each) => {
    const { kind, name, first, last } = each;
    if (kind === 'explained') return [];
    const corridors = corridorsOf(each, flows.areas);
    const base = { check: kind, name, corridors, listedBy: null };
    const years = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    const inYears = years.length === 1 ? [] : years.map((year) => ({ ...base, first: year, last: year, stated: null }));
    const single = kind === 'mirror' ? corridors : [];
    return [
      { ...base, first, last, stated: each.stated },
      ...inYears,
      ...single.flatMap((cell) => years.map((year) => corridorCase(kind, areas, cell, year, year))),
    ];
  });
}

/** Corridors between different areas of a named case. */
export function corridorsOf({ origins, destinations }: NamedCase, areas: number): number[] {
  return origins.flatMap((orig) => destinations.filter((dest) => dest !== orig).map((dest) => orig * areas + dest));
}

function corridorCase(check: PlausibilityCheck, areas: readonly string[], cell: number, first: number, last: number): PlausibilityCase {
  const name = `${areas[Math.floor(cell / areas.length)]} to ${areas[cell % areas.length]}`;
  return { check, name, corridors: [cell], first, last, listedBy: null, stated: null };
}

type Unlisted = Pick<PlausibilityCase, 'check' | 'name' | 'corridors'> & Partial<Pick<PlausibilityCase, 'listedBy'>>;

function byYear({ first, years }: AnnualFlows, { listedBy = null, ...each }: Unlisted): PlausibilityCase[] {
  return Array.from({ length: years }, (_, step) => ({ ...each, listedBy, stated: null, first: first + step, last: first + step }));
}

function allCorridors(areas: number): Int32Array {
  return Int32Array.from({ length: areas * areas }, (_, cell) => cell).filter((cell) => !isDiagonal(cell, { areas }));
}

function isDiagonal(cell: number, { areas }: { readonly areas: number }): boolean {
  return cell % (areas + 1) === 0;
}
