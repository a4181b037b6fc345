import { describe, expect, test } from 'vitest';
import type { AreaCodes, Panel, ReportedStocks } from '../../../schemas/generated/types.ts';
import type { DemographicSeries } from '../../../src/adapters/comparison/demographicSeries.ts';
import { midYearAccount, stocksOfRevision } from '../../../src/adapters/comparison/midYearAccount.ts';
import { byIso2, byIso3, byName, placesOf } from '../../../src/adapters/comparison/publishedAreas.ts';
import { publishedEstimates } from '../../../src/adapters/comparison/publishedEstimates.ts';
import { netMigrationOfKnownFlows } from '../../../src/adapters/comparison/stockBasedFlows.ts';
import { PanelSeries } from '../../../src/adapters/panelSeries.ts';
import { positionOf } from '../../../src/evaluation/annualFlows.ts';
import { agreementOf } from '../../../src/evaluation/comparison/agreement.ts';
import { categoryOf } from '../../../src/tables/columns.ts';
import { netcdfBytes } from '../../readers/grids/netcdfBytes.ts';
import { rawSource, refusalOf, refusalOfReading } from '../../readers/scratch.ts';

const ISO3 = ['FJI', 'FRA', 'REU', 'VAT'];
const codes: AreaCodes = {
  iso3: categoryOf(ISO3),
  iso2: categoryOf(['FJ', 'FR', 'RE', 'VA']),
  eurostat: categoryOf(['FJ', 'FR', 'RE', 'VA']),
  cow: new Int32Array(4),
  m49: Int32Array.of(242, 250, 638, 336),
  name: categoryOf(['Fiji', 'France', 'Réunion', 'Vatican City']),
  region: categoryOf(['Oceania', 'Europe', 'Africa', 'Europe']),
  wpp: Uint8Array.of(1, 1, 1, 0),
};
const AREAS = ['FJI', 'FRA', 'REU'];

/** A source with every file: one flow of 5 from Fiji to France in each, 1990; annual flows of 60 in 1990 and 1994 only. */
function sourceOf(changes: Readonly<Record<string, string>> = {}) {
  const matrix = '{"names":["Fiji","France","Reunion","Sudan*"],"regions":[],"matrix":{"1990":[[0,5,0,3],[0,0,0,0],[0,0,0,0],[0,0,0,0]]}}';
  const kinds = ['min_open', 'min_closed', 'pb_closed'].map((kind) => `abel_cohen_ims2020_flow_da_${kind}.json`);
  const moves = ['outward', 'return', 'transit'].map((type) => `abel_cohen_ims2020_flow_${type}_da_pb_closed.json`);
  const variables = [
    { name: 'Year', type: 'int', values: [1990, 1991, 1992, 1993, 1994], dimensions: ['Year'] },
    { name: 'Country ISO', type: 'char', values: 'FJIFRA', dimensions: ['Country ISO', 'string3'] },
    { name: 'mean', type: 'double', values: [1, -1, 2, -2, 3, -3, 4, -4, 5, Number.NaN], dimensions: ['Year', 'Country ISO'] },
  ] as const;
  return rawSource('reference-estimates', {
    'abel_cohen_ims2024_1990_2024.csv':
      'origin,dest,period,drop_neg,reverse_neg,mig_rate,min_open,min_close,pb\nFJI,FRA,1990-1995,5,0,0,0,0,6\nVAT,FRA,1990-1995,5,5,5,5,5,5\n',
    ...Object.fromEntries([...kinds, ...moves].map((name) => [name, matrix])),
    'flows_1990.json': '{"FR":{"FJ":60}}',
    'flows_1994.json': '{"FR":{"FJ":60}}',
    ...changes,
    'gaskin_abel_net_migration.nc': netcdfBytes({ Year: 5, 'Country ISO': 2, string3: 3 }, variables),
  });
}

const frame = {
  areas: AREAS,
  intervals: [
    { start: 1990, end: 1995 },
    { start: 1995, end: 2000 },
  ],
  years: { first: 1990, last: 1999 },
};

