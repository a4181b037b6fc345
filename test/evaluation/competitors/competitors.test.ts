import { describe, expect, test } from 'vitest';
import { COMPETITORS, fitCompetitor } from '../../../src/evaluation/competitors/competitors.ts';
import { corridorMean, lastValue } from '../../../src/evaluation/competitors/corridorHistory.ts';
import type { LearntRows } from '../../../src/evaluation/competitors/corridorRows.ts';
import { gravityModel } from '../../../src/evaluation/competitors/gravity.ts';
import { ridgeRegression } from '../../../src/evaluation/competitors/ridge.ts';
import { exp, expm1, log1p } from '../../../src/numerics/elementary.ts';
import { Random } from '../../../src/numerics/random.ts';
import { pearson } from '../../../src/numerics/statistics.ts';
import { EXTENT, effectsOf, learntAt, reportsOf, splitRows } from './smallRows.ts';

const leaving = effectsOf('leaving', EXTENT.areas);
const coming = effectsOf('coming', EXTENT.areas);
const leavingIn = effectsOf('leaving in a year', EXTENT.areas * EXTENT.years);
const comingIn = effectsOf('coming in a year', EXTENT.areas * EXTENT.years);
const tie = effectsOf('tie', EXTENT.areas * EXTENT.areas);
const tieOf = (orig: number, dest: number) => tie[Math.min(orig, dest) * EXTENT.areas + Math.max(orig, dest)]!;

/** Reports of pairs with a number divisible by 5 are held out. */
const isHeldOut = (rows: LearntRows) => (row: number) => rows.pair[row]! % 5 === 0;
const logsOf = (persons: Float64Array) => persons.map((count) => log1p(count));

function heldOut(rows: LearntRows) {
  const { inside, outside } = splitRows(rows, isHeldOut(rows));
  return { learnt: learntAt(rows, outside), wanted: learntAt(rows, inside) };
}

describe('corridorMean and lastValue', () => {
  const rows = reportsOf(
    (orig, dest) => 8 + leaving[orig]! + coming[dest]!,
    () => [0],
  );

  test('fall back to what origin and destination have elsewhere', () => {
    const { learnt, wanted } = heldOut(rows);
    for (const method of [corridorMean, lastValue]) {
      const predicted = logsOf(method(learnt, EXTENT)(wanted));
      expect(pearson(predicted, logsOf(wanted.persons))).toBeGreaterThan(0.999);
    }
  });

  test('take the mean of the logs, and the last report up to the year, else the first one after it', () => {
    const series = learntAt(
      reportsOf(
        (_, __, year) => year + 1,
        () => [0],
      ),
      Int32Array.of(1, 3),
    );
    const wanted = {
      ...series,
      orig: Int32Array.of(0, 0, 0),
      dest: Int32Array.of(1, 1, 1),
      year: Int32Array.of(0, 2, 5),
      features: new Float64Array(3),
    };
    expect([...series.year]).toEqual([1, 3]);
    expect([...logsOf(corridorMean(series, EXTENT)(wanted))]).toEqual([expect.closeTo(3), expect.closeTo(3), expect.closeTo(3)]);
    expect([...logsOf(lastValue(series, EXTENT)(wanted))]).toEqual([expect.closeTo(2), expect.closeTo(2), expect.closeTo(4)]);
  });
});

describe('gravityModel', () => {
  const meanOf = (orig: number, dest: number, year: number) =>
    exp(4 + leavingIn[orig * EXTENT.years + year]! + comingIn[dest * EXTENT.years + year]! - 0.7 * tieOf(orig, dest));
  const rows = reportsOf(
    (orig, dest, year) => log1p(meanOf(orig, dest, year)),
    (orig, dest) => [9, tieOf(orig, dest)],
  );

  test('finds flows that are its own, also between pairs that it did not see', () => {
    const { learnt, wanted } = heldOut(rows);
    const predicted = gravityModel(learnt, EXTENT, [1])(wanted);
    const errors = predicted.map((persons, row) => Math.abs(persons / wanted.persons[row]! - 1));
    expect(errors.toSorted()[Math.floor(errors.length / 2)]).toBeLessThan(0.05);
    expect(pearson(logsOf(predicted), logsOf(wanted.persons))).toBeGreaterThan(0.995);
  });

  test('meets the reported totals of origin-years, as Poisson effects do', () => {
    const predicted = gravityModel(rows, EXTENT, [])(rows);
    for (const [orig, year] of [
      [0, 0],
      [5, 3],
    ] as const) {
      const total = (persons: Float64Array) =>
        persons.reduce((sum, count, row) => (rows.orig[row] === orig && rows.year[row] === year ? sum + count : sum), 0);
      expect(total(predicted) / total(rows.persons)).toBeCloseTo(1, 1.5);
    }
  });

  test('gives an origin that nobody reports in a year what it has in other years', () => {
    const constant = reportsOf(
      (orig, dest) => 6 + leaving[orig]! + coming[dest]!,
      () => [0],
    );
    const { inside, outside } = splitRows(constant, (row) => constant.orig[row] === 2 && constant.year[row] === 3);
    const wanted = learntAt(constant, inside);
    const predicted = gravityModel(learntAt(constant, outside), EXTENT, [])(wanted);
    expect(pearson(predicted, wanted.persons)).toBeGreaterThan(0.999);
    expect(predicted[0]! / wanted.persons[0]!).toBeCloseTo(1, 1);
  });
});

