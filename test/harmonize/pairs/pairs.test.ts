import { describe, expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import { rowsOf } from '../../readers/columns.ts';
import { refusalOf } from '../../readers/scratch.ts';
import { CALENDAR, type Reports, smallWorld } from '../smallWorld.ts';

const pairsOf = (reports: Reports = {}) => rowsOf(harmonize(smallWorld(reports), CALENDAR, 'apart').pairs);
const of = (rows: ReturnType<typeof pairsOf>, measure: string) =>
  rows.filter((row) => row['measure'] === measure).map(({ orig, dest, value }) => [orig, dest, value]);
const cell = (rows: ReturnType<typeof pairsOf>, measure: string, orig: string, dest: string) =>
  rows.find((row) => row['measure'] === measure && row['orig'] === orig && row['dest'] === dest);

describe('pairs', () => {
  const rows = pairsOf();

  test('have a distance in both directions', () => {
    expect(rows).toHaveLength(6 * 5);
    expect(of(rows, 'distance')).toEqual([
      ['DEU', 'GRC', 576],
      ['DEU', 'USA', 1116],
      ['GRC', 'DEU', 576],
      ['GRC', 'USA', 1140],
      ['USA', 'DEU', 1116],
      ['USA', 'GRC', 1140],
    ]);
  });

  test('have a religious similarity of at most 1, however often a believer is counted', () => {
    expect(cell(rows, 'religion', 'DEU', 'GRC')).toMatchObject({
      value: 0.25,
      imputed: 0,
      source: 'religion',
      file: 'pairs.csv',
      operation: 'divided by the root of both similarities to themselves',
    });
  });

  test('have a linguistic similarity that is cut to 1', () => {
    const cut = pairsOf({
      pairs: [
        ['language', 'DEU', 'GRC', 1.2],
        ['language', 'GRC', 'DEU', 1.2],
      ],
    });
    expect(cell(cut, 'language', 'GRC', 'DEU')).toMatchObject({ value: 1, operation: 'cut to 1', row: 29 });
    expect(cell(cut, 'language', 'GRC', 'USA')).toMatchObject({ value: 0.25, operation: 'as published' });
  });

  test('have no border or colonial tie unless one is listed; a border holds in both directions', () => {
    const listed = pairsOf({
      pairs: [
        ['border', 'GRC', 'DEU', 1],
        ['colony', 'USA', 'DEU', 1],
      ],
    });
    expect(of(listed, 'border').filter(([, , value]) => value === 1)).toEqual([
      ['DEU', 'GRC', 1],
      ['GRC', 'DEU', 1],
    ]);
    expect(of(listed, 'colony').filter(([, , value]) => value === 1)).toEqual([['USA', 'DEU', 1]]);
    expect(cell(listed, 'border', 'DEU', 'GRC')).toMatchObject({
      source: 'land-borders',
      row: 28,
      operation: 'listed in the other direction',
    });
    expect(cell(listed, 'border', 'DEU', 'USA')).toMatchObject({
      value: 0,
      imputed: 1,
      source: null,
      file: null,
      row: -1,
      operation: 'not listed: no common land border',
    });
  });

  test('leave the published similarity of an area with itself to the exclusions', () => {
    const { exclusions } = harmonize(smallWorld(), CALENDAR, 'apart');
    expect(rowsOf(exclusions).filter(({ source }) => source === 'language' || source === 'religion')).toMatchObject([
      { source: 'language', reason: 'within one area', rows: 3 },
      { source: 'religion', reason: 'within one area, scales the similarities', rows: 3 },
    ]);
  });

  test('are refused where a distance is missing, a relation is not symmetric or a value is impossible', () => {
    const world = smallWorld();
    const { pairMeasures } = world;
    const measure = { ...pairMeasures.measure, codes: pairMeasures.measure.codes.slice() };
    // Row 22 is the distance from Greece to Germany; a religion now, which row 24 overrides.
    measure.codes[21] = measure.codes[23]!;
    expect(refusalOf(() => harmonize({ ...world, pairMeasures: { ...pairMeasures, measure } }, CALENDAR, 'apart'))).toMatchObject({
      code: 'E307',
      message: 'source distance has no distance from GRC to DEU',
    });
    expect(refusalOf(() => pairsOf({ pairs: [['distance', 'DEU', 'GRC', 600]] }))).toMatchObject({
      code: 'E303',
      message: 'distance of DEU and GRC is 600 in one direction and 576 in the other',
      place: { file: 'pairs.csv', row: 22 },
    });
    expect(refusalOf(() => pairsOf({ pairs: [['colony', 'DEU', 'GRC', 2]] }))).toMatchObject({
      message: 'colony of DEU and GRC is 2',
      expected: '0 or 1',
    });
  });
});
