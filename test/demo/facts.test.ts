import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { AREAS } from '../../src/demo/world/areas.ts';
import { ISLANDS } from '../../src/demo/world/facts.ts';
import { content, rowsOf } from './files.ts';

const CODES = AREAS.map(({ iso3 }) => iso3);

test.each(['land_borders', 'free_movement', 'successions', 'stock_corrections', 'plausibility'])(
  'facts/%s.csv has the header of the table of the real world',
  (name) => {
    const real = readFileSync(resolve(import.meta.dirname, `../../data/world/facts/${name}.csv`), 'utf8');
    expect(content(`facts/${name}.csv`).toString('utf8').split('\n')[0]).toBe(real.split(/\r?\n/)[0]);
  },
);

test('every country has a region', () => {
  const rows = rowsOf('paper_repo/countries_by_region.csv');
  expect(rows.map((row) => row['Country ISO'])).toEqual(CODES);
  expect(new Set(rows.map((row) => row['Region'])).size).toBe(5);
});

test('land borders are listed once for each pair, and islands have none', () => {
  const pairs = rowsOf('facts/land_borders.csv').map(({ area1, area2 }) => [area1!, area2!] as const);
  expect(pairs).toHaveLength(10);
  expect(pairs.every(([one, other]) => one < other && CODES.includes(one) && CODES.includes(other))).toBe(true);
  expect(pairs.flat().some((code) => ISLANDS.includes(code))).toBe(false);
});

test('the union grows twice and loses a member; free movement holds for a country beside it', () => {
  const members = (year: string) =>
    rowsOf('paper_repo/eu.csv').flatMap((row) => (row['Year'] === year && row['EU'] === '1.0' ? [row['Country ISO']] : []));
  expect(members('2003')).toEqual(['QXL', 'XBV', 'XES', 'XHM', 'XSK']);
  expect(members('2019')).toEqual(['QPV', 'QRM', 'QXL', 'XBV', 'XES', 'XHM', 'XSK', 'XZG']);
  expect(members('2021')).not.toContain('XBV');
  const free = rowsOf('facts/free_movement.csv').filter(({ agreement }) => agreement === 'Boreal free movement');
  expect(free.map(({ area }) => area)).toContain('QNV');
  expect(free.find(({ area }) => area === 'XBV')).toMatchObject({ first: '1990', last: '2020' });
  expect(free.filter(({ last }) => last === '')).toHaveLength(free.length - 1);
});

test('one former state has two successors', () => {
  expect(rowsOf('facts/successions.csv').map(({ former, area, first }) => [former, area, first])).toEqual([
    ['Union of the Amber Republics', 'XTV', '1993'],
    ['Union of the Amber Republics', 'XZG', '1993'],
  ]);
});

test('colonial ties are directed', () => {
  const ties = rowsOf('paper_repo/col.csv.gz').filter((row) => row['colony_of_destination_ever'] === '1.0');
  expect(ties.map((row) => `${row['Origin ISO']} ${row['Destination ISO']}`)).toEqual([
    'QUM XES',
    'QVD XES',
    'XCG XES',
    'XFL XBV',
    'XMH XBV',
    'XPT XBV',
  ]);
});
