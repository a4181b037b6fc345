import { NetCDFReader } from 'netcdfjs';
import { describe, expect, test } from 'vitest';
import { GDP_MISSING_BEFORE_1990, OFFICES } from '../../src/demo/publish/defects/defects.ts';
import { AREAS, areaIndex } from '../../src/demo/world/areas.ts';
import { gdpPerHead } from '../../src/demo/world/economy.ts';
import {
  COUNTRY_COUNT,
  FIRST_YEAR,
  LAST_YEAR,
  populationOf,
  stocksAtMidYear,
  stocksOn,
  trueNetMigration,
  yearOf,
} from '../../src/demo/world/world.ts';
import { content, demo, rowsOf, triple } from './files.ts';

const { world, economy } = demo;

function wpp(name: string): Record<string, string>[] {
  return rowsOf(`un_wpp_2024/${name}.txt.gz`, '\t');
}

function rowOf(rows: readonly Record<string, string>[], m49: number): Record<string, string> {
  return rows.find((row) => row['country_code'] === String(m49))!;
}

describe('WPP files', () => {
  const [births, deaths, cbr, migration, change, changeProjected, projected] = [
    'births',
    'deaths',
    'cbr',
    'migration',
    'PopChange',
    'PopChangeprojMed',
    'popprojMed',
  ].map(wpp) as Record<string, string>[][];

  test('chained back from the end of 2024 give the true population of every 1 January', () => {
    AREAS.forEach(({ m49 }, index) => {
      let population = Number(rowOf(projected!, m49)['2024']) - Number(rowOf(changeProjected!, m49)['2024']);
      for (let year = LAST_YEAR + 1; year >= FIRST_YEAR; year--) {
        expect(Math.abs(1000 * population - populationOf(stocksOn(world, year))[index]!)).toBeLessThan(0.5);
        population -= Number(rowOf(change!, m49)[year - 1]);
      }
    });
  });

  test('add up: change = births - deaths + migration, to the person', () => {
    for (const { m49 } of AREAS) {
      for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        const natural = Number(rowOf(births!, m49)[year]) - Number(rowOf(deaths!, m49)[year]) + Number(rowOf(migration!, m49)[year]);
        expect(Number(rowOf(change!, m49)[year])).toBeCloseTo(natural, 6);
      }
    }
  });

  test('births and rate give the mid-year population within 0.02 per cent', () => {
    const middle = populationOf(stocksAtMidYear(world, 2010));
    AREAS.forEach(({ m49 }, index) => {
      const population = (1e6 * Number(rowOf(births!, m49)['2010'])) / Number(rowOf(cbr!, m49)['2010']);
      expect(Math.abs(population / middle[index]! - 1)).toBeLessThan(2e-4);
    });
  });

  test('mix ten aggregates with the 24 countries, and their migration sums to zero', () => {
    const countries = new Set(
      rowsOf('un_wpp_2024/UNlocations.txt', '\t').flatMap((row) => (row['location_type'] === '4' ? [row['country_code']] : [])),
    );
    expect(countries.size).toBe(24);
    expect(births!.filter((row) => !countries.has(row['country_code']!))).toHaveLength(10);
    expect(rowOf(migration!, 900)['2015']).toBe('0');
    const sum = AREAS.reduce((total, { m49 }) => total + Number(rowOf(births!, m49)['1990']), 0);
    expect(sum).toBeCloseTo(Number(rowOf(births!, 900)['1990']), 6);
  });

  test('carry the noise of a subtraction in PopChange and a last column in two files', () => {
    expect(Object.values(rowOf(change!, 900)).some((value) => value.length > 12)).toBe(true);
    expect(Object.keys(migration![0]!).at(-1)).toBe('last.observed');
    expect(Object.keys(wpp('e0B')[0]!).at(-1)).toBe('last.observed');
  });
});

describe('NetCDF files', () => {
  test('GDP per head is that of the true economy, with holes only before 1990', () => {
    const reader = new NetCDFReader(content('paper_repo/GDP_data.nc'));
    const years = reader.getDataVariable('Year') as number[];
    const values = reader.getDataVariable('GDP/capita (2015 USD)') as number[];
    const missing = new Set<string>();
    years.forEach((year, row) => {
      AREAS.forEach(({ iso3 }, index) => {
        const value = values[row * COUNTRY_COUNT + index]!;
        if (Number.isNaN(value)) missing.add(`${iso3} ${year}`);
        else expect(value).toBe(gdpPerHead(economy, index, year));
      });
    });
    expect(missing.size).toBe(GDP_MISSING_BEFORE_1990.length * 5);
    expect([...missing].every((each) => Number(each.slice(4)) < 1990)).toBe(true);
  });

  test('offices report the declared years, near the truth where they count well', () => {
    const reader = new NetCDFReader(content('paper_repo/National_statistics.nc'));
    const years = reader.getDataVariable('Year') as number[];
    const values = reader.getDataVariable('Net migration') as number[];
    let reported = 0;
    Object.entries(OFFICES).forEach(([iso3, { first, missing }], row) => {
      years.forEach((year, column) => {
        const value = values[row * years.length + column]!;
        expect(Number.isNaN(value)).toBe(year < first || missing.includes(year));
        if (!Number.isNaN(value)) reported += 1;
        if (iso3 === 'XHM') expect(Math.abs(value - trueNetMigration(yearOf(world, year))[areaIndex('XHM')]!)).toBeLessThan(60_000);
      });
    });
    expect(reported).toBe(253);
  });
});

describe('truth/flows.csv.gz', () => {
  test('holds every true flow that is not zero, and nothing else', () => {
    const rows = rowsOf('truth/flows.csv.gz');
    let persons = 0;
    for (const row of rows) {
      const cell = triple(areaIndex(row['birth']!), areaIndex(row['orig']!), areaIndex(row['dest']!));
      expect(Number(row['persons'])).toBe(yearOf(world, Number(row['year'])).flows[cell]);
      persons += Number(row['persons']);
    }
    let expected = 0;
    let cells = 0;
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      for (const flow of yearOf(world, year).flows) {
        expected += flow;
        if (flow > 0) cells += 1;
      }
    }
    expect(rows).toHaveLength(cells);
    expect(persons).toBe(expected);
  });
});
