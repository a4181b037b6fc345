import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFreeMovement, readSuccessions } from '../../../src/readers/areas/datedAreas.ts';
import { readLandBorders } from '../../../src/readers/pairs/pairMeasures.ts';
import { readStockCorrections } from '../../../src/readers/stocks/stockCorrections.ts';
import { categoryAt } from '../../../src/tables/columns.ts';
import { rowsOf } from '../columns.ts';

const FACTS = join(import.meta.dirname, '../../../data/world/facts');
const source = (name: string) => ({ id: name, files: [{ name: `facts/${name}`, path: join(FACTS, name) }] });

describe('land borders', async () => {
  const { orig, dest } = await readLandBorders(source('land_borders.csv'));
  const neighboursOf = (area: string) => {
    return Array.from(orig.codes.keys(), (row) => (categoryAt(orig, row) === area ? categoryAt(dest, row) : null)).filter(
      (each) => each !== null,
    );
  };

  test.each([
    ['DEU', 'AUT BEL CHE CZE DNK FRA LUX NLD POL'],
    ['CHN', 'AFG BTN HKG IND KAZ KGZ LAO MAC MMR MNG NPL PAK PRK RUS TJK VNM'],
    ['RUS', 'AZE BLR CHN EST FIN GEO KAZ LTU LVA MNG NOR POL PRK UKR'],
    ['BRA', 'ARG BOL COL GUF GUY PER PRY SUR URY VEN'],
    ['COD', 'AGO BDI CAF COG RWA SSD TZA UGA ZMB'],
    ['ESP', 'AND FRA GIB MAR PRT'],
    ['LSO', 'ZAF'],
    ['ISL', ''],
  ])('of %s', (area, neighbours) => {
    expect(neighboursOf(area).sort().join(' ')).toBe(neighbours);
  });

  test('are 319 pairs in both directions, in the order of the file', () => {
    expect(orig.codes).toHaveLength(638);
    const lines = readFileSync(join(FACTS, 'land_borders.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const pairs = lines.map((line) => line.split(',').slice(0, 2).join(' '));
    expect(pairs).toEqual([...pairs].sort());
    expect(pairs.filter((pair) => pair.slice(0, 3) >= pair.slice(4))).toEqual([]);
  });
});

describe('free movement', async () => {
  const members = rowsOf(await readFreeMovement(source('free_movement.csv')));
  const inYear = (name: string, year: number) =>
    members.filter((member) => member['name'] === name && (member['first'] as number) <= year && (member['last'] as number) >= year).length;

  test.each([
    // 28 states, with Iceland, Norway, Liechtenstein, Switzerland, Gibraltar and five parts of France.
    ['European Union and European Economic Area', 2019, 38],
    ['European Union and European Economic Area', 2021, 36],
    ['European Union and European Economic Area', 2003, 24],
    ['Schengen area', 1995, 7],
    ['Schengen area', 2022, 26],
    ['Schengen area', 2024, 29],
    ['Gulf Cooperation Council', 2000, 6],
    ['ECOWAS free movement of persons', 1999, 16],
    ['ECOWAS free movement of persons', 2010, 15],
    ['Mercosur residence agreement', 2012, 9],
    ['Trans-Tasman travel arrangement', 1990, 2],
    ['East African Community', 2012, 5],
  ])('%s in %i has %i members', (name, year, count) => {
    expect(inYear(name, year)).toBe(count);
  });
});

describe('successions', async () => {
  const successors = rowsOf(await readSuccessions(source('successions.csv')));
  const of = (former: string) => successors.filter(({ name }) => name === former).map(({ area, first }) => `${area} ${first}`);

  test('have the first whole year after the change', () => {
    expect(of('USSR')).toHaveLength(15);
    expect(of('Yugoslavia')).toEqual(['HRV 1992', 'MKD 1992', 'SVN 1992', 'BIH 1993', 'MNE 1993', 'SRB 1993']);
    expect(of('Serbia and Montenegro')).toEqual(['MNE 2007', 'SRB 2007']);
    expect(of('Czechoslovakia')).toEqual(['CZE 1993', 'SVK 1993']);
    expect(of('Sudan')).toEqual(['SDN 2012', 'SSD 2012']);
    expect(of('Netherlands Antilles')).toEqual(['ABW 1986', 'CUW 2011', 'SXM 2011', 'BES 2011']);
  });
});

describe('corrections of stocks', async () => {
  const corrections = rowsOf(await readStockCorrections(source('stock_corrections.csv')));

  /** The table of docs/method.md 5.1: birth, residence, persons by year, or the revision to take. */
  test.each([
    ['SYC CAN', '1990: 2248, 1995: 1160'],
    ['CUW CAN', '2010: 399'],
    ['BES CAN', '2010: 40, 2015: 40, 2020: 44'],
    ['SXM CAN', '2010: 105'],
    ['DEU USA', '1995: 1335539'],
    ['AIA FRA', '2005: 12'],
    [
      'VNM MYS',
      '1990: revision 2020, 1995: revision 2020, 2000: revision 2020, 2005: revision 2020, 2010: revision 2020, ' +
        '2015: revision 2020, 2020: revision 2020, 2024: 109000',
    ],
    ['TKM GRC', '1990: 96, 1995: 82'],
    ['BGD EGY', '2010: 557, 2015: 1015, 2020: 1173, 2024: 762'],
    ['RUS SRB', '1995: 810'],
    ['RUS EGY', '2015: 23462'],
    ['UKR EGY', '2015: 2349'],
    ['LBN EGY', '2015: 2045'],
    ['MKD HUN', '1990: 460, 1995: 230'],
    ['COM ZAF', '2005: 71'],
    ['ABW FRA', '2005: 7'],
  ])('of %s', (pair, values) => {
    const rows = corrections.filter(({ birth, residence }) => `${birth} ${residence}` === pair);
    const taken = rows.map(({ year, persons, revision }) => `${year}: ${revision === 0 ? persons : `revision ${revision}`}`);
    expect(taken.join(', ')).toBe(values);
  });

  test('are 31 cells', () => {
    expect(corrections).toHaveLength(31);
  });
});
