import { describe, expect, test } from 'vitest';
import type { AnnualFlows } from '../../../src/evaluation/annualFlows.ts';
import { annualFlowsOf, positionOf } from '../../../src/evaluation/annualFlows.ts';
import type { NamedCase } from '../../../src/evaluation/plausibility/cases.ts';
import { plausibility } from '../../../src/evaluation/plausibility/plausibility.ts';
import type { PlausibilityInput, PlausibilityRow } from '../../../src/evaluation/plausibility/rows.ts';
import type { Witness } from '../../../src/evaluation/plausibility/witness.ts';

// Three areas, two years. AAA and BBB lie in the north, CCC in the south.
const AREAS = ['AAA', 'BBB', 'CCC'];
const YEARS = { first: 2000, last: 2001 };
type Flow = readonly [year: number, orig: number, dest: number, persons: number];

function flowsOf(rest: number, listed: readonly Flow[]): AnnualFlows {
  const flows = annualFlowsOf(YEARS, 3, rest);
  for (const [year, orig, dest, persons] of listed) flows.values[positionOf(flows, year, orig, dest)] = persons;
  return flows;
}

function witness(name: string, listed: readonly Flow[], more: Partial<Witness> = {}): Witness {
  return { name, flows: flowsOf(Number.NaN, listed), below: null, part: false, ...more };
}

const OURS = flowsOf(0, [
  [2000, 0, 1, 1000],
  [2000, 1, 0, 500],
  [2000, 0, 2, 40],
  [2001, 0, 1, 600],
  [2001, 2, 0, 5000],
]);

function rowsOf(changes: Partial<PlausibilityInput> = {}, largeFlow = 5000): PlausibilityRow[] {
  const input: PlausibilityInput = {
    flows: OURS,
    areas: AREAS,
    regions: ['north', 'north', 'south'],
    collections: [],
    population: Float64Array.of(1e4, 1e4, 1e4, 2e4, 2e4, 2e4),
    witnesses: [],
    named: [],
    ...changes,
  };
  return plausibility(input, { largeFlow, largeReport: 900, largest: 1 });
}

const find = (rows: readonly PlausibilityRow[], check: string, name: string, first: number, last = first) =>
  rows.find((row) => row.check === check && row.name === name && row.first === first && row.last === last);

describe('totals', () => {
  test('of the world and of regions, by year and per thousand inhabitants of the origins', () => {
    const rows = rowsOf();
    expect(find(rows, 'world', 'all corridors', 2000)).toMatchObject({ value: 1540, corridorYears: 6, perThousand: 1540 / 30 });
    expect(find(rows, 'region', 'within north', 2000)).toMatchObject({ value: 1500, corridorYears: 2, perThousand: 75 });
    expect(find(rows, 'region', 'north to other regions', 2000)?.value).toBe(40);
    expect(find(rows, 'region', 'other regions to north', 2001)).toMatchObject({ value: 5000, perThousand: 250 });
    expect(find(rows, 'region', 'within south', 2000)).toBeUndefined();
  });

  test('stand beside what witnesses say of the same corridors', () => {
    const offices = witness('offices', [[2000, 0, 1, 800]]);
    const { testimonies, nearest, verdict } = find(rowsOf({ witnesses: [offices] }), 'world', 'all corridors', 2000)!;
    expect(testimonies).toEqual([{ witness: 'offices', corridorYears: 1, theirs: 800, ours: 1000, covered: 1000 }]);
    expect([nearest?.witness, verdict]).toEqual(['offices', 'witnessed']);
  });

  test('are unwitnessed where nobody speaks of half of them, however near a witness of less is', () => {
    const little = witness('little', [[2000, 1, 0, 500]]);
    expect(find(rowsOf({ witnesses: [little] }), 'world', 'all corridors', 2000)).toMatchObject({ nearest: null, verdict: 'unwitnessed' });
  });

  test('are contradicted where all witnesses are more than a factor of two away, and by none that is exactly two away', () => {
    const said = (persons: number) => witness(`says ${persons}`, [[2000, 0, 1, persons]]);
    const verdict = (...persons: number[]) => find(rowsOf({ witnesses: persons.map(said) }), 'world', 'all corridors', 2000)!.verdict;
    expect(verdict(499, 2001)).toBe('contradicted');
    expect(verdict(500)).toBe('witnessed');
    expect(verdict(2000)).toBe('witnessed');
    expect(verdict(100, 900)).toBe('witnessed');
    expect(verdict(0)).toBe('contradicted');
  });

  test('refugees are no witness of the world, but of an exodus and of a large flow', () => {
    const refugees = witness('refugees', [[2001, 2, 0, 4000]], { part: true });
    const named: NamedCase[] = [
      { kind: 'exodus', name: 'flight', origins: [2], destinations: [0, 1, 2], first: 2001, last: 2001, stated: null, reason: null },
    ];
    const rows = rowsOf({ witnesses: [refugees], named });
    expect(find(rows, 'world', 'all corridors', 2001)?.verdict).toBe('unwitnessed');
    expect(find(rows, 'exodus', 'flight', 2001)).toMatchObject({ value: 5000, verdict: 'witnessed' });
    expect(find(rows, 'large_flow', 'CCC to AAA', 2001)).toMatchObject({ value: 5000, verdict: 'witnessed' });
  });
});

