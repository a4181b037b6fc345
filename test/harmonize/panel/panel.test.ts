import { describe, expect, test } from 'vitest';
import { harmonize } from '../../../src/harmonize/harmonize.ts';
import type { Category } from '../../../src/tables/columns.ts';
import { rowsOf } from '../../readers/columns.ts';
import { refusalOf } from '../../readers/scratch.ts';
import { CALENDAR, type Reports, smallWorld } from '../smallWorld.ts';

const panelOf = (reports: Reports = {}) => rowsOf(harmonize(smallWorld(reports), CALENDAR, 'apart').panel);
const cell = (rows: ReturnType<typeof panelOf>, area: string, year: number, indicator: string) =>
  rows.find((row) => row['area'] === area && row['year'] === year && row['indicator'] === indicator);

describe('the panel', () => {
  const rows = panelOf();

  test('has every indicator of every year, and the population on 1 January after the last', () => {
    expect(rows).toHaveLength(3 * (2 * 11 + 1));
    expect(rows.slice(0, 11).map(({ area, year, indicator, value }) => [area, year, indicator, value])).toEqual([
      ['DEU', 1995, 'birth_rate', 0.02],
      ['DEU', 1995, 'births', 100],
      ['DEU', 1995, 'conflict_deaths', 0],
      ['DEU', 1995, 'death_rate', 0.008],
      ['DEU', 1995, 'deaths', 40],
      ['DEU', 1995, 'eu_member', 0],
      ['DEU', 1995, 'gdp_growth', 21],
      ['DEU', 1995, 'gdp_per_capita', 30_000],
      ['DEU', 1995, 'life_expectancy', 75],
      ['DEU', 1995, 'net_migration', 10],
      ['DEU', 1995, 'population', 1000],
    ]);
    expect(rows[22]).toMatchObject({ area: 'DEU', year: 1997, indicator: 'population', value: 1140 });
  });

  test('names source, file, row and operation of each value', () => {
    expect(cell(rows, 'DEU', 1995, 'birth_rate')).toMatchObject({
      source: 'un-wpp-2024',
      file: 'wpp.txt',
      row: 24 + 8 + 3,
      operation: 'per 1000 inhabitants to per inhabitant',
      imputed: 0,
    });
    // On 1 January 1995 lives who lived on 31 December 1994.
    expect(cell(rows, 'DEU', 1995, 'population')).toMatchObject({ file: 'wpp.txt', row: 24 + 8 });
  });

  test('refuses a year whose births, deaths and net migration do not make the change of the population', () => {
    const world = smallWorld();
    const with201More = (row: number) => {
      const value = world.demography.value.slice();
      value[row] = value[row]! + 201;
      return { ...world, demography: { ...world.demography, value } };
    };
    // Eight rows for each year; the second year of the first area is 1995, and its births come first.
    expect(refusalOf(() => harmonize(with201More(8), CALENDAR, 'apart'))).toMatchObject({
      code: 'E303',
      message: 'population of USA changes by 70 in 1995, but births - deaths + net migration are 271',
      place: { file: 'wpp.txt', row: 9, field: '1995' },
    });
    for (const row of [9, 13, 15]) expect(refusalOf(() => harmonize(with201More(row), CALENDAR, 'apart')).code).toBe('E303');
  });

  test('flags what the compilers of GDP filled in, and what no list has', () => {
    expect(cell(rows, 'GRC', 1995, 'gdp_growth')).toMatchObject({
      imputed: 1,
      source: 'gdp',
      row: 6,
      operation: 'filled in by the compilers, in per cent',
    });
    expect(cell(rows, 'GRC', 1996, 'gdp_growth')).toMatchObject({
      imputed: 0,
      source: 'gdp',
      row: 9,
      operation: 'as published, in per cent',
    });
    expect(cell(rows, 'GRC', 1996, 'conflict_deaths')).toMatchObject({
      value: 0,
      imputed: 1,
      source: null,
      file: null,
      row: -1,
      operation: 'not listed: no deaths in conflict',
    });
  });

  test('holds membership of the European Union constant after the last year of the list', () => {
    const listed = panelOf({
      measures: [
        ['eu_member', 'DEU', 1995, 1],
        ['eu_member', 'USA', 1996, 0],
      ],
    });
    expect(cell(listed, 'DEU', 1995, 'eu_member')).toMatchObject({ value: 1, imputed: 0, source: 'eu-membership', row: 1 });
    expect(cell(listed, 'DEU', 1996, 'eu_member')).toMatchObject({
      value: 1,
      imputed: 1,
      source: null,
      operation: 'as in 1995, the last year that is listed',
    });
    expect(cell(listed, 'USA', 1995, 'eu_member')).toMatchObject({ value: 0, imputed: 1, operation: 'not listed: no member' });
  });

  test('refuses a value that no area can have, with area, year, file and row', () => {
    const world = smallWorld();
    const value = world.demography.value.slice();
    value[8 + 4] = 750;
    expect(refusalOf(() => harmonize({ ...world, demography: { ...world.demography, value } }, CALENDAR, 'apart'))).toMatchObject({
      code: 'E303',
      message: 'life_expectancy of USA in 1995 is 750',
      place: { file: 'wpp.txt', row: 13, field: 'life_expectancy' },
      expected: '5 to 100 years',
    });
    expect(refusalOf(() => panelOf({ measures: [['conflict_deaths', 'GRC', 1996, Number.NaN]] }))).toMatchObject({
      message: 'conflict_deaths of GRC in 1996 is NaN',
      place: { file: 'measures.csv', row: 1 },
    });
  });
});

