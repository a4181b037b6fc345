import { describe, expect, test } from 'vitest';
import { iso3ByM49, readAreaCodes, readRegions } from '../../../src/readers/areas/areaCodes.ts';
import { readConflictDeaths, readEuMembership, readWorldBankPopulation } from '../../../src/readers/areas/areaMeasures.ts';
import { readFreeMovement, readSuccessions } from '../../../src/readers/areas/datedAreas.ts';
import { readColony, readDistance, readLandBorders, readLanguage, readReligion } from '../../../src/readers/pairs/pairMeasures.ts';
import { readComtradeTrade, readCowTrade } from '../../../src/readers/pairs/trade.ts';
import { readStockCorrections } from '../../../src/readers/stocks/stockCorrections.ts';
import { readUnhcrDisplaced, readUnhcrRefugees } from '../../../src/readers/stocks/unhcr.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const source = (id: string, content: string) => rawSource(id, { 'raw.csv': content });
const file = 'folder/raw.csv';

describe('area codes', () => {
  const HEADER = '"country.name.en","iso2c","iso3c","iso3n","cown","eurostat"\n';

  test('leave out entities without a number and take the region; "NA" is Namibia', async () => {
    const rows =
      '"Namibia","NA","NAM",516,565,"NA"\n"Yugoslavia",,,,345,\n"Réunion","RE","REU",638,,\n"United Kingdom","GB","GBR",826,200,"UK"\n';
    const listed = await readAreaCodes(source('area-codes', HEADER + rows), new Set([516, 638]));
    const codes = await readRegions(source('regions', 'Country ISO,Region\nNAM,Sub-Saharan Africa\n'), listed);
    expect(rowsOf(codes)).toEqual([
      { iso3: 'NAM', iso2: 'NA', eurostat: 'NA', cow: 565, m49: 516, name: 'Namibia', region: 'Sub-Saharan Africa', wpp: 1 },
      { iso3: 'REU', iso2: 'RE', eurostat: null, cow: 0, m49: 638, name: 'Réunion', region: null, wpp: 1 },
      { iso3: 'GBR', iso2: 'GB', eurostat: 'UK', cow: 200, m49: 826, name: 'United Kingdom', region: null, wpp: 0 },
    ]);
    expect(iso3ByM49(codes).get(638)).toBe('REU');
  });

  test('refuse an area twice, in the list and in the regions, and a region of an area that is not in the list', async () => {
    const twice = source('area-codes', `${HEADER}A,AA,AAA,1,,\nB,BB,AAA,2,,\n`);
    expect((await refusalOfReading(() => readAreaCodes(twice, new Set()))).message).toBe(`iso3 AAA is there already, in data row 1`);
    const listed = await readAreaCodes(source('area-codes', `${HEADER}Aruba,AW,ABW,533,,\n`), new Set());
    const regions = source('regions', 'Country ISO,Region\nABW,Caribbean\nABW,Oceania\n');
    expect((await refusalOfReading(() => readRegions(regions, listed))).message).toBe(`Country ISO is ABW a second time`);
    const unlisted = source('regions', 'Country ISO,Region\nABX,Caribbean\n');
    expect(await refusalOfReading(() => readRegions(unlisted, listed))).toMatchObject({
      code: 'E304',
      message: `Country ISO is "ABX", which is in no code list`,
      place: { row: 1, field: 'Country ISO' },
    });
  });
});

describe('yearly measures of areas', () => {
  test('are read with their names', async () => {
    const eu = await readEuMembership(source('eu', ',Year,Country ISO,EU\n0,1990,ABW,0.0\n1,1990,DEU,1.0\n'));
    expect(rowsOf(eu)).toEqual([
      { source: 'eu', measure: 'eu_member', area: 'ABW', year: 1990, value: 0, file, row: 1 },
      { source: 'eu', measure: 'eu_member', area: 'DEU', year: 1990, value: 1, file, row: 2 },
    ]);
    const deaths = await readConflictDeaths(source('ucdp', 'country,year,deaths\nAFG,1990,1514\n'));
    expect(rowsOf(deaths)).toMatchObject([{ measure: 'conflict_deaths', area: 'AFG', value: 1514 }]);
    const population = await readWorldBankPopulation(source('wb', 'Country Name,Country Code,Year,Value\nEuro area,EMU,1960,265203\n'));
    expect(rowsOf(population)).toMatchObject([{ measure: 'population_mid_year', area: 'EMU', year: 1960, value: 265_203 }]);
  });

  test('refuse half a membership', async () => {
    const eu = source('eu', ',Year,Country ISO,EU\n0,1990,ABW,0.5\n');
    expect((await refusalOfReading(() => readEuMembership(eu))).message).toBe(`EU is "0.5"`);
  });
});

