import { NetCDFReader } from 'netcdfjs';
import { describe, expect, test } from 'vitest';
import { GDP_IMPUTED_TO, TRADE_DEFECTS, WORLD_BANK_DEFECTS } from '../../src/demo/publish/defects/defects.ts';
import { AREAS, areaIndex } from '../../src/demo/world/areas.ts';
import { crisisOf } from '../../src/demo/world/scenario.ts';
import { COUNTRY_COUNT, pair, populationOf, stocksAtMidYear, trueNetMigration, yearOf } from '../../src/demo/world/world.ts';
import { content, demo, rowsOf } from './files.ts';

const { world } = demo;
const CODES = AREAS.map(({ iso3 }) => iso3);

/** Values of a table of ordered pairs, A x A. */
function pairValues(path: string, name: string): Float64Array {
  const values = new Float64Array(COUNTRY_COUNT * COUNTRY_COUNT).fill(Number.NaN);
  for (const row of rowsOf(path)) values[pair(areaIndex(row['Origin ISO']!), areaIndex(row['Destination ISO']!))] = Number(row[name]);
  return values;
}

describe('population of the World Bank', () => {
  const lines = content('world_bank_population/population.csv').toString('utf8').trimEnd().split('\r\n').slice(1);
  const rows = lines.map((line) => /^(?:"[^"]*"|[^",]*),([A-Z]{3}),(\d{4}),(\d+)$/.exec(line)!.slice(1) as [string, string, string]);

  test('differs by more than 5 per cent for one country until its census', () => {
    const differing = new Set<string>();
    for (const [code, year, value] of rows.filter(([code]) => CODES.includes(code))) {
      const truth = populationOf(stocksAtMidYear(world, Number(year)))[areaIndex(code)]!;
      if (Math.abs(Number(value) / truth - 1) > 0.05) differing.add(`${code} ${year}`);
    }
    const { area, last } = WORLD_BANK_DEFECTS.territory;
    expect([...differing]).toEqual(Array.from({ length: last - 1984 }, (_, step) => `${area} ${1985 + step}`));
  });

  test('lacks a country, has a territory and aggregates that are none, and one name in quotes', () => {
    const codes = new Set(rows.map(([code]) => code));
    expect(CODES.filter((code) => !codes.has(code))).toEqual(['XFL']);
    expect([...codes].filter((code) => !CODES.includes(code))).toEqual(['QZK', 'HIC', 'LIC', 'LMC', 'UMC', 'WLD']);
    expect(lines.find((line) => line.includes('XCG'))).toMatch(/^"Congara, Rep\.",XCG,1985,/);
  });
});

test('GDP_data.csv.gz lacks what is imputed and equals the NetCDF file elsewhere', () => {
  const reader = new NetCDFReader(content('paper_repo/GDP_data.nc'));
  const rows = rowsOf('paper_repo/GDP_data.csv.gz');
  for (const name of ['GDP (2015 USD)', 'GDP/capita (2015 USD)', 'GDP % annual growth']) {
    const values = reader.getDataVariable(name) as number[];
    rows.forEach((row, cell) => {
      const imputed = Number(row['Year']) <= (GDP_IMPUTED_TO[row['Country ISO']!] ?? 0);
      if (imputed || Number.isNaN(values[cell]!)) expect(row[name]).toBe('');
      else expect(Number(row[name])).toBe(values[cell]);
    });
  }
  expect(rows).toHaveLength(39 * 24);
});

test('deaths in conflict are those of the crises, and one country has no rows', () => {
  const rows = rowsOf('flows_offices/COVAR_ucdp_deaths_by_country_1989_2023.csv.gz');
  expect(new Set(rows.map((row) => row['country'])).size).toBe(23);
  for (const row of rows) {
    expect(Number(row['deaths']) > 0).toBe(crisisOf(row['country']!, Number(row['year'])) !== undefined);
  }
});

describe('similarities', () => {
  test('language is no share: it passes 1, and its directions differ in the last digit', () => {
    const language = pairValues('paper_repo/lang.csv.gz', 'csl');
    let above = 0;
    let unequal = 0;
    for (let i = 0; i < COUNTRY_COUNT; i++) {
      for (let j = 0; j < COUNTRY_COUNT; j++) {
        const [there, back] = [language[pair(i, j)]!, language[pair(j, i)]!];
        expect(Math.abs(there - back)).toBeLessThan(1e-15);
        if (i !== j && there > 1) above += 1;
        if (there !== back) unequal += 1;
      }
    }
    expect(above).toBe(16);
    expect(unequal).toBeGreaterThan(0);
  });

  test('religion counts families and branches: it passes 1, its cosine does not', () => {
    const religion = pairValues('paper_repo/relig.csv.gz', 'Religious similarity');
    let above = 0;
    for (let i = 0; i < COUNTRY_COUNT; i++) {
      for (let j = 0; j < COUNTRY_COUNT; j++) {
        const value = religion[pair(i, j)]!;
        expect(value).toBe(religion[pair(j, i)]);
        expect(value / Math.sqrt(religion[pair(i, i)]! * religion[pair(j, j)]!)).toBeLessThan(1 + 1e-12);
        if (i !== j && value > 1) above += 1;
      }
    }
    expect(above).toBe(86);
  });
});

