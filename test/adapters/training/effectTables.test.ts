import { expect, test } from 'vitest';
import type { Observations } from '../../../schemas/generated/types.ts';
import { areaEffectColumns, corridorEffectColumns, reportingFactorColumns } from '../../../src/adapters/training/member/effectTables.ts';
import { reportersOf, reportingFactorsOfRows } from '../../../src/adapters/training/reporters.ts';

const AREAS = ['AAA', 'BBB', 'CCC'];

/** Four reports: an office on arrivals, twice; another on departures; and one that a source estimates itself. */
const OBSERVATIONS = {
  orig: { codes: Int32Array.of(0, 2, 0, 1), levels: AREAS },
  dest: { codes: Int32Array.of(1, 1, 2, 2), levels: AREAS },
  source: { codes: Int32Array.of(0, 0, 0, 1), levels: ['offices', 'platform'] },
  reporter: { codes: Int32Array.of(1, 1, 0, 2), levels: ['origin', 'destination', 'model'] },
  measure: { codes: Int32Array.of(0, 0, 0, 1), levels: ['moves', 'estimates'] },
} as unknown as Observations;

test('reporters are sources, and offices with their side where a source passes on their counts', () => {
  const { numbers, reporters } = reportersOf(OBSERVATIONS, Int32Array.of(3, 0, 1, 2), AREAS);
  expect(Array.from(numbers)).toEqual([0, 1, 1, 2]);
  expect(reporters).toEqual([
    { source: 'platform', side: 'model', area: null, measure: 'estimates' },
    { source: 'offices', side: 'destination', area: 'BBB', measure: 'moves' },
    { source: 'offices', side: 'origin', area: 'AAA', measure: 'moves' },
  ]);
  const weights = [{ name: 'observer factor', shape: [1, 3], values: Float32Array.of(0, -1, 1) }];
  const table = reportingFactorColumns(weights, reporters, AREAS);
  expect(table.area.codes).toEqual(Int32Array.of(-1, 1, 0));
  expect(Array.from(table.source.codes, (code) => table.source.levels[code])).toEqual(['platform', 'offices', 'offices']);
  expect(Array.from(table.measure.codes, (code) => table.measure.levels[code])).toEqual(['estimates', 'moves', 'moves']);
  expect(table.factor[0]).toBe(1);
  expect(table.factor[1]).toBeCloseTo(0.36787944117, 10);
  expect(reportingFactorColumns([], reporters, AREAS).factor.length).toBe(0);
});

test('a reporting factor is known from their other reports, and 1 without any', () => {
  const weights = [{ name: 'observer factor', shape: [1, 2], values: Float32Array.of(0, -1) }];
  const shares = reportingFactorsOfRows(OBSERVATIONS, Int32Array.of(1, 2), Int32Array.of(3, 0), weights, AREAS);
  expect(shares[0]).toBeCloseTo(0.36787944117, 10);
  expect(shares[1]).toBe(1);
  expect(reportingFactorsOfRows(OBSERVATIONS, Int32Array.of(1, 2), Int32Array.of(3, 0), [], AREAS)).toEqual(Float64Array.of(1, 1));
});

test('reporters of groups, whose factors come after those of flows, are nobody that a report of a flow is by', () => {
  const weights = [{ name: 'observer factor', shape: [1, 4], values: Float32Array.of(0, -1, 2, 3) }];
  const factorOf = (row: number, learnt: Int32Array) => reportingFactorsOfRows(OBSERVATIONS, Int32Array.of(row), learnt, weights, AREAS)[0];
  // Of the office on departures nothing was learnt; the third and fourth factor are those of groups.
  expect(factorOf(2, Int32Array.of(3, 0))).toBe(1);
  expect(factorOf(1, Int32Array.of(3, 0))).toBeCloseTo(0.36787944117, 10);
  expect(factorOf(2, Int32Array.of(3, 0, 2))).toBeCloseTo(7.38905609893, 9);
  expect(factorOf(3, Int32Array.of())).toBe(1);
});

test('effects of areas are listed area by area, as they stand in each year', () => {
  // Two years of leaving and coming.
  const values = Float32Array.of(1, 2, 3, -1, -2, -3, 4, 5, 6, -4, -5, -6);
  const table = areaEffectColumns([{ name: 'area effect', shape: [4, 3], values }], AREAS, 1990);
  expect(Array.from(table.area.codes)).toEqual([0, 0, 1, 1, 2, 2]);
  expect(Array.from(table.year)).toEqual([1990, 1991, 1990, 1991, 1990, 1991]);
  expect(Array.from(table.leaving)).toEqual([1, 4, 2, 5, 3, 6]);
  expect(Array.from(table.coming)).toEqual([-1, -4, -2, -5, -3, -6]);
  expect(areaEffectColumns([], AREAS, 1990).year.length).toBe(0);
});

test('effects are listed corridor by corridor, as they stand in each year', () => {
  const design = {
    areas: 3,
    years: 2,
    corridors: Int32Array.of(1, 6),
    reported: { areas: new Uint8Array(12), corridors: new Uint8Array(4) },
    reporters: 0,
  };
  const weights = [{ name: 'corridor effect', shape: [2, 2], values: Float32Array.of(1, 2, 1.5, 1) }];
  const table = corridorEffectColumns(weights, design, AREAS, 1990);
  expect(Array.from(table.orig.codes)).toEqual([0, 0, 2, 2]);
  expect(Array.from(table.dest.codes)).toEqual([1, 1, 0, 0]);
  expect(Array.from(table.year)).toEqual([1990, 1991, 1990, 1991]);
  expect(Array.from(table.effect)).toEqual([1, 1.5, 2, 1]);
  expect(corridorEffectColumns([], design, AREAS, 1990).effect.length).toBe(0);
});