describe('measures of pairs', () => {
  test.each([
    ['distance', 'distw_harmonic', readDistance, 13192.12],
    ['language', 'csl', readLanguage, 2.78],
    ['religion', 'Religious similarity', readReligion, 1.96],
    ['colony', 'colony_of_destination_ever', readColony, 1],
  ])('are directed: %s', async (measure, field, read, value) => {
    const text = `,Origin ISO,Destination ISO,${field}\n0,ABW,ABW,0.0\n1,ABW,AFG,${value}\n`;
    expect(rowsOf(await read(source('s', text)))).toEqual([
      { source: 's', measure, orig: 'ABW', dest: 'ABW', value: 0, file, row: 1 },
      { source: 's', measure, orig: 'ABW', dest: 'AFG', value, file, row: 2 },
    ]);
  });

  test('refuse text for a number and half a colony', async () => {
    const far = source('s', ',Origin ISO,Destination ISO,distw_harmonic\n0,ABW,AFG,far\n');
    expect((await refusalOfReading(() => readDistance(far))).message).toBe(`distw_harmonic is "far"`);
    const half = source('s', ',Origin ISO,Destination ISO,colony_of_destination_ever\n0,ABW,AFG,0.5\n');
    expect((await refusalOfReading(() => readColony(half))).code).toBe('E303');
  });

  test('hold a border in both directions, given once', async () => {
    const borders = await readLandBorders(source('b', 'area1,area2,note\nBRA,GUF,French Guiana\n'));
    expect(rowsOf(borders).map(({ orig, dest, value, row }) => [orig, dest, value, row])).toEqual([
      ['BRA', 'GUF', 1, 1],
      ['GUF', 'BRA', 1, 1],
    ]);
    const twice = source('b', 'area1,area2\nBRA,GUF\nGUF,BRA\n');
    expect((await refusalOfReading(() => readLandBorders(twice))).message).toBe(`orig, dest GUF BRA is there already, in data row 1`);
    expect((await refusalOfReading(() => readLandBorders(source('b', 'area1,area2\nBRA,BRA\n')))).code).toBe('E303');
  });
});

describe('dated facts', () => {
  test('go on where the last year is empty', async () => {
    const text = 'agreement,area,first,last,note\nUnion,GBR,1973,2020,left\nUnion,DEU,1968,,\n';
    expect(rowsOf(await readFreeMovement(source('f', text)))).toEqual([
      { list: 'free_movement', name: 'Union', area: 'GBR', first: 1973, last: 2020, rule: null, file, row: 1 },
      { list: 'free_movement', name: 'Union', area: 'DEU', first: 1968, last: 9999, rule: null, file, row: 2 },
    ]);
    expect(rowsOf(await readSuccessions(source('s', 'former,area,first,rule,note\nUSSR,UKR,1992,published,\n')))).toEqual([
      { list: 'succession', name: 'USSR', area: 'UKR', first: 1992, last: 9999, rule: 'published', file, row: 1 },
    ]);
  });

  test('refuse an end before the beginning', async () => {
    const text = 'agreement,area,first,last\nUnion,GBR,1973,1972\n';
    expect((await refusalOfReading(() => readFreeMovement(source('f', text)))).message).toBe(`last is 1972, before the first year 1973`);
  });
});

