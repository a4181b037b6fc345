import { describe, expect, test } from 'vitest';
import { harmonize } from '../../src/harmonize/harmonize.ts';
import { rowsOf } from '../readers/columns.ts';
import { refusalOf } from '../readers/scratch.ts';
import { CALENDAR, type Flow, type Reports, smallWorld } from './smallWorld.ts';

const run = (reports: Reports) => harmonize(smallWorld(reports), CALENDAR, 'apart');
const reasons = (reports: Reports) =>
  rowsOf(run(reports).exclusions)
    .filter(({ source }) => source === 'world-bank-population' || source === 'flows-eurostat' || source === 'unhcr-refugees')
    .map(({ reason, orig, rows }) => [reason, orig, rows]);
const EUROSTAT: Omit<Flow, 'orig' | 'persons'> = {
  source: 'flows-eurostat',
  reporter: 'destination',
  system: 'eurostat',
  year: 1995,
  dest: 'DE',
};

describe('codes that were given up', () => {
  const population = (area: string): Reports => ({ measures: [['population_mid_year', area, 1995, 5]] });

  test('are no aggregates of the World Bank, of which only the known ones are left out', () => {
    expect(reasons(population('EUU'))).toEqual([['in no code list: an aggregate of the World Bank', 'EUU', 1]]);
    expect(reasons(population('SCG'))).toEqual([['Serbia and Montenegro, not divided between its successors', 'SCG', 1]]);
    expect(reasons(population('YUG'))).toEqual([['Yugoslavia, not divided between its successors', 'YUG', 1]]);
    expect(refusalOf(() => run(population('QQQ'))).message).toBe('"QQQ" is in no code list');
  });

  test.each([
    ['ROM', 'ROU'],
    ['ZAR', 'COD'],
    ['TMP', 'TLS'],
  ])('are refused with the present code: %s', (former, present) => {
    const hint = `${former} is a former code of ${present}: write ${present}, and see that the file has no rows of both.`;
    expect(refusalOf(() => run(population(former)))).toMatchObject({ code: 'E304', message: `"${former}" is in no code list`, hint });
    expect(refusalOf(() => run({ refugees: [[former, 'DEU', 1995, 1]] }))).toMatchObject({ code: 'E304', hint });
  });

  test('of former states are left out of refugees too', () => {
    expect(reasons({ refugees: [['YUG', 'DEU', 1995, 1]] })).toEqual([['Yugoslavia, not divided between its successors', 'YUG', 1]]);
  });
});

describe('sums of Eurostat', () => {
  test.each([
    'NEU27_2020_FOR',
    'EU27_2020_FOR',
    'NEU28',
    'EXT_EU27_2020',
    'EEA30_2007',
    'EFTA_FOR',
    'AFR_N',
    'AME_C_CRB',
    'CC5_2007',
    'HDC_2013',
  ])('are left out: %s', (orig) => {
    expect(reasons({ flows: [{ ...EUROSTAT, orig, persons: 9 }] })).toEqual([['sum over several countries', orig, 1]]);
  });

  test('are not taken for codes that begin like them', () => {
    for (const orig of ['EUX', 'AFRIKA', 'N27', 'QQ']) {
      expect(refusalOf(() => run({ flows: [{ ...EUROSTAT, orig, persons: 9 }] })).code).toBe('E304');
    }
  });
});

describe('an unknown code of a source in quarantine', () => {
  test('leaves its rows out with the reason, and those of no other source', () => {
    const lenient = new Set(['flows-eurostat', 'unhcr-refugees']);
    const reports: Reports = { flows: [{ ...EUROSTAT, orig: 'QQ', persons: 9 }], refugees: [['QQQ', 'DEU', 1995, 1]] };
    const { exclusions } = harmonize(smallWorld(reports), CALENDAR, 'apart', lenient);
    expect(rowsOf(exclusions).filter(({ reason }) => reason === 'a code that is in no code list')).toMatchObject([
      { source: 'flows-eurostat', orig: 'QQ', persons: 9 },
      { source: 'unhcr-refugees', orig: 'QQQ', persons: 1 },
    ]);
    const net: Reports = { netMigration: [['QQQ', 1995, 1]] };
    expect(refusalOf(() => harmonize(smallWorld(net), CALENDAR, 'apart', lenient)).code).toBe('E304');
  });
});

describe('two codes of one area in one file', () => {
  const el: Flow = { ...EUROSTAT, orig: 'EL', persons: 9, row: 3 };

  test('are one report where they say the same, noted with the reason', () => {
    const flows = [el, { ...el, orig: 'GR', row: 8 }, { ...el, orig: 'GR', year: 1996, row: 9 }];
    expect(rowsOf(run({ flows }).observations).map(({ orig, year, persons, row }) => [orig, year, persons, row])).toEqual([
      ['GRC', 1995, 9, 3],
      ['GRC', 1996, 9, 9],
    ]);
    expect(reasons({ flows })).toEqual([['the same report under another code of the area', null, 1]]);
  });

  test('are refused where they differ, with both rows', () => {
    expect(refusalOf(() => run({ flows: [el, { ...el, orig: 'GR', persons: 10, row: 8 }] }))).toMatchObject({
      code: 'E303',
      message: 'persons is 10, but 9 for the same flow in data row 3',
      place: { file: 'flows-eurostat.csv', row: 8, field: 'persons' },
    });
  });

  test('may report for themselves in two sources', () => {
    const flows = [el, { ...el, source: 'flows-eurostat-both-reports', system: 'iso3' as const, orig: 'GRC', dest: 'DEU', persons: 10 }];
    expect(rowsOf(run({ flows }).observations)).toHaveLength(2);
  });
});
