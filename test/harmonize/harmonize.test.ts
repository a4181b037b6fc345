import { describe, expect, test } from 'vitest';
import { harmonize } from '../../src/harmonize/harmonize.ts';
import { rowsOf } from '../readers/columns.ts';
import { refusalOf } from '../readers/scratch.ts';
import { CALENDAR, type Flow, type Reports, smallWorld } from './smallWorld.ts';

const run = (reports: Reports) => harmonize(smallWorld(reports), CALENDAR, 'apart');
const META: Omit<Flow, 'orig' | 'dest' | 'persons'> = { source: 'flows-meta', reporter: 'model', system: 'iso2', year: 1995 };

describe('areas', () => {
  test('are those with stocks, indicators, GDP and distances, sorted', () => {
    expect(rowsOf(run({ stocks: [[2024, 1995, 'VAT', 'DEU', 3]] }).areas)).toEqual([
      { area: 'DEU', m49: 276, name: 'Germany', region: 'Europe' },
      { area: 'GRC', m49: 300, name: 'Greece', region: null },
      { area: 'USA', m49: 840, name: 'United States', region: 'Northern America' },
    ]);
  });

  test('that are left out go to the exclusions with the reason, like codes for no area', () => {
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
    const counted = rowsOf(exclusions).filter(({ persons }) => Number(persons) > 0);
    expect(counted.map(({ source, reason, orig, dest, year, rows, persons }) => [source, reason, orig, dest, year, rows, persons])).toEqual(
      [
        ['flows-meta', 'Kosovo is not an area of its own in the stocks', 'XK', null, 1995, 2, 15],
        ['un-desa-stocks-2020', 'within one area', 'DEU', 'DEU', 1995, 1, 5],
        ['un-desa-stocks-2024', 'no WPP indicators in some year', 'VAT', null, 1995, 1, 3],
        ['un-desa-stocks-2024', 'the Channel Islands are not one area of ISO 3166', null, 'XCX', 1995, 1, 4],
        ['unhcr-refugees', 'no known country', 'UNK', null, 1995, 1, 6],
      ],
    );
  });

  test('must be two at least', () => {
    expect(refusalOf(() => harmonize(smallWorld(), { first: 1990, last: 1996 }, 'apart'))).toMatchObject({
      code: 'E307',
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
  test('is refused with file, row, field and code', () => {
    expect(refusalOf(() => run({ flows: [{ ...META, orig: 'DE', dest: 'QQ', persons: 1, row: 17 }] }))).toMatchObject({
      code: 'E304',
      message: '"QQ" in dest is in no code list',
      place: { file: 'flows-meta.csv', row: 17, field: 'dest' },
      expected: 'a country or area of the source area-codes, by its iso2 code',
    });
    expect(refusalOf(() => run({ stocks: [[2024, 1995, 'QQQ', 'DEU', 1]] }))).toMatchObject({
      code: 'E304',
      place: { file: 'stocks.csv', row: 4, field: 'from' },
    });
    expect(refusalOf(() => run({ refugees: [['DEU', 'ARE', 1995, 1]] })).message).toBe('"ARE" in coa_iso is in no code list');
    expect(refusalOf(() => run({ netMigration: [['QQQ', 1995, 1]] })).code).toBe('E304');
  });
});

describe('reports', () => {
  const eurostat = { source: 'flows-eurostat', reporter: 'destination', system: 'eurostat', year: 1995 } as const;
  const both = { source: 'flows-eurostat-both-reports', system: 'iso3', dest: 'DEU', orig: 'GRC' } as const;

  test('of one flow stand side by side; the same report is kept once', () => {
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
    const counted = rowsOf(exclusions).filter(({ persons }) => Number(persons) > 0);
    expect(counted.map((row) => [row['source'], row['reason'], row['year'], row['persons']])).toEqual([
      ['flows-eurostat-both-reports', 'the same report as in flows-eurostat', 1995, 20],
      ['flows-meta', 'outside the years of the estimates', 2020, 41],
    ]);
  });

  test('of the other side on the same flow are linked, those of the same source first', () => {
    const { observations } = run({
      flows: [
        { ...both, reporter: 'origin', year: 1995, persons: 9, quality: 'C', row: 3 },
        { ...both, reporter: 'destination', year: 1995, persons: 20, quality: 'A', row: 3 },
        { ...eurostat, orig: 'GR', dest: 'DE', persons: 20, row: 8 },
        { ...both, reporter: 'origin', year: 1996, persons: 9, row: 4 },
        { ...both, reporter: 'destination', year: 1996, persons: 19, row: 4 },
        { ...eurostat, orig: 'GR', dest: 'DE', year: 1996, persons: 20, row: 9 },
        { ...META, orig: 'GR', dest: 'DE', year: 1996, persons: 30 },
      ],
    });
    const rows = rowsOf(observations);
    expect(rows.map(({ year, source, reporter, mirror }) => [year, source, reporter, mirror])).toEqual([
      [1995, 'flows-eurostat', 'destination', 1],
      [1995, 'flows-eurostat-both-reports', 'origin', 0],
      [1996, 'flows-eurostat', 'destination', 4],
      [1996, 'flows-eurostat-both-reports', 'destination', 4],
      [1996, 'flows-eurostat-both-reports', 'origin', 3],
      [1996, 'flows-meta', 'model', -1],
    ]);
    expect(rows[0]).toMatchObject({
      file: 'flows-eurostat.csv',
      row: 8,
      quality: 'A',
      operation: 'class of quality from flows-eurostat-both-reports',
    });
    expect(rows[1]).toMatchObject({ file: 'flows-eurostat-both-reports.csv', row: 3, quality: 'C', operation: 'as published' });
  });
});

describe('net migration', () => {
  test('is reported by offices and modelled by WPP, side by side', () => {
    const { netMigration } = run({
      netMigration: [
        ['USA', 1996, 5],
        ['DEU', 1996, -4],
        ['DEU', 1994, 3],
      ],
    });
    expect(rowsOf(netMigration).map(({ area, year, persons, kind, source, row }) => [area, year, persons, kind, source, row])).toEqual([
      ['DEU', 1995, 10, 'model', 'un-wpp-2024', 38],
      ['DEU', 1996, -4, 'reported', 'net-migration-national', 2],
      ['DEU', 1996, 10, 'model', 'un-wpp-2024', 46],
      ['GRC', 1995, 10, 'model', 'un-wpp-2024', 62],
      ['GRC', 1996, 10, 'model', 'un-wpp-2024', 70],
      ['USA', 1995, 10, 'model', 'un-wpp-2024', 14],
      ['USA', 1996, 5, 'reported', 'net-migration-national', 1],
      ['USA', 1996, 10, 'model', 'un-wpp-2024', 22],
    ]);
  });

  test('names the conversions that the compilers made, and does none twice', () => {
    const { netMigration } = run({ netMigration: [['USA', 1996, 5]] });
    expect(rowsOf(netMigration).find(({ kind }) => kind === 'reported')).toMatchObject({
      persons: 5,
      operation: 'several national series, combined by the compilers',
    });
  });

  test('of the completed file is no report where it repeats an office or rounds WPP', () => {
    const { netMigration, exclusions } = run({
      netMigration: [
        ['USA', 1996, 5000],
        ['USA', 1996, 5000, 'net-migration-filled'],
        ['GRC', 1996, 0, 'net-migration-filled'],
        ['DEU', 1996, 7000, 'net-migration-filled'],
      ],
    });
    expect(rowsOf(netMigration).filter(({ source }) => source !== 'un-wpp-2024')).toMatchObject([
      { area: 'DEU', persons: 7000, kind: 'model', source: 'net-migration-filled', operation: 'filled in by the compilers' },
      { area: 'USA', persons: 5000, kind: 'reported', source: 'net-migration-national' },
    ]);
    expect(rowsOf(exclusions).filter(({ source }) => source === 'net-migration-filled')).toMatchObject([
      { reason: 'no report: un-wpp-2024 rounded to thousands', orig: 'GRC', year: 1996, rows: 1 },
      { reason: 'the same report as in net-migration-national', orig: 'USA', year: 1996, rows: 1 },
    ]);
  });
});

describe('refugees', () => {
  test('are stocks at the end of the calendar years, and newly displaced persons beside them', () => {
    const { refugees, exclusions } = run({
      refugees: [
        ['GRC', 'DEU', 1996, 2],
        ['GRC', 'DEU', 1994, 1],
        ['DEU', 'GRC', 1995, 0],
        ['GRC', 'USA', 1995, 4, 'displaced'],
        ['GRC', 'USA', 1994, 5, 'displaced'],
      ],
    });
    const place = { file: 'refugees.csv', operation: 'as published' };
    expect(rowsOf(refugees)).toEqual([
      { ...place, measure: 'displaced', year: 1995, origin: 'GRC', asylum: 'USA', persons: 4, source: 'unhcr-displaced', row: 4 },
      { ...place, measure: 'stock', year: 1995, origin: 'DEU', asylum: 'GRC', persons: 0, source: 'unhcr-refugees', row: 3 },
      { ...place, measure: 'stock', year: 1996, origin: 'GRC', asylum: 'DEU', persons: 2, source: 'unhcr-refugees', row: 1 },
    ]);
    expect(rowsOf(exclusions).filter(({ source }) => String(source).startsWith('unhcr'))).toMatchObject([
      { source: 'unhcr-displaced', reason: 'outside the years of the estimates', year: 1994, persons: 5 },
      {
        source: 'unhcr-refugees',
        reason: 'outside the years of the estimates, but used for the floor of the stocks',
        year: 1994,
        persons: 1,
      },
    ]);
  });
});

describe('rows that ingest set apart', () => {
  test('are counted among the exclusions by source and reason', () => {
    const { exclusions } = run({
      quarantine: [
        ['gdp', 3, 'growth is "x"'],
        ['gdp', 9, 'growth is "x"'],
        ['colony', 1, 'has 3 fields'],
      ],
    });
    expect(rowsOf(exclusions).filter(({ reason }) => String(reason).startsWith('quarantined'))).toEqual([
      { source: 'colony', reason: 'quarantined: has 3 fields', orig: null, dest: null, year: 0, rows: 1, persons: Number.NaN },
      { source: 'gdp', reason: 'quarantined: growth is "x"', orig: null, dest: null, year: 0, rows: 2, persons: Number.NaN },
    ]);
  });
});