describe('corrections of stocks', () => {
  const header = 'birth,residence,year,persons,revision,reason\n';
  const reading = (rows: string) => readStockCorrections(source('c', header + rows));

  test('give persons, or the revision to take', async () => {
    const rest = { birth: 'VNM', residence: 'MYS', file };
    expect(rowsOf(await reading('VNM,MYS,2020,,2020,"falls to 5, from 17,668"\nVNM,MYS,2024,109000,,lost\n'))).toEqual([
      { ...rest, year: 2020, persons: Number.NaN, revision: 2020, reason: 'falls to 5, from 17,668', row: 1 },
      { ...rest, year: 2024, persons: 109_000, revision: 0, reason: 'lost', row: 2 },
    ]);
  });

  test.each([
    ['VNM,MYS,2020,5,2020,why\n', 'persons is 5 beside revision 2020'],
    ['VNM,MYS,2020,,,why\n', 'persons is empty, and so is revision'],
    ['VNM,MYS,2020,-1,,why\n', 'persons is "-1"'],
    ['VNM,VNM,2020,5,,why\n', 'residence is VNM, as birth is'],
    ['VNM,MYS,2020,5,,\n', 'reason is empty'],
  ])('refuse %j', async (row, problem) => {
    expect((await refusalOfReading(() => reading(row))).message).toBe(`${problem}`);
  });

  test('refuse a cell that comes twice', async () => {
    const twice = await refusalOfReading(() => reading('VNM,MYS,2020,5,,why\nVNM,MYS,2020,,2020,why\n'));
    expect(twice.message).toBe(`birth, residence, year VNM MYS 2020 is there already, in data row 1`);
  });
});

describe('trade', () => {
  test('of COW gives a row for each direction, also where the value is missing: flow1 are imports of state 1', async () => {
    const text = '"ccode1","ccode2","year","flow1","flow2"\n2,20,1990,93780,82778.5\n2,31,1990,,-9\n2,40,1990,0,\n';
    const rest = { source: 'trade-cow', code_system: 'cow', year: 1990, file };
    expect(rowsOf(await readCowTrade(source('trade-cow', text)))).toEqual([
      { ...rest, exporter: '20', importer: '2', value: 93_780e6, row: 1 },
      { ...rest, exporter: '2', importer: '20', value: 82_778.5e6, row: 1 },
      { ...rest, exporter: '31', importer: '2', value: Number.NaN, row: 2 },
      { ...rest, exporter: '2', importer: '31', value: Number.NaN, row: 2 },
      { ...rest, exporter: '40', importer: '2', value: 0, row: 3 },
      { ...rest, exporter: '2', importer: '40', value: Number.NaN, row: 3 },
    ]);
  });

  test('of Comtrade is in USD, old codes and zeros as published', async () => {
    const text = '"exp","imp","time","export"\n"ABW","ROM","1988",0\n"ABW","ANT","1988",13087119\n';
    expect(rowsOf(await readComtradeTrade(source('c', text))).map(({ exporter, importer, value }) => [exporter, importer, value])).toEqual([
      ['ABW', 'ROM', 0],
      ['ABW', 'ANT', 13_087_119],
    ]);
  });
});

describe('refugees', () => {
  const HEADER = '"year","coo_name","coo","coo_iso","coa_name","coa","coa_iso","refugees","asylum_seekers","idps","refugee_like","oip"\n';

  test('are the groups added, by ISO3 and not by the codes of UNHCR', async () => {
    const text = `${HEADER}2020,"Germany","GFR","DEU","Egypt","ARE","EGY",5,7,1000,40,\n2021,"Venezuela","VEN","VEN","Colombia","COL","COL",1,2,0,,300\n`;
    const rest = { file, source: 'u' };
    expect(rowsOf(await readUnhcrRefugees(source('u', text)))).toEqual([
      { ...rest, measure: 'stock', origin: 'DEU', asylum: 'EGY', year: 2020, persons: 12, row: 1 },
      { ...rest, measure: 'stock', origin: 'VEN', asylum: 'COL', year: 2021, persons: 303, row: 2 },
    ]);
    expect(rowsOf(await readUnhcrDisplaced(source('u', text)))).toMatchObject([
      { measure: 'displaced', persons: 52 },
      { measure: 'displaced', persons: 303 },
    ]);
  });

  test('refuse a row without a code', async () => {
    const text = `${HEADER}2020,"Germany","GFR","","Egypt","ARE","EGY",5,7,1000,,\n`;
    expect(await refusalOfReading(() => readUnhcrRefugees(source('u', text)))).toMatchObject({
      code: 'E303',
      message: `coo_iso is empty`,
      place: { row: 1, field: 'coo_iso' },
    });
  });
});
