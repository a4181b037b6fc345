import { describe, expect, it } from 'vitest';
import { harmonize } from '../../src/harmonize/harmonize.ts';
import { rowsOf } from '../readers/columns.ts';
import { refusalOf } from '../readers/scratch.ts';
import { CALENDAR, type Flow, type Reports, smallWorld } from './smallWorld.ts';

const run = (reports: Reports) => harmonize(smallWorld(reports), CALENDAR, 'apart');
const META: Omit<Flow, 'orig' | 'dest' | 'persons'> = { source: 'flows-meta', reporter: 'model', system: 'iso2', year: 1995 };

describe('areas', () => {
  it('are those with stocks, indicators, GDP and distances, sorted', () => {
    expect(rowsOf(run({ stocks: [[2024, 1995, 'VAT', 'DEU', 3]] }).areas)).toEqual([
      { area: 'DEU', m49: 276, name: 'Germany' },
      { area: 'GRC', m49: 300, name: 'Greece' },
      { area: 'USA', m49: 840, name: 'United States' },
    ]);
  });

  it('that are left out go to the exclusions with the reason, like codes for no area', () => {
    const { exclusions } = run({
      stocks: [
        [2024, 1995, 'VAT', 'DEU', 3],
        [2024, 1995, 'DEU', 'XCX', 4],
        [2020, 1995, 'DEU', 'DEU', 5],
      ],
      refugees: [['UNK', 'DEU', 1995, 6]],
      flows: [
        { ...META, orig: 'XK', dest: 'DE', persons: 7 },
        { ...META, orig: 'XK', dest: 'US', persons: 8 },
      ],
    });
    expect(rowsOf(exclusions)).toEqual([
      { source: 'flows-meta', reason: 'Kosovo is not an area of its own in the stocks', orig: 'XK', dest: null, year: 1995, persons: 15 },
      { source: 'un-desa-stocks-2020', reason: 'within one area', orig: 'DEU', dest: 'DEU', year: 1995, persons: 5 },
      { source: 'un-desa-stocks-2024', reason: 'no WPP indicators in some year', orig: 'VAT', dest: null, year: 1995, persons: 3 },
      {
        source: 'un-desa-stocks-2024',
        reason: 'the Channel Islands are not one area of ISO 3166',
        orig: null,
        dest: 'XCX',
        year: 1995,
        persons: 4,
      },
      { source: 'unhcr-refugees', reason: 'no known country', orig: 'UNK', dest: null, year: 1995, persons: 6 },
    ]);
  });

  it('must be two at least', () => {
    expect(refusalOf(() => harmonize(smallWorld(), { first: 1990, last: 1996 }, 'apart'))).toMatchObject({
      code: 'E505',
      message: '0 areas have stocks, WPP indicators, GDP and distances in every year from 1990 to 1996',
      details: [
        'USA: no WPP indicators in some year',
        'DEU: no WPP indicators in some year',
        'GRC: no WPP indicators in some year',
        'VAT: no stock is published',
      ],
    });
  });
});

describe('an unknown code', () => {
  it('is refused with file, row, field and code', () => {
    expect(refusalOf(() => run({ flows: [{ ...META, orig: 'DE', dest: 'QQ', persons: 1, row: 17 }] }))).toMatchObject({
      code: 'E304',
      message: 'flows-meta.csv: "QQ" in dest is in no code list',
      place: { file: 'flows-meta.csv', row: 17, field: 'dest' },
      expected: 'a country or area of the source area-codes, by its iso2 code',
    });
    expect(refusalOf(() => run({ stocks: [[2024, 1995, 'QQQ', 'DEU', 1]] }))).toMatchObject({
      code: 'E304',
      place: { file: 'un-desa-stocks-2024', field: 'from' },
    });
    expect(refusalOf(() => run({ refugees: [['DEU', 'ARE', 1995, 1]] })).message).toBe(
      'unhcr-refugees: "ARE" in coa_iso is in no code list',
    );
    expect(refusalOf(() => run({ netMigration: [['QQQ', 1995, 1]] })).code).toBe('E304');
  });
});

describe('the panel', () => {
  const { panel } = run({});
  const rows = rowsOf(panel);

  it('has every indicator of every year, and the population on 1 January after the last', () => {
    expect(rows).toHaveLength(3 * (2 * 9 + 1));
    expect(rows.slice(0, 9).map(({ area, year, indicator, value }) => [area, year, indicator, value])).toEqual([
      ['DEU', 1995, 'birth_rate', 0.02],
      ['DEU', 1995, 'births', 100],
      ['DEU', 1995, 'death_rate', 0.008],
      ['DEU', 1995, 'deaths', 40],
      ['DEU', 1995, 'gdp_growth', 1.5],
      ['DEU', 1995, 'gdp_per_capita', 30_000],
      ['DEU', 1995, 'life_expectancy', 75],
      ['DEU', 1995, 'net_migration', 10],
      ['DEU', 1995, 'population', 1000],
    ]);
    expect(rows[18]).toMatchObject({ area: 'DEU', year: 1997, indicator: 'population', value: 1140 });
  });

  it('names source and operation of each value', () => {
    expect(rows[2]).toMatchObject({ source: 'un-wpp-2024', operation: 'divided by 1000' });
    expect(rows[5]).toMatchObject({ source: 'gdp', operation: 'none' });
  });
});

