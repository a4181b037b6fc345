import { describe, expect, test } from 'vitest';
import { censoredReports } from '../../../src/adapters/training/censoredReports.ts';
import type { ModelTables } from '../../../src/adapters/training/modelTables.ts';
import { targetsFrom } from '../../../src/adapters/training/trainingTargets.ts';
import { censoredPredictions } from '../../../src/adapters/validation/predictions.ts';
import type { Weights } from '../../../src/model/problem/network.ts';
import { log } from '../../../src/numerics/elementary.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { observations as reports } from './smallObservations.ts';

const AREAS = ['AAA', 'BBB', 'CCC', 'DDD'];
const YEARS = { first: 2000, last: 2002 };
const CENSORED = [{ source: 'model', below: 50 }];

type Row = readonly [orig: string, dest: string, year: number, source: string, persons: number];

/** Reports of a model, and of an office of destination. */
function observationsOf(rows: readonly Row[]) {
  const category = (values: (row: Row) => string) => categoryOf(rows.map(values));
  return {
    ...reports,
    orig: category(([orig]) => orig),
    dest: category(([, dest]) => dest),
    year: Int16Array.from(rows, ([, , year]) => year),
    source: category(([, , , source]) => source),
    reporter: category(([, , , source]) => (source === 'model' ? 'model' : 'destination')),
    persons: Float64Array.from(rows, ([, , , , persons]) => persons),
  };
}

/** In 2000 the model covers A, B and C, in 2001 A and B; D is the office's alone. */
const OBSERVATIONS = observationsOf([
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

/** Only what targets are made of. */
function tables(observations: ModelTables['observations']): ModelTables {
  const none = categoryOf([]);
  const numbers = new Float64Array(0);
  const years = new Int16Array(0);
  return {
    observations,
    netMigration: { area: none, year: years, persons: numbers, kind: none },
    changes: { start: years, end: years, birth: none, residence: none, change: numbers, weight: numbers, observed: new Uint8Array(0) },
  } as unknown as ModelTables;
}

test('targets: as weighty as a report of the reporter, and none of a pair with reports that are held out', () => {
  const { flow, censored } = targetsFrom(tables(OBSERVATIONS), AREAS, YEARS, CENSORED, () => true);
  // Three reports of the model and two of the office: each source has half of the weight of five rows.
  expect(flow.map(({ weights }) => [...weights])).toEqual([[5 / 6, 5 / 6], [5 / 6, 5 / 4, 5 / 4], []]);
  expect(censored!.map(({ cells }) => [...cells])).toEqual([[2, 4, 8, 9], [4], []]);
  expect(censored!.map(({ persons }) => [...persons])).toEqual([[50, 50, 50, 50], [50], []]);
  expect([...censored![0]!.weights]).toEqual([5 / 6, 5 / 6, 5 / 6, 5 / 6]);
  expect([...censored![0]!.reporters!]).toEqual([0, 0, 0, 0]);

  // The office's report between C and A is held out: neither is learnt that nobody moves between them.
  const fold = targetsFrom(tables(OBSERVATIONS), AREAS, YEARS, CENSORED, (row) => row !== 3);
  expect(fold.censored!.map(({ cells }) => [...cells])).toEqual([[4, 9], [4], []]);
  expect(targetsFrom(tables(OBSERVATIONS), AREAS, YEARS, [], () => true).censored!.map(({ cells }) => cells.length)).toEqual([0, 0, 0]);
});

test('predictions of a fold: censored reports between held-out pairs, and the estimates on the scale of their source', () => {
  const estimated = { first: 2000, years: 3, areas: 4, values: Float64Array.from({ length: 48 }, (_, at) => at) };
  // The model counts half of the true flows, the office, which is not asked, a tenth.
  const weights: Weights = [{ name: 'observer factor', shape: [1, 2], values: Float32Array.of(log(0.5), log(0.1)) }];
  const params = { years: YEARS, training: { censored: CENSORED } };
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