describe('publishedEstimates', () => {
  test('puts flows on our areas and intervals; an area without any flow of the period is not known', async () => {
    const { sets } = await publishedEstimates(sourceOf(), codes, frame);
    expect(sets.map(({ name, revision }) => [name, revision])).toEqual([
      ['abel_cohen_2024', 2024],
      ['abel_cohen_2020', 2020],
    ]);
    const nothing = new Array(9).fill(Number.NaN);
    const [set2024, set2020] = sets;
    expect([...set2024!.methods.get('drop_negative')![0]!]).toEqual([
      0,
      5,
      Number.NaN,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([...set2024!.methods.get('pseudo_bayes')![0]!].slice(0, 2)).toEqual([0, 6]);
    expect([...set2024!.methods.get('closed')![1]!]).toEqual(nothing);
    expect([...set2020!.methods.keys()]).toEqual(['open', 'closed', 'pseudo_bayes']);
    expect([...set2020!.moves.get('return')![0]!].slice(0, 2)).toEqual([0, 5]);
  });

  test('takes an unlisted pair of a listed year for 0, and a year without a file or an area that no year lists for unknown', async () => {
    const { annual } = await publishedEstimates(sourceOf(), codes, frame);
    const at = (year: number, orig: number, dest: number) => annual.values[positionOf(annual, year, orig, dest)];
    expect([at(1990, 0, 1), at(1990, 1, 0), at(1990, 2, 1), at(1991, 0, 1), at(1994, 0, 1)]).toEqual([60, 0, Number.NaN, Number.NaN, 60]);
  });

  test('sums net migration over intervals of which every year is known', async () => {
    const { netMigration } = await publishedEstimates(sourceOf(), codes, frame);
    expect(netMigration.map((net) => [...net])).toEqual([
      [15, Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN],
    ]);
  });

  test('refuses a code of no country, and the same flow twice', async () => {
    const unknown = sourceOf({ 'flows_1990.json': '{"ZZ":{"FJ":60}}' });
    expect(await refusalOfReading(() => publishedEstimates(unknown, codes, frame))).toMatchObject({
      code: 'E304',
      message: 'the published estimates "gaskin_abel" name "ZZ", which is in no code list',
    });
    const row = 'FJI,FRA,1990-1995,5,0,0,0,0,6\n';
    const header = 'origin,dest,period,drop_neg,reverse_neg,mig_rate,min_open,min_close,pb\n';
    const twice = sourceOf({ 'abel_cohen_ims2024_1990_2024.csv': header + row + row });
    expect(await refusalOfReading(() => publishedEstimates(twice, codes, frame))).toMatchObject({
      code: 'E303',
      message: 'the published estimates "abel_cohen_2024" give the flow from FJI to FRA of 1990 twice',
    });
  });
});

describe('placesOf', () => {
  test('finds areas by any of their names', () => {
    expect([...placesOf('set', ['FRA', 'VAT'], byIso3(codes), AREAS)]).toEqual([1, -1]);
    expect([...placesOf('set', ['RE', 'FJ'], byIso2(codes), AREAS)]).toEqual([2, 0]);
    expect([...placesOf('set', ['France', 'Reunion', 'Serbia & Montenegro'], byName(codes), AREAS)]).toEqual([1, 2, -1]);
    expect(refusalOf(() => placesOf('set', ['Atlantis'], byName(codes), AREAS)).code).toBe('E304');
  });
});

describe('netMigrationOf', () => {
  test('knows the areas whose flows are known', () => {
    const nan = Number.NaN;
    expect([...netMigrationOfKnownFlows(Float64Array.of(0, 5, nan, 2, 0, nan, nan, nan, nan), 3)]).toEqual([-3, 3, nan]);
  });
});

describe('agreementOf', () => {
  test('compares corridors that both know, apart from the diagonal', () => {
    const ours = Float64Array.of(99, 2, 8, 0, 99, 3, 1, Number.NaN, 99);
    const theirs = Float64Array.of(0, 1, 4, 0, 0, 2, Number.NaN, 7, 0);
    const { n, medianRatio, total, publishedTotal, correlation } = agreementOf(ours, theirs, 3);
    expect({ n, medianRatio, total, publishedTotal }).toEqual({ n: 4, medianRatio: 2, total: 13, publishedTotal: 7 });
    // Deviations -1.25, 4.75, -3.25, -0.25 and -0.75, 2.25, -1.75, 0.25.
    expect(correlation).toBeCloseTo((0.9375 + 10.6875 + 5.6875 - 0.0625) / Math.sqrt(34.75 * 8.75), 12);
  });
});

describe('midYearAccount', () => {
  const YEARS = [1990, 1991, 1992, 1993, 1994, 1995];
  const panelOf = (): Panel => {
    const values = {
      population: [1000, 1010, 1020, 1030, 1040, 1050],
      births: [20, 10, 10, 10, 10],
      deaths: [8, 6, 6, 6, 6],
      net_migration: [4, 2, 2, 2, 2],
    };
    const rows = ['AAA', 'BBB'].flatMap((area) =>
      Object.entries(values).flatMap(([indicator, numbers]) =>
        numbers.map((value, step) => ({ area, indicator, value, year: YEARS[step]! })),
      ),
    );
    const text = categoryOf(rows.map(() => 'invented'));
    return {
      area: categoryOf(rows.map(({ area }) => area)),
      year: Int16Array.from(rows, ({ year }) => year),
      indicator: categoryOf(rows.map(({ indicator }) => indicator)),
      value: Float64Array.from(rows, ({ value }) => value),
      imputed: new Uint8Array(rows.length),
      source: text,
      file: text,
      row: new Int32Array(rows.length),
      operation: text,
    };
  };
  const areas = ['AAA', 'BBB'];
  const series = (name: string) => new PanelSeries(panelOf(), name, areas);
  const demography: DemographicSeries = {
    areas,
    population: series('population'),
    births: series('births'),
    deaths: series('deaths'),
    netMigration: series('net_migration'),
  };
  /** 100 people born in AAA live in BBB in 1990 and 140 in 1995; 30 residents of AAA, 900 of BBB in 1995, are of unknown birth. */
  const stocks: ReportedStocks = {
    revision: Int16Array.of(2024, 2024, 2024, 2024, 2020),
    year: Int16Array.of(1990, 1990, 1995, 1995, 1990),
    birth: categoryOf(['AAA', 'OOO', 'AAA', 'OOO', 'AAA']),
    residence: categoryOf(['BBB', 'AAA', 'BBB', 'BBB', 'BBB']),
    persons: Float64Array.of(100, 30, 140, 900, 7),
    citizenship: new Uint8Array(5),
    imputed: new Uint8Array(5),
    file: categoryOf(new Array(5).fill('stocks.csv')),
    row: Int32Array.of(1, 2, 3, 4, 5),
  };
  const byYear = stocksOfRevision(stocks, 2024, areas);
  const input = (unknown: 'native' | 'left out') =>
    midYearAccount(byYear, demography, { start: 1990, end: 1995 }, { first: 1990, last: 1994 }, unknown);

  test('counts natives at mid-year, with those of unknown birth or without', () => {
    // 1,005 people on 1 July 1990 and, by half of the growth of 1994, 1,055 on 1 July 1995.
    expect([...input('native').start]).toEqual([1005, 100, 0, 905]);
    expect([...input('native').end]).toEqual([1055, 140, 0, 915]);
    expect([...input('left out').start]).toEqual([975, 100, 0, 905]);
  });

  test('keeps residents of unknown birth where they are most of the people', () => {
    expect([...input('left out').end]).toEqual([1055, 140, 0, 915]);
  });

  test('takes half of the events of the first and of the last year, the last known one where there is none', () => {
    const { births, deaths, netMigration } = input('native');
    expect([...births, ...deaths, ...netMigration]).toEqual([55, 55, 31, 31, 11, 11]);
  });
});