describe('the population check', () => {
  test('puts births over birth rate beside the World Bank, and flags more than 5 per cent', () => {
    const { populationCheck, exclusions } = harmonize(
      smallWorld({
        measures: [
          ['population_mid_year', 'USA', 1995, 5249],
          ['population_mid_year', 'DEU', 1996, 4740],
          ['population_mid_year', 'DEU', 1990, 4740],
          ['population_mid_year', 'EUU', 1995, 9000],
        ],
      }),
      CALENDAR,
      'apart',
    );
    expect(rowsOf(populationCheck)).toEqual([
      { area: 'DEU', year: 1996, wpp: 5000, world_bank: 4740, differs: 1 },
      { area: 'USA', year: 1995, wpp: 5000, world_bank: 5249, differs: 0 },
    ]);
    expect(rowsOf(exclusions).filter(({ source }) => source === 'world-bank-population')).toMatchObject([
      { reason: 'in no code list: an aggregate of the World Bank', orig: 'EUU', year: 1995, rows: 1 },
      { reason: 'outside the years of the estimates', orig: null, year: 1990, rows: 1 },
    ]);
  });
});

describe('areas', () => {
  test('without a region in its source have that of the paper', () => {
    const world = smallWorld();
    const taiwan = <T extends Category>(column: T) => ({ ...column, levels: column.levels.map((code) => (code === 'GRC' ? 'TWN' : code)) });
    const { areaCodes, gdp, pairMeasures, stocks } = world;
    const { areas } = harmonize(
      {
        ...world,
        areaCodes: { ...areaCodes, iso3: taiwan(areaCodes.iso3) },
        gdp: { ...gdp, area: taiwan(gdp.area) },
        pairMeasures: { ...pairMeasures, orig: taiwan(pairMeasures.orig), dest: taiwan(pairMeasures.dest) },
        stocks: { ...stocks, residence: taiwan(stocks.residence) },
      },
      CALENDAR,
      'apart',
    );
    expect(rowsOf(areas).map(({ area, region }) => [area, region])).toEqual([
      ['DEU', 'Europe'],
      ['TWN', 'Eastern Asia'],
      ['USA', 'Northern America'],
    ]);
  });
});

describe('dated facts', () => {
  const { successions, memberships, exclusions } = harmonize(
    smallWorld({
      datedAreas: [
        ['succession', 'Sudan', 'USA', 2012, 9999, 'with the south to 2010'],
        ['succession', 'Anywhere', 'DEU', 1993, 9999, 'as published'],
        ['free_movement', 'Schengen area', 'GRC', 2000, 9999],
        ['free_movement', 'Schengen area', 'DEU', 1995, 2001],
        ['free_movement', 'Schengen area', 'VAT', 1995, 9999],
      ],
    }),
    CALENDAR,
    'apart',
  );

  test('say what the panel takes for a successor before the change', () => {
    expect(rowsOf(successions)).toEqual([
      {
        former: 'Anywhere',
        area: 'DEU',
        first: 1993,
        rule: 'as published',
        file: 'facts.csv',
        row: 2,
        source: 'successions',
      },
      {
        former: 'Sudan',
        area: 'USA',
        first: 2012,
        rule: 'with the south to 2010',
        file: 'facts.csv',
        row: 1,
        source: 'successions',
      },
    ]);
  });

  test('list the members of free-movement areas among the areas', () => {
    expect(rowsOf(memberships).map(({ agreement, area, first, last, row }) => [agreement, area, first, last, row])).toEqual([
      ['Schengen area', 'DEU', 1995, 2001, 4],
      ['Schengen area', 'GRC', 2000, 9999, 3],
    ]);
    expect(rowsOf(exclusions)).toContainEqual({
      source: 'free-movement',
      reason: 'no stock is published',
      orig: 'VAT',
      dest: null,
      year: 1995,
      rows: 1,
      persons: Number.NaN,
    });
  });
});