describe('pairs', () => {
  it('have a distance in both directions', () => {
    expect(rowsOf(run({}).pairs).map(({ orig, dest, distance_km }) => [orig, dest, distance_km])).toEqual([
      ['DEU', 'GRC', 576],
      ['DEU', 'USA', 1116],
      ['GRC', 'DEU', 576],
      ['GRC', 'USA', 1140],
      ['USA', 'DEU', 1116],
      ['USA', 'GRC', 1140],
    ]);
  });

  it('without a distance are refused', () => {
    const world = smallWorld();
    const { orig, dest, km } = world.distance;
    const distance = {
      orig: { ...orig, codes: orig.codes.slice(0, -2) },
      dest: { ...dest, codes: dest.codes.slice(0, -2) },
      km: km.slice(0, -2),
    };
    expect(refusalOf(() => harmonize({ ...world, distance }, CALENDAR, 'apart'))).toMatchObject({
      code: 'E303',
      message: 'source distance has no distance from GRC to DEU',
    });
  });
});

describe('reports', () => {
  const eurostat = { source: 'flows-eurostat', reporter: 'destination', system: 'eurostat', year: 1995 } as const;
  const both = { source: 'flows-eurostat-both-reports', system: 'iso3', dest: 'DEU', orig: 'GRC' } as const;

  it('of one flow stand side by side; the same report is kept once', () => {
    const { observations, exclusions } = run({
      flows: [
        { ...both, reporter: 'origin', year: 1995, persons: 9 },
        { ...both, reporter: 'destination', year: 1995, persons: 20 },
        { ...both, reporter: 'destination', year: 1996, persons: 23 },
        { ...eurostat, orig: 'GR', dest: 'DE', persons: 20 },
        { ...eurostat, orig: 'EL', dest: 'DE', year: 1996, persons: 21 },
        { ...META, orig: 'US', dest: 'DE', persons: 30 },
        { ...META, orig: 'DE', dest: 'US', persons: 40 },
        { ...META, orig: 'DE', dest: 'US', year: 2020, persons: 41 },
      ],
    });
    expect(
      rowsOf(observations).map((row) => [
        row['orig'],
        row['dest'],
        row['year'],
        row['source'],
        row['reporter'],
        row['persons'],
        row['pair'],
      ]),
    ).toEqual([
      ['DEU', 'USA', 1995, 'flows-meta', 'model', 40, 2],
      ['GRC', 'DEU', 1995, 'flows-eurostat', 'destination', 20, 1],
      ['GRC', 'DEU', 1995, 'flows-eurostat-both-reports', 'origin', 9, 1],
      ['GRC', 'DEU', 1996, 'flows-eurostat', 'destination', 21, 1],
      ['GRC', 'DEU', 1996, 'flows-eurostat-both-reports', 'destination', 23, 1],
      ['USA', 'DEU', 1995, 'flows-meta', 'model', 30, 2],
    ]);
    expect(rowsOf(exclusions).map((row) => [row['source'], row['reason'], row['year'], row['persons']])).toEqual([
      ['flows-eurostat-both-reports', 'the same report as in flows-eurostat', 1995, 20],
      ['flows-meta', 'outside the years of the estimates', 2020, 41],
    ]);
  });

  it('of net migration and refugees are those of the calendar years', () => {
    const { netMigration, refugees } = run({
      netMigration: [
        ['USA', 1996, 5],
        ['DEU', 1996, -4],
        ['DEU', 1994, 3],
      ],
      refugees: [
        ['GRC', 'DEU', 1996, 2],
        ['GRC', 'DEU', 1994, 1],
        ['DEU', 'GRC', 1995, 0],
      ],
    });
    expect(rowsOf(netMigration)).toEqual([
      { area: 'DEU', year: 1996, persons: -4, source: 'net-migration-national' },
      { area: 'USA', year: 1996, persons: 5, source: 'net-migration-national' },
    ]);
    expect(rowsOf(refugees)).toEqual([
      { year: 1995, origin: 'DEU', asylum: 'GRC', persons: 0 },
      { year: 1996, origin: 'GRC', asylum: 'DEU', persons: 2 },
    ]);
  });
});
