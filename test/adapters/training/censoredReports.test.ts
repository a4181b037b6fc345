import { describe, expect, test } from 'vitest';
import { censoredReports } from '../../../src/adapters/training/censoredReports.ts';
import { targetsFrom } from '../../../src/adapters/training/trainingTargets.ts';
import { censoredPredictions } from '../../../src/adapters/validation/predictions.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import { log } from '../../../src/numerics/elementary.ts';
import { ERRORS, observationsOf, tablesOf } from './smallTables.ts';

const AREAS = ['AAA', 'BBB', 'CCC', 'DDD'];
const YEARS = { first: 2000, last: 2002 };
const CENSORED = [{ source: 'model', below: 50 }];

type Row = readonly [orig: string, dest: string, year: number, source: string, persons: number];

/** Reports of a model, and of an office of destination. */
function reports(rows: readonly Row[]) {
  return observationsOf(
    rows.map(([orig, dest, year, source, persons]) => {
      const side = source === 'model' ? ({ reporter: 'model', measure: 'estimates' } as const) : {};
      return { orig, dest, year, source, persons, ...side };
    }),
  );
}

/** In 2000 the model covers A, B and C, in 2001 A and B; D is the office's alone. */
const OBSERVATIONS = reports([
  ['AAA', 'BBB', 2000, 'model', 60],
  ['BBB', 'CCC', 2000, 'model', 70],
  ['AAA', 'BBB', 2001, 'model', 80],
  ['CCC', 'AAA', 2001, 'office', 5],
  ['DDD', 'AAA', 2001, 'office', 7],
]);
const ALL_ROWS = Int32Array.of(0, 1, 2, 3, 4);

/** Of left-out flows, year and corridor. */
function named({ year, cell }: { year: Int32Array; cell: Int32Array }): string[] {
  return Array.from(year, (of, row) => `${of} ${AREAS[Math.floor(cell[row]! / 4)]} ${AREAS[cell[row]! % 4]}`);
}

describe('what a source leaves out', () => {
  test('is every corridor between areas that it covers in a year and does not list', () => {
    const leftOut = censoredReports(OBSERVATIONS, AREAS, YEARS, CENSORED, ALL_ROWS);
    expect(named(leftOut)).toEqual(['2000 AAA CCC', '2000 BBB AAA', '2000 CCC AAA', '2000 CCC BBB', '2001 BBB AAA']);
    expect([...leftOut.below]).toEqual([50, 50, 50, 50, 50]);
    expect([...leftOut.reporterRow]).toEqual([0, 0, 0, 0, 0]);
  });

  test('is nothing where none of its reports may be learnt from, or no source is named', () => {
    expect(censoredReports(OBSERVATIONS, AREAS, YEARS, CENSORED, Int32Array.of(3, 4)).cell).toHaveLength(0);
    expect(censoredReports(OBSERVATIONS, AREAS, YEARS, [], ALL_ROWS).cell).toHaveLength(0);
  });

  test.each([
    ['modle', 50, 'training.censored names the source "modle", which reports no flow'],
    ['office', 5, 'training.censored names the source "office", which passes on what offices report'],
    ['model', 61, 'training.censored names the source "model", which lists a flow of 60 persons'],
  ])('is refused for the source %s and %i persons', (source, below, message) => {
    expect(() => censoredReports(OBSERVATIONS, AREAS, YEARS, [{ source, below }], ALL_ROWS)).toThrow(message);
  });
});

const MODEL = { errors: ERRORS, corridor_effect: { level: 0.4, step: 0.1, unreported_step: 0.1, degrees: 4 } };
const GIVEN = { censored: CENSORED, errors: ERRORS, level: 0.4 };
const TABLES = tablesOf(AREAS, [2000, 2001, 2002], { observations: OBSERVATIONS });

describe('targets', () => {
  const { flow, censored } = targetsFrom(TABLES, AREAS, YEARS, GIVEN, () => true);

  test('have the reporter of what is listed, and count as one report over all years of a corridor', () => {
    expect(flow.map(({ cells }) => [...cells])).toEqual([[1, 6], [1, 8, 12], []]);
    expect(censored!.map(({ cells }) => [...cells])).toEqual([[2, 4, 8, 9], [4], []]);
    expect(censored!.map(({ persons }) => [...persons])).toEqual([[50, 50, 50, 50], [50], []]);
    expect([...censored![0]!.reporters!]).toEqual([0, 0, 0, 0]);
    // Of what is left out 0.3, and of the level 0.4: the error is 0.5, times the root of 2 for B to A, left out twice.
    const once = expect.closeTo(0.5, 12);
    const twice = expect.closeTo(0.5 * Math.SQRT2, 12);
    expect(censored!.map(({ errors }) => [...errors])).toEqual([[once, twice, once, once], [twice], []]);
  });

  test('are none of a pair with reports that are held out', () => {
    // The office's report between C and A is held out: neither is learnt that nobody moves between them.
    const fold = targetsFrom(TABLES, AREAS, YEARS, GIVEN, (row) => row !== 3);
    expect(fold.censored!.map(({ cells }) => [...cells])).toEqual([[4, 9], [4], []]);
    const none = targetsFrom(TABLES, AREAS, YEARS, { ...GIVEN, censored: [] }, () => true);
    expect(none.censored!.map(({ cells }) => cells.length)).toEqual([0, 0, 0]);
  });
});

test('predictions of a fold: censored reports between held-out pairs, and the estimates on the scale of their source', () => {
  const estimated = { first: 2000, years: 3, areas: 4, values: Float64Array.from({ length: 48 }, (_, at) => at) };
  // The model counts half of the true flows, the office, which is not asked, a tenth.
  const weights: Weights = [{ name: 'observer factor', shape: [1, 2], values: Float32Array.of(log(0.5), log(0.1)) }];
  const params = { years: YEARS, model: MODEL, training: { censored: CENSORED } };
  const learnt = Int32Array.of(0, 1, 2, 4);
  const { below, onReportersScale } = censoredPredictions(OBSERVATIONS, AREAS, params, {
    learnt,
    weights,
    estimated,
    isHeldOut: (row) => row === 3,
  });
  expect([...below]).toEqual([50, 50]);
  expect(onReportersScale[0]).toBeCloseTo(1, 6);
  expect(onReportersScale[1]).toBeCloseTo(4, 6);
});
