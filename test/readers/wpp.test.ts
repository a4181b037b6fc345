import { describe, expect, it } from 'vitest';
import { readLocations, readWpp } from '../../src/readers/wpp.ts';
import { rowsOf } from './columns.ts';
import { rawFile, rawSource, refusalOf } from './scratch.ts';

const YEARS = 'country_code\tcountry\t2022\t2023\n';
const AHEAD = 'country_code\tcountry\t2024\t2025\n';

/** Germany and an aggregate; 80,000 thousand on 31 December 2024. */
const FILES = {
  'births.txt': `${YEARS}900\tWorld\t1\t1\n276\tGermany\t738.819\t692.989\n`,
  'deaths.txt': `${YEARS}276\tGermany\t1066.341\t1028.206\n900\tWorld\t1\t1\n`,
  'cbr.txt': `${YEARS}276\tGermany\t8.8\t8.2\n`,
  'cdr.txt': `${YEARS}276\tGermany\t12.7\t12.2\n`,
  'e0B.txt': `country_code\tcountry\t2022\t2023\tlast.observed\n276\tGermany\t80.7\t81.1\t2023\n`,
  'migration.txt': `${YEARS}276\tGermany\t1300\t-10.001\n`,
  'PopChange.txt': `${YEARS}276\tGermany\t972.4779999999\t-345.2180000001\n`,
  'popprojMed.txt': `${AHEAD}276\tGermany\t80000\t79900\n`,
  'PopChangeprojMed.txt': `${AHEAD}276\tGermany\t-100.5\t-100\n`,
};
const read = (files: Readonly<Record<string, string>>) => readWpp(rawSource('un-wpp-2024', files), new Set([276, 336]));

describe('readWpp', () => {
  it('turns thousands to whole persons and chains the population back from the projection', () => {
    expect(rowsOf(read(FILES))).toEqual([
      {
        m49: 276,
        year: 2022,
        births: 738_819,
        deaths: 1_066_341,
        crude_birth_rate: 8.8,
        crude_death_rate: 12.7,
        life_expectancy: 80.7,
        net_migration: 1_300_000,
        change: 972_478,
        population_end: 80_000_000 + 100_500 + 345_218,
      },
      {
        m49: 276,
        year: 2023,
        births: 692_989,
        deaths: 1_028_206,
        crude_birth_rate: 8.2,
        crude_death_rate: 12.2,
        life_expectancy: 81.1,
        net_migration: -10_001,
        change: -345_218,
        population_end: 80_000_000 + 100_500,
      },
    ]);
  });

  it('refuses a file without a year, without an area, or missing', () => {
    const deaths = 'country_code\tcountry\t2023\n276\tGermany\t1028.206\n';
    expect(refusalOf(() => read({ ...FILES, 'deaths.txt': deaths }))).toMatchObject({
      code: 'E305',
      message: 'folder/deaths.txt lacks the year 2022',
    });
    expect(refusalOf(() => read({ ...FILES, 'cbr.txt': `${YEARS}336\tHoly See\t10\t10\n` }))).toMatchObject({
      code: 'E303',
      message: 'folder/cbr.txt has no row for country_code 276',
    });
    const { 'cdr.txt': _, ...without } = FILES;
    expect(refusalOf(() => read(without)).message).toBe('source "un-wpp-2024" lacks the file cdr.txt');
  });

  it('refuses a file without any country', () => {
    expect(refusalOf(() => read({ ...FILES, 'births.txt': `${YEARS}900\tWorld\t1\t1\n` }))).toMatchObject({
      code: 'E305',
      message: 'folder/births.txt holds none of the countries and areas in the list of locations',
    });
  });

  it('refuses text for a number and a projection that does not follow', () => {
    expect(refusalOf(() => read({ ...FILES, 'births.txt': `${YEARS}276\tGermany\t738.819\tn/a\n` }))).toMatchObject({
      code: 'E303',
      message: 'folder/births.txt, data row 1: 2023 is "n/a"',
      place: { row: 1, field: '2023' },
    });
    const late = AHEAD.replace('2024', '2026');
    expect(refusalOf(() => read({ ...FILES, 'popprojMed.txt': `${late}276\tGermany\t80000\t79900\n` }))).toMatchObject({
      code: 'E305',
      message: 'folder/PopChange.txt has no chain of years up to 2026',
    });
  });
});

describe('readLocations', () => {
  it('takes countries and areas only', () => {
    const file = rawFile('UNlocations.txt', 'name\tcountry_code\tlocation_type\nWorld\t900\t0\nGermany\t276\t4\nHoly See\t336\t4\n');
    expect(readLocations(file)).toEqual(new Set([276, 336]));
  });
});
