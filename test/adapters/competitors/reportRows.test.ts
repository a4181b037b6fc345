import { expect, test } from 'vitest';
import type { Observations } from '../../../schemas/generated/types.ts';
import { everyCorridorYear, learntRows, type RowsInput, reportedCorridorYears } from '../../../src/adapters/competitors/reportRows.ts';
import { AREAS, observations, YEARS } from '../training/smallObservations.ts';

const input: RowsInput = {
  observations,
  areas: AREAS,
  years: YEARS,
  features: new Map([['code', (orig: number, dest: number, year: number) => 100 * orig + 10 * dest + year]]),
};
/** Both directions of AAA and BBB. */
const isHeldOut = (row: number) => observations.pair[row] === 0;

test('a fold learns from the other pairs in the years of the estimates', () => {
  const learnt = learntRows(input, [], isHeldOut);
  expect([[...learnt.orig], [...learnt.dest], [...learnt.year], [...learnt.persons]]).toEqual([[2], [0], [1], [30]]);
  expect([...learnt.features]).toEqual([201]);
});

test('censored reports of held-out pairs are held out too, those of others are half of the limit', () => {
  // The source lists CCC to AAA and BBB to AAA in 2001, so it leaves four other corridors out.
  const listed: Observations = {
    ...observations,
    source: { codes: Int32Array.of(0, 1, 1, 0, 0, 1), levels: ['office', 'model'] },
    reporter: { codes: Int32Array.of(0, 1, 1, 0, 0, 1), levels: ['origin', 'model'] },
    persons: Float64Array.of(10, 60, 70, 1, 1, 50),
  };
  const learnt = learntRows({ ...input, observations: listed }, [{ source: 'model', below: 50 }], isHeldOut);
  const rows = [...learnt.orig.keys()].map((row) => [
    learnt.orig[row],
    learnt.dest[row],
    learnt.year[row],
    learnt.persons[row],
    learnt.censored[row],
  ]);
  expect(rows).toEqual([
    [2, 0, 1, 70, 0],
    [0, 2, 1, 25, 1],
    [1, 2, 1, 25, 1],
    [2, 1, 1, 25, 1],
  ]);
  expect(new Set(learnt.pair).size).toBe(2);
});

test('reported corridor-years come once each, in order of origin, destination and year', () => {
  const twice: Observations = {
    ...observations,
    orig: { codes: Int32Array.of(1, 1, 0, 0, 0, 0), levels: AREAS },
    dest: { codes: Int32Array.of(0, 0, 1, 2, 2, 2), levels: AREAS },
    year: Int16Array.of(2001, 2001, 2000, 2001, 2000, 1999),
  };
  const wanted = reportedCorridorYears({ ...input, observations: twice }, () => true);
  expect([...wanted.orig.keys()].map((row) => [wanted.orig[row], wanted.dest[row], wanted.year[row]])).toEqual([
    [0, 1, 0],
    [0, 2, 0],
    [0, 2, 1],
    [1, 0, 1],
  ]);
});

test('all corridor-years are placed among annual flows', () => {
  const { rows, placed } = everyCorridorYear(input);
  expect(rows.orig).toHaveLength(12);
  const flows = placed(Float64Array.from(rows.orig, (orig, row) => 1000 + 100 * orig + 10 * rows.dest[row]! + rows.year[row]!));
  expect([...flows.subarray(9, 18)]).toEqual([0, 1011, 1021, 1101, 0, 1121, 1201, 1211, 0]);
});