describe('what a witness leaves out because it is small', () => {
  const below = Float64Array.from(OURS.values, () => 50);

  test('agrees with a small estimate, and contradicts a large one', () => {
    const listing = witness('listing', [[2000, 0, 1, 1000]], { below });
    const rows = rowsOf({ witnesses: [listing] });
    const said = (check: string, name: string, year: number) => find(rows, check, name, year)!.testimonies[0]!;
    expect(said('region', 'north to other regions', 2000)).toMatchObject({ theirs: 40, ours: 40 });
    expect(said('large_flow', 'CCC to AAA', 2001)).toMatchObject({ theirs: 50, ours: 5000 });
    expect(find(rows, 'large_flow', 'CCC to AAA', 2001)?.verdict).toBe('contradicted');
  });

  test('does not count in the totals of a collection, which are on what it lists', () => {
    const listing = witness('listing', [[2000, 0, 1, 1000]], { below });
    const rows = rowsOf({ witnesses: [listing], collections: [listing] });
    expect(find(rows, 'collection', 'listing', 2000)).toMatchObject({ value: 1000, corridorYears: 1 });
    expect(find(rows, 'collection', 'listing', 2001)).toBeUndefined();
  });

  test('does not meet a large report', () => {
    const collection = witness('offices', [
      [2000, 0, 1, 1000],
      [2001, 2, 0, 1000],
    ]);
    const listing = witness('listing', [], { below });
    const row = find(rowsOf({ witnesses: [collection, listing], collections: [collection] }), 'large_reports', 'offices', 2000, 2001)!;
    expect(row).toMatchObject({ value: 0.5, corridorYears: 2, verdict: 'witnessed' });
    expect(row.testimonies).toEqual([{ witness: 'listing', corridorYears: 2, theirs: 0, ours: 0.5, covered: 2 }]);
  });
});

describe('changes', () => {
  test('are those of the corridors that the witness lists in both years', () => {
    const both = witness('both', [
      [2000, 0, 1, 100],
      [2001, 0, 1, 65],
      [2000, 1, 0, 7],
    ]);
    const row = find(rowsOf({ witnesses: [both], collections: [both] }), 'change', 'both', 2001)!;
    expect(row).toMatchObject({ value: 0.6, corridorYears: 1, verdict: 'witnessed' });
    expect(row.testimonies[0]).toMatchObject({ theirs: 0.65, ours: 0.6 });
  });

  test('are contradicted where all witnesses of half of the flows move by more than a tenth otherwise', () => {
    const few = witness('few', [
      [2000, 0, 1, 100],
      [2001, 0, 1, 60],
    ]);
    const most = witness('most', [
      [2000, 2, 0, 1000],
      [2001, 2, 0, 1000],
      [2000, 0, 1, 100],
      [2001, 0, 1, 100],
    ]);
    const row = find(rowsOf({ witnesses: [few, most] }), 'change', 'all corridors', 2001)!;
    expect(row.value).toBeCloseTo(5600 / 1540, 12);
    expect([row.nearest?.witness, row.verdict]).toEqual(['most', 'contradicted']);
  });
});

describe('named cases', () => {
  const mirror: NamedCase = {
    kind: 'mirror',
    name: 'the north',
    origins: [0, 1],
    destinations: [0, 1],
    first: 2000,
    last: 2001,
    stated: 4000,
    reason: null,
  };
  const explained = (more: Partial<NamedCase>): NamedCase => ({ ...mirror, kind: 'explained', name: 'why', stated: null, ...more });

  test('are one sum of all years with what the literature states, a sum of each year, and single corridors of mirrors', () => {
    const rows = rowsOf({ named: [mirror] });
    const all = find(rows, 'mirror', 'the north', 2000, 2001)!;
    expect(all).toMatchObject({ value: 2100, verdict: 'witnessed' });
    expect(all.testimonies).toEqual([{ witness: 'stated', corridorYears: 4, theirs: 4000, ours: 2100, covered: 2100 }]);
    expect(find(rows, 'mirror', 'the north', 2000)).toMatchObject({ value: 1500, testimonies: [] });
    expect(find(rows, 'mirror', 'BBB to AAA', 2000)?.value).toBe(500);
  });

  test('explain the corridors and years that they hold, and no more', () => {
    const named = [explained({ origins: [2], destinations: [0, 1], first: 2001, last: 2001, reason: 'a war' })];
    const rows = rowsOf({ named }, 600);
    const reasonOf = (name: string, year: number) => find(rows, 'large_flow', name, year)!.reason;
    expect(reasonOf('CCC to AAA', 2001)).toBe('a war');
    expect(reasonOf('AAA to BBB', 2001)).toBeNull();
    expect(find(rows, 'largest_corridor', 'CCC to AAA', 2000, 2001)?.reason).toBeNull();
    expect(find(rows, 'world', 'all corridors', 2001)?.reason).toBeNull();
  });

  test('without corridors they explain what has their name', () => {
    const rows = rowsOf({
      named: [explained({ name: 'all corridors', origins: [], destinations: [], first: 2001, reason: 'new borders' })],
    });
    expect(find(rows, 'change', 'all corridors', 2001)?.reason).toBe('new borders');
    expect(find(rows, 'world', 'all corridors', 2000)?.reason).toBeNull();
    expect(find(rows, 'region', 'within north', 2001)?.reason).toBeNull();
  });
});

test('large flows come with the largest first, the largest corridor by all years together', () => {
  const rows = rowsOf({}, 600);
  expect(rows.filter(({ check }) => check === 'large_flow').map(({ name, first }) => `${name} ${first}`)).toEqual([
    'CCC to AAA 2001',
    'AAA to BBB 2000',
    'AAA to BBB 2001',
  ]);
  expect(rows.filter(({ check }) => check === 'largest_corridor')).toMatchObject([
    { name: 'CCC to AAA', first: 2000, last: 2001, value: 5000 },
  ]);
});
