import { expect, test } from 'vitest';
import type { Observations, RefugeeStocks } from '../../../schemas/generated/types.ts';
import { allReports, collectionWitnesses, refugeeWitnesses } from '../../../src/adapters/plausibility/witnesses.ts';
import { positionOf } from '../../../src/evaluation/annualFlows.ts';
import type { Witness } from '../../../src/evaluation/plausibility/witness.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { AREAS, observations, YEARS } from '../training/smallObservations.ts';

/** What a witness lists, as ORIG to DEST of a year. */
function listed({ flows }: Witness): Record<string, number> {
  const entries = [2000, 2001].flatMap((year) =>
    AREAS.flatMap((orig, from) =>
      AREAS.map((dest, to) => [`${orig} ${dest} ${year}`, flows.values[positionOf(flows, year, from, to)]!] as const),
    ),
  );
  return Object.fromEntries(entries.filter(([, persons]) => !Number.isNaN(persons)));
}

test('each collection is a witness of what it lists in the years of the estimates', () => {
  const collections = collectionWitnesses(observations, AREAS, YEARS, []);
  expect(collections.map((each) => [each.name, listed(each), each.below])).toEqual([
    ['model model', { 'CCC AAA 2001': 30 }, null],
    ['office destination', { 'BBB AAA 2001': 20 }, null],
    ['office origin', { 'AAA BBB 2000': 10 }, null],
  ]);
});

test('all reports are the mean of the collections', () => {
  const again: Observations = {
    ...observations,
    source: categoryOf(['office', 'office', 'model', 'office', 'office', 'model']),
    reporter: categoryOf(['origin', 'destination', 'model', 'origin', 'destination', 'model']),
    orig: categoryOf(['BBB', 'BBB', 'CCC', 'AAA', 'BBB', 'CCC']),
    dest: categoryOf(['AAA', 'AAA', 'AAA', 'CCC', 'AAA', 'AAA']),
    year: Int16Array.of(2001, 2001, 2001, 1999, 1999, 1999),
  };
  const all = allReports(collectionWitnesses(again, AREAS, YEARS, []), 3, YEARS);
  expect([all.name, listed(all)]).toEqual(['reports', { 'BBB AAA 2001': 15, 'CCC AAA 2001': 30 }]);
});

test('a source without small flows says that what it leaves out between its areas is small', () => {
  // 1999 has a zero that no such source lists.
  const since = { ...observations, persons: Float64Array.of(10, 20, 30, 1, 1, 50) };
  const [model] = collectionWitnesses(since, AREAS, YEARS, [{ source: 'model', below: 25 }]);
  const at = (orig: number, dest: number) => model!.below![positionOf(model!.flows, 2001, orig, dest)];
  expect([at(0, 2), at(2, 0), at(0, 1), at(1, 0)]).toEqual([25, Number.NaN, Number.NaN, Number.NaN]);
});

/** Refugees from AAA in BBB. */
function refugeesOf(rows: readonly (readonly [measure: 'stock' | 'displaced', year: number, persons: number])[]): RefugeeStocks {
  return {
    measure: categoryOf(rows.map(([measure]) => measure)),
    year: Int16Array.from(rows, ([, year]) => year),
    origin: categoryOf(rows.map(() => 'AAA')),
    asylum: categoryOf(rows.map(() => 'BBB')),
    persons: Float64Array.from(rows, ([, , persons]) => persons),
  } as RefugeeStocks;
}

test('in a year before which nobody was counted, it is not known how many refugees came', () => {
  const [refugees] = refugeeWitnesses(
    refugeesOf([
      ['displaced', 1999, 5],
      ['stock', 2000, 700],
      ['stock', 2001, 200],
    ]),
    AREAS,
    YEARS,
  );
  expect(listed(refugees!)).toEqual({ 'BBB AAA 2001': 500 });
});

test('refugees come where their number grows, and go back where it falls', () => {
  const rows = [
    ['stock', 1999, 100],
    ['stock', 2000, 700],
    ['stock', 2001, 200],
    ['displaced', 2000, 900],
  ] as const;
  const witnesses = refugeeWitnesses(refugeesOf(rows), AREAS, YEARS);
  expect(witnesses.map((each) => [each.name, each.part, listed(each)])).toEqual([
    ['refugees', true, { 'AAA BBB 2000': 600, 'BBB AAA 2001': 500 }],
    ['displaced', true, { 'AAA BBB 2000': 900 }],
  ]);
});
