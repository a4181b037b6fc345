import { describe, expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import type { UnknownOrigin } from '../../../src/harmonize/stocks/stocks.ts';
import { rowsOf } from '../../readers/columns.ts';
import { CALENDAR, type Reports, smallWorld } from '../smallWorld.ts';

const { NaN: missing } = Number;

function stocksOf(reports: Reports, unknownOrigin: UnknownOrigin = 'apart') {
  const { stocks, exclusions } = harmonize(smallWorld(reports), CALENDAR, unknownOrigin);
  return { stocks: rowsOf(stocks), exclusions: rowsOf(exclusions) };
}

const FROM_2024 = {
  source: 'un-desa-stocks-2024',
  citizenship: 0,
  imputed: 0,
  alternative: missing,
  file: 'stocks.csv',
  operation: 'both sexes added',
};
/** The small world lists three rows before those of a test. */
const LISTED = 3;
const MEAN = 'mean of the year ends before and after 1 July';

describe('stocks on 1 July', () => {
  test('come from the 2024 revision, filled with that of 2020, which is kept as alternative', () => {
    const { stocks, exclusions } = stocksOf({
      stocks: [
        [2020, 1995, 'GRC', 'DEU', 90],
        [2024, 1995, 'GRC', 'DEU', 0],
        [2020, 1995, 'DEU', 'GRC', 70, 1],
        [2024, 1995, 'USA', 'DEU', 50, 0, 1],
        [2024, 1990, 'USA', 'DEU', 45],
      ],
    });
    expect(stocks).toEqual([
      {
        ...FROM_2024,
        year: 1995,
        birth: 'DEU',
        residence: 'GRC',
        persons: 70,
        source: 'un-desa-stocks-2020',
        citizenship: 1,
        row: LISTED + 3,
        operation: 'both sexes added; fills a gap of the first revision',
      },
      { ...FROM_2024, year: 1995, birth: 'GRC', residence: 'DEU', persons: 0, alternative: 90, row: LISTED + 2 },
      { ...FROM_2024, year: 1995, birth: 'USA', residence: 'DEU', persons: 50, imputed: 1, row: LISTED + 4 },
    ]);
    expect(exclusions).toContainEqual({
      source: 'un-desa-stocks-2024',
      reason: 'outside the years of the estimates',
      orig: null,
      dest: null,
      year: 1990,
      rows: 1,
      persons: 45,
    });
  });

  test('are corrected by the list of corrections; the published value is noted', () => {
    const { stocks, exclusions } = stocksOf({
      stocks: [
        [2024, 1995, 'DEU', 'USA', 2_261_086],
        [2020, 1995, 'DEU', 'USA', 718_811],
      ],
      stockCorrections: [['DEU', 'USA', 1995, 1_335_539]],
    });
    expect(stocks).toEqual([
      {
        ...FROM_2024,
        year: 1995,
        birth: 'DEU',
        residence: 'USA',
        persons: 1_335_539,
        alternative: 718_811,
        source: 'stock-corrections',
        file: 'corrections.csv',
        row: 1,
        operation: 'corrected: a slip',
      },
    ]);
    expect(exclusions).toContainEqual({
      source: 'un-desa-stocks-2024',
      reason: 'corrected: a slip',
      orig: 'DEU',
      dest: 'USA',
      year: 1995,
      rows: 1,
      persons: 2_261_086,
    });
    expect(exclusions.filter(({ source }) => source === 'stock-corrections')).toEqual([]);
  });

  test('come from the 2020 revision where a correction prefers it; that of 2024 is kept as alternative', () => {
    const { stocks, exclusions } = stocksOf({
      stocks: [
        [2024, 1995, 'GRC', 'DEU', 2],
        [2020, 1995, 'GRC', 'DEU', 28_668, 1],
      ],
      stockCorrections: [['GRC', 'DEU', 1995, null, 2020]],
    });
    expect(stocks).toEqual([
      {
        ...FROM_2024,
        year: 1995,
        birth: 'GRC',
        residence: 'DEU',
        persons: 28_668,
        alternative: 2,
        source: 'un-desa-stocks-2020',
        citizenship: 1,
        row: LISTED + 2,
        operation: 'both sexes added; preferred to the first revision by row 1 of corrections.csv: a slip',
      },
    ]);
    expect(exclusions.filter(({ source }) => source === 'stock-corrections')).toEqual([]);
  });

  test('are not touched by a correction of what is not published, or right, or of no pair or date; each is noted', () => {
    const published: Reports['stocks'] = [
      [2024, 1995, 'GRC', 'DEU', 50],
      [2020, 1995, 'USA', 'DEU', 40],
    ];
    const { stocks, exclusions } = stocksOf({
      stocks: published,
      stockCorrections: [
        ['GRC', 'DEU', 1995, 50],
        ['USA', 'DEU', 1995, null, 2020],
        ['DEU', 'GRC', 1995, 7],
        ['VAT', 'DEU', 1995, 8],
        ['USA', 'DEU', 1996, 9],
      ],
    });
    expect(stocks).toEqual(stocksOf({ stocks: published }).stocks);
    const left = exclusions.filter(({ source }) => source === 'stock-corrections');
    expect(left.map(({ reason, orig, dest, year, persons }) => [reason, orig, dest, year, persons])).toEqual([
      ['no date of the stocks of the estimates', null, null, 1996, 9],
      ['no stock is published', 'VAT', null, 1995, 8],
      ['no stock is published that could be wrong', 'DEU', 'GRC', 1995, 7],
      ['published with this value', 'GRC', 'DEU', 1995, 50],
      ['the two revisions do not both list the stock', 'USA', 'DEU', 1995, missing],
    ]);
  });

  test('refuse a correction by another revision than that of 2020, and a code of no list', () => {
    const stocks: Reports['stocks'] = [[2024, 1995, 'GRC', 'DEU', 50]];
    expect(() => stocksOf({ stocks, stockCorrections: [['GRC', 'DEU', 1995, null, 2019]] })).toThrow(
      'corrections.csv, data row 1: revision is 2019',
    );
    expect(() => stocksOf({ stocks, stockCorrections: [['QQQ', 'DEU', 1995, 5]] })).toThrow(
      'corrections.csv, data row 1: "QQQ" in birth is in no code list',
    );
  });

  test('are at least the mean of the refugees at the year ends before and after', () => {
    const { stocks, exclusions } = stocksOf({
      stocks: [
        [2024, 1995, 'GRC', 'DEU', 50, 1],
        [2024, 1995, 'USA', 'DEU', 50],
      ],
      refugees: [
        ['GRC', 'DEU', 1994, 80],
        ['GRC', 'DEU', 1995, 40],
        ['USA', 'DEU', 1995, 90],
        ['USA', 'GRC', 1995, 7],
      ],
    });
    expect(stocks).toEqual([
      {
        ...FROM_2024,
        year: 1995,
        birth: 'GRC',
        residence: 'DEU',
        persons: 60,
        source: 'unhcr-refugees',
        file: 'refugees.csv',
        row: -1,
        operation: `${MEAN}; floor: UNHCR refugees exceed the published stock`,
      },
      { ...FROM_2024, year: 1995, birth: 'USA', residence: 'DEU', persons: 50, row: LISTED + 2 },
      {
        ...FROM_2024,
        year: 1995,
        birth: 'USA',
        residence: 'GRC',
        persons: 3.5,
        source: 'unhcr-refugees',
        file: 'refugees.csv',
        row: 4,
        operation: `${MEAN}; floor: UNHCR refugees where no stock is published`,
      },
    ]);
    expect(exclusions).toContainEqual({
      source: 'un-desa-stocks-2024',
      reason: 'less than the refugees of that origin there',
      orig: 'GRC',
      dest: 'DEU',
      year: 1995,
      rows: 1,
      persons: 50,
    });
  });

  test('take one year end alone where the source has nothing on the other', () => {
    const { stocks } = stocksOf({ stocks: [[2024, 1995, 'GRC', 'DEU', 1]], refugees: [['GRC', 'DEU', 1995, 40]] });
    expect(stocks).toMatchObject([{ persons: 40, row: 1, operation: 'floor: UNHCR refugees exceed the published stock' }]);
  });
});

describe('migrants of unknown origin', () => {
  const stocks: Reports['stocks'] = [
    [2024, 1995, 'GRC', 'DEU', 60],
    [2020, 1995, 'USA', 'DEU', 40],
    [2024, 1995, 'OOO', 'DEU', 90],
    [2020, 1995, 'OOO', 'DEU', 30],
    [2020, 1995, 'OOO', 'GRC', 5],
  ];

  test('are kept apart', () => {
    const apart = stocksOf({ stocks }, 'apart');
    expect(apart.stocks.map(({ persons }) => persons)).toEqual([60, 40]);
    expect(apart.exclusions.filter(({ orig }) => orig === 'OOO').map(({ source, dest, persons }) => [source, dest, persons])).toEqual([
      ['un-desa-stocks-2020', 'DEU', 30],
      ['un-desa-stocks-2020', 'GRC', 5],
      ['un-desa-stocks-2024', 'DEU', 90],
    ]);
  });

  test('or spread in proportion, less the origins that the other revision tells apart', () => {
    const spread = stocksOf({ stocks }, 'proportional');
    expect(spread.stocks.map(({ birth, persons }) => [birth, persons])).toEqual([
      ['GRC', 90],
      ['USA', 60],
    ]);
    expect(spread.stocks[0]).toMatchObject({ operation: 'both sexes added; with its share of those of unknown origin' });
    expect(spread.exclusions.filter(({ orig }) => orig === 'OOO').map(({ reason, dest, persons }) => [reason, dest, persons])).toEqual([
      ['unknown origin, superseded by the other revision', 'DEU', 30],
      ['unknown origin, without known origins to follow', 'GRC', 5],
      ['unknown origin, told apart by the other revision', 'DEU', 40],
    ]);
  });
});
