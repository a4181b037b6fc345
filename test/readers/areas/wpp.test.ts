import { describe, expect, test } from 'vitest';
import { readLocations, readWpp } from '../../../src/readers/areas/wpp.ts';
import { Quarantine } from '../../../src/readers/table/quarantine.ts';
import { rowsOf } from '../columns.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

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

const refusal = (files: Readonly<Record<string, string>>) => refusalOfReading(() => read(files));

describe('readWpp', () => {
  test('turns thousands to whole persons and chains the population back from the projection', async () => {
    const values = rowsOf(await read(FILES)).map(({ indicator, year, value, file, row }) => [indicator, year, value, file, row]);
    expect(values).toEqual([
      ['births', 2022, 738_819, 'folder/births.txt', 2],
      ['births', 2023, 692_989, 'folder/births.txt', 2],
      ['deaths', 2022, 1_066_341, 'folder/deaths.txt', 1],
      ['deaths', 2023, 1_028_206, 'folder/deaths.txt', 1],
      ['crude_birth_rate', 2022, 8.8, 'folder/cbr.txt', 1],
      ['crude_birth_rate', 2023, 8.2, 'folder/cbr.txt', 1],
      ['crude_death_rate', 2022, 12.7, 'folder/cdr.txt', 1],
      ['crude_death_rate', 2023, 12.2, 'folder/cdr.txt', 1],
      ['life_expectancy', 2022, 80.7, 'folder/e0B.txt', 1],
      ['life_expectancy', 2023, 81.1, 'folder/e0B.txt', 1],
      ['net_migration', 2022, 1_300_000, 'folder/migration.txt', 1],
      ['net_migration', 2023, -10_001, 'folder/migration.txt', 1],
      ['change', 2022, 972_478, 'folder/PopChange.txt', 1],
      ['change', 2023, -345_218, 'folder/PopChange.txt', 1],
      ['population_end', 2023, 80_000_000 + 100_500, 'folder/popprojMed.txt', 1],
      ['population_end', 2022, 80_000_000 + 100_500 + 345_218, 'folder/popprojMed.txt', 1],
    ]);
  });

  test('refuses a missing file, one without any country, and one without years', async () => {
    const { 'cdr.txt': _, ...without } = FILES;
    expect((await refusal(without)).message).toBe('source "un-wpp-2024" lacks the file cdr');
    expect(await refusal({ ...FILES, 'births.txt': `${YEARS}900\tWorld\t1\t1\n` })).toMatchObject({
      code: 'E305',
      message: 'the file holds none of the countries and areas in the list of locations',
    });
    expect((await refusal({ ...FILES, 'births.txt': 'country_code\tcountry\n276\tGermany\n' })).message).toBe(
      'the file has no column for a year',
    );
  });

  test('refuses text for a number, a location twice, and a projection that does not follow', async () => {
    expect(await refusal({ ...FILES, 'births.txt': `${YEARS}276\tGermany\t738.819\tn/a\n` })).toMatchObject({
      code: 'E303',
      message: '2023 is "n/a"',
      place: { row: 1, field: '2023' },
    });
    expect((await refusal({ ...FILES, 'cbr.txt': `${YEARS}276\tGermany\t8.8\t8.2\n276\tGermany\t1\t1\n` })).message).toBe(
      'country_code is 276, as in data row 1',
    );
    const late = AHEAD.replace('2025', '2027').replace('2024', '2026');
    expect(await refusal({ ...FILES, 'popprojMed.txt': `${late}276\tGermany\t80000\t79900\n` })).toMatchObject({
      code: 'E305',
      message: 'the file has no chain of years up to 2026',
    });
  });

  test.each([
    ['2023 (a)', 'has the column "2023 (a)", which is no year but holds one'],
    ['X2023', 'has the column "X2023", which is no year but holds one'],
    ['2024', 'has the year 2024 out of its turn'],
  ])('refuses a title that would drop a year: %s', async (title, problem) => {
    const births = `${YEARS.replace('2023', title)}276\tGermany\t1\t2\n`;
    expect(await refusal({ ...FILES, 'births.txt': births })).toMatchObject({ code: 'E305', message: `the file ${problem}` });
  });

  test('leaves out the chain of a location whose change was set apart', async () => {
    const quarantine = new Quarantine(['un-wpp-2024'], ['un-wpp-2024']);
    const change = `${YEARS}276\tGermany\tmany\t1\n250\tFrance\t1\t1\n`;
    const source = rawSource('un-wpp-2024', { ...FILES, 'PopChange.txt': change });
    const demography = await readWpp(source, new Set([276, 250]), quarantine.of('un-wpp-2024'));
    expect(rowsOf(demography).filter(({ indicator }) => indicator === 'population_end')).toEqual([]);
    expect(rowsOf(quarantine.finish())).toMatchObject([{ file: 'folder/PopChange.txt', row: 1, column: '2022' }]);
  });
});

describe('readLocations', () => {
  test('takes countries and areas only', async () => {
    const text = 'name\tcountry_code\tlocation_type\nWorld\t900\t0\nGermany\t276\t4\nHoly See\t336\t4\n';
    expect(await readLocations(rawSource('wpp-locations', { 'UNlocations.txt': text }))).toEqual(new Set([276, 336]));
  });
});