describe('trade', () => {
  const cow = rowsOf('trade/cow_trade_1990_2014_undirected.csv.gz');
  const comtrade = rowsOf('trade/penppml_exports_1988_2016_every4y.csv.gz');

  test('lists each pair of states once a year; the former state stands for its successors until it is divided', () => {
    expect(new Set(cow.map(({ ccode1, ccode2, year }) => `${ccode1} ${ccode2} ${year}`)).size).toBe(cow.length);
    expect(cow.every(({ ccode1, ccode2 }) => Number(ccode1) < Number(ccode2))).toBe(true);
    expect(cow).toHaveLength(3 * ((21 * 20) / 2) + 22 * ((22 * 21) / 2));
    const former = new Set(cow.filter(({ ccode1 }) => ccode1 === '315').map(({ year }) => year));
    expect([...former]).toEqual(['1990', '1991', '1992']);
    expect(new Set(comtrade.filter(({ exp }) => exp === 'CSK').map(({ time }) => time))).toEqual(new Set(['1988', '1992']));
    expect(comtrade.some(({ imp, time }) => imp === 'XZG' && Number(time) < 1993)).toBe(false);
  });

  test('has missing values in one source, zeros and an unknown importer in the other', () => {
    const missing = cow.filter(({ flow1 }) => flow1 === '').length / cow.length;
    expect(Math.abs(missing - TRADE_DEFECTS.cow.missing)).toBeLessThan(0.01);
    const zeros = comtrade.filter((row) => row['export'] === '0').length / comtrade.length;
    expect(zeros).toBeGreaterThan(0.2);
    expect(zeros).toBeLessThan(0.4);
    expect(comtrade.filter(({ imp, time }) => imp === 'UNS' && time === '2016')).toHaveLength(22);
  });

  test('is the same trade in both, costs of transport apart', () => {
    const exported = new Map(comtrade.map((row) => [`${row['exp']} ${row['imp']} ${row['time']}`, Number(row['export'])]));
    const ratios = cow.flatMap(({ ccode1, ccode2, year, flow1 }) => {
      const [importer, exporter] = [CODES[Number(ccode1) - 801], CODES[Number(ccode2) - 801]];
      const value = exported.get(`${exporter} ${importer} ${year}`) ?? 0;
      return flow1 !== '' && value > 100e6 ? [(1e6 * Number(flow1)) / value] : [];
    });
    expect(ratios.length).toBeGreaterThan(300);
    const median = ratios.sort((one, other) => one - other)[Math.floor(ratios.length / 2)]!;
    expect(Math.abs(median / TRADE_DEFECTS.cow.transport - 1)).toBeLessThan(0.02);
  });
});

test('newly displaced persons are those of the truth, rounded; a heading without persons is empty', () => {
  const rows = rowsOf('unhcr/flows.csv.gz').filter(({ coo_iso }) => coo_iso !== 'UNK');
  for (const { year, coo_iso, coa_iso, refugees, asylum_seekers, oip } of rows) {
    const truth = yearOf(world, Number(year)).displaced[pair(areaIndex(coo_iso!), areaIndex(coa_iso!))]!;
    expect(Math.abs(Number(refugees) + Number(asylum_seekers) + Number(oip) - truth)).toBeLessThanOrEqual(3);
    expect(coo_iso).not.toBe(coa_iso);
  }
  for (const heading of ['refugees', 'asylum_seekers', 'oip']) {
    expect(rows.some((row) => row[heading] === '')).toBe(true);
    expect(rows.some((row) => Number(row[heading]) > 0)).toBe(true);
    expect(rows.some((row) => row[heading] === '0')).toBe(false);
  }
});

test('gaps of the offices are filled with the net migration of WPP, rounded to thousands', () => {
  const rows = rowsOf('paper_repo/Net_migration_data.csv');
  const reader = new NetCDFReader(content('paper_repo/National_statistics.nc'));
  const reported = reader.getDataVariable('Net migration') as number[];
  const offices = [...new Set(rows.map((row) => row['Country ISO']!))];
  expect(rows).toHaveLength(8 * 34);
  for (const row of rows) {
    const year = Number(row['Year']);
    const report = reported[offices.indexOf(row['Country ISO']!) * 34 + year - 1990]!;
    const value = Number(row['Net Number of Migrants']);
    if (!Number.isNaN(report)) {
      expect(value).toBe(report);
      continue;
    }
    expect(value % 1000).toBeCloseTo(0, 12);
    expect(Math.abs(value - trueNetMigration(yearOf(world, year))[areaIndex(row['Country ISO']!)]!)).toBeLessThanOrEqual(500);
  }
});