describe('ridgeRegression', () => {
  test('finds effects and a coefficient in logs', () => {
    const rows = reportsOf(
      (orig, dest, year) => 9 + leaving[orig]! + coming[dest]! + 0.3 * year + 0.8 * tieOf(orig, dest),
      (orig, dest) => [tieOf(orig, dest), Number.NaN],
    );
    const { learnt, wanted } = heldOut(rows);
    const predicted = ridgeRegression(learnt, EXTENT, new Random(1))(wanted);
    expect(pearson(logsOf(predicted), logsOf(wanted.persons))).toBeGreaterThan(0.999);
  });

  test('a feature without any meaning is drawn to 0, so it does no harm', () => {
    const noise = effectsOf('noise', EXTENT.areas * EXTENT.areas * 40);
    const rows = reportsOf(
      (orig, dest) => 9 + 0.5 * tieOf(orig, dest),
      (orig, dest) => Array.from({ length: 40 }, (_, feature) => noise[(orig * EXTENT.areas + dest) * 40 + feature]!),
    );
    const { learnt, wanted } = heldOut(rows);
    const squares = (predicted: Float64Array) =>
      logsOf(predicted).reduce((sum, value, row) => sum + (value - log1p(wanted.persons[row]!)) ** 2, 0);
    const predicted = ridgeRegression(learnt, EXTENT, new Random(1))(wanted);
    const flat = wanted.persons.map(() => expm1(9));
    expect(squares(predicted)).toBeLessThan(1.6 * squares(flat));
  });
});

describe('every competitor', () => {
  const rows = reportsOf(
    (orig, dest, year) => 6 + leaving[orig]! + coming[dest]! + Math.abs(tieOf(orig, dest)) + 0.1 * year,
    (orig, dest) => [tieOf(orig, dest), tieOf(orig, dest) > 1 ? Number.NaN : dest],
  );
  const predictorOf = (name: (typeof COMPETITORS)[number], learnt: LearntRows) =>
    fitCompetitor(name, learnt, { extent: EXTENT, gravityFeatures: [0], random: new Random('fold') });

  test.each(COMPETITORS)('%s predicts held-out pairs without reading their reports, twice the same', (name) => {
    const { learnt, wanted } = heldOut(rows);
    const predicted = predictorOf(name, learnt)(wanted);
    expect(predicted.every((persons) => persons >= 0 && Number.isFinite(persons))).toBe(true);
    expect(pearson(logsOf(predicted), logsOf(wanted.persons))).toBeGreaterThan(0.75);
    const other = { ...wanted, persons: wanted.persons.map(() => 1e6) };
    expect(predictorOf(name, learnt)(other)).toEqual(predicted);
  });

  test.each(COMPETITORS.filter((name) => name !== 'boosted_trees'))('%s learns nothing from censored reports, trees do', (name) => {
    const { learnt, wanted } = heldOut(rows);
    const small = { ...learnt, persons: learnt.persons.map((persons, row) => (row % 3 === 0 ? 1 : persons)) };
    const asCensored = { ...small, censored: Uint8Array.from(small.persons, (_, row) => (row % 3 === 0 ? 1 : 0)) };
    const without = learntAt(
      learnt,
      Int32Array.from(learnt.orig.keys()).filter((row) => row % 3 !== 0),
    );
    expect(predictorOf(name, asCensored)(wanted)).toEqual(predictorOf(name, without)(wanted));
    expect(predictorOf('boosted_trees', asCensored)(wanted)).not.toEqual(predictorOf('boosted_trees', without)(wanted));
  });

  test.each(COMPETITORS)('%s has an answer where nothing was learnt', (name) => {
    const nothing = learntAt(rows, new Int32Array());
    expect([...predictorOf(name, nothing)(learntAt(rows, Int32Array.of(0, 1)))]).toEqual([0, 0]);
  });
});
