import { gunzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { generateTwin } from '../../../src/demo/twin/generate.ts';
import { SIMULATED_YEARS, START_YEAR } from '../../../src/demo/twin/real/realWorld.ts';
import { account, FIRST_YEAR, LAST_YEAR, populationOf, stocksAtMidYear, stocksOn, yearOf } from '../../../src/demo/world/world.ts';
import { readWorldBankPopulation } from '../../../src/readers/areas/areaMeasures.ts';
import { readFilledNetMigration, readNationalNetMigration } from '../../../src/readers/areas/netMigration.ts';
import { readWpp } from '../../../src/readers/areas/wpp.ts';
import { readEurostatBothReports } from '../../../src/readers/flows/eurostatBothReports.ts';
import { readEurostatFlows } from '../../../src/readers/flows/eurostatFlows.ts';
import { readMetaFlows } from '../../../src/readers/flows/metaFlows.ts';
import { readUnDesaStocks } from '../../../src/readers/stocks/unDesaStocks.ts';
import { readUnhcrDisplaced, readUnhcrRefugees } from '../../../src/readers/stocks/unhcr.ts';
import { categoryAt } from '../../../src/tables/columns.ts';
import { rawSource } from '../../readers/scratch.ts';
import { smallWorld } from './smallWorld.ts';

const real = smallWorld();
const n = real.areas.length;
const { world, files } = generateTwin(real, 'twin for tests');
const codes = real.areas.map(({ iso3 }) => iso3);

/** The files of a source, by the ends of their paths. */
function sourceOf(id: string, ...paths: readonly string[]) {
  return rawSource(id, Object.fromEntries(paths.map((path) => [path.split('/').at(-1)!, files.get(path)!])));
}

function flow(year: number, orig: string, dest: string): number {
  const { flows } = yearOf(world, year);
  let persons = 0;
  for (let birth = 0; birth < n; birth++) persons += flows[(birth * n + codes.indexOf(orig)) * n + codes.indexOf(dest)]!;
  return persons;
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

describe('the truth of the twin', () => {
  test('accounts hold in every cell of every year, and nobody is negative', () => {
    for (let step = 0; step < SIMULATED_YEARS; step++) {
      const record = yearOf(world, START_YEAR + step);
      expect(account(record)).toEqual(stocksOn(world, START_YEAR + step + 1));
      for (const table of [record.stocks, record.births, record.deaths, record.flows, record.refugees, record.displaced]) {
        expect(table.every((persons) => persons >= 0)).toBe(true);
      }
      expect(record.refugees.every((persons, cell) => persons <= stocksOn(world, record.year + 1)[cell]!)).toBe(true);
    }
  });

  test('nobody moves to where he lives, and populations start as the real ones', () => {
    for (const { flows } of world.years) {
      for (let birth = 0; birth < n; birth++) for (let area = 0; area < n; area++) expect(flows[(birth * n + area) * n + area]).toBe(0);
    }
    expect([...populationOf(stocksOn(world, START_YEAR))]).toEqual(real.areas.map(({ population }) => population));
  });

  test('contract labour comes and goes: arrivals are several times the change of stocks', () => {
    const [home, gulf] = [codes.indexOf('EGY'), codes.indexOf('SAU')];
    let [arrivals, departures] = [0, 0];
    for (let year = 2000; year < 2010; year++) {
      arrivals += yearOf(world, year).flows[(home * n + home) * n + gulf]!;
      departures += yearOf(world, year).flows[(home * n + gulf) * n + home]!;
    }
    const change = stocksOn(world, 2010)[home * n + gulf]! - stocksOn(world, 2000)[home * n + gulf]!;
    expect(departures).toBeGreaterThan(0.4 * arrivals);
    expect(Math.abs(change)).toBeLessThan(0.5 * (arrivals + departures));
  });

  test('all moves fall in 2020, and Syria empties when its people are displaced', () => {
    const total = (year: number) => yearOf(world, year).flows.reduce((sum, persons) => sum + persons, 0);
    expect(total(2020)).toBeLessThan(0.92 * total(2019));
    expect(flow(2013, 'SYR', 'DEU')).toBeGreaterThan(3 * flow(2008, 'SYR', 'DEU'));
  });
});

describe('the files of the twin', () => {
  test('are the same bytes for a seed, and others for another', () => {
    const again = generateTwin(smallWorld(), 'twin for tests').files;
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [path, content] of files) expect(Buffer.from(again.get(path)!).equals(content), path).toBe(true);
    const other = generateTwin(real, 'another').files;
    expect(Buffer.from(other.get('truth/flows.csv.gz')!).equals(files.get('truth/flows.csv.gz')!)).toBe(false);
  });

  test('truth/flows lists every true flow', () => {
    const lines = new TextDecoder()
      .decode(gunzipSync(files.get('truth/flows.csv.gz')!))
      .trimEnd()
      .split('\n')
      .slice(1);
    const listed = lines.reduce((sum, line) => sum + Number(line.split(',')[4]), 0);
    const published = world.years.filter(({ year }) => year >= FIRST_YEAR && year <= LAST_YEAR);
    expect(listed).toBe(published.reduce((sum, { flows }) => sum + flows.reduce((all, persons) => all + persons, 0), 0));
  });

  test('Meta covers its real areas and leaves out what is below 50', async () => {
    const paths = [2019, 2020, 2021, 2022].map((year) => `flows_meta_hdx/meta_flows_${year}.json.gz`);
    const table = await readMetaFlows(sourceOf('flows-meta', ...paths));
    expect(Math.min(...table.persons)).toBeGreaterThanOrEqual(50);
    expect([...table.orig.levels, ...table.dest.levels]).not.toContain('RU');
    expect(new Set(table.orig.levels).size).toBe(11);
    const iso3 = (code: string) => real.areas.find(({ iso2 }) => iso2 === code)!.iso3;
    const ratios = Array.from(table.persons, (persons, row) => {
      const truth = flow(table.year[row]!, iso3(categoryAt(table.orig, row)!), iso3(categoryAt(table.dest, row)!));
      return truth > 1000 ? persons / truth : Number.NaN;
    }).filter((ratio) => !Number.isNaN(ratio));
    expect(ratios.length).toBeGreaterThan(50);
    expect(middle(ratios)).toBeGreaterThan(0.7);
    expect(middle(ratios)).toBeLessThan(1.4);
  });

  test('offices report the corridors and years of the real ones, Poland far too few', async () => {
    const table = await readEurostatFlows(sourceOf('flows-eurostat', 'flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv'));
    expect(table.persons.length).toBe(2 * 11 * 14);
    const shares: Record<string, number[]> = { PL: [], DE: [] };
    for (let row = 0; row < table.persons.length; row++) {
      const [orig, dest] = [table.orig, table.dest].map(
        (column) => real.areas.find(({ eurostat }) => eurostat === categoryAt(column, row))!,
      );
      const truth = flow(table.year[row]!, orig!.iso3, dest!.iso3);
      if (truth > 1000) shares[dest!.eurostat]!.push(table.persons[row]! / truth);
    }
    expect(middle(shares['PL']!)).toBeLessThan(0.3);
    expect(middle(shares['DE']!)).toBeGreaterThan(0.9);
  });

  test('both files of Eurostat print the same count for the receiver', async () => {
    const one = await readEurostatFlows(sourceOf('flows-eurostat', 'flows_eurostat/migr_imm5prv_intra_eu_total_1998_2023.csv'));
    const both = await readEurostatBothReports(sourceOf('both', 'flows_eurostat/migmod_eurostat_2010_2019.csv.gz'));
    const key = (table: typeof one, row: number, iso: (code: string) => string) =>
      `${iso(categoryAt(table.orig, row)!)} ${iso(categoryAt(table.dest, row)!)} ${table.year[row]}`;
    const known = new Map(
      Array.from(one.persons, (persons, row) => [key(one, row, (code) => real.areas.find(({ iso2 }) => iso2 === code)!.iso3), persons]),
    );
    let compared = 0;
    for (let row = 0; row < both.persons.length; row++) {
      if (categoryAt(both.reporter, row) !== 'destination') continue;
      expect(both.persons[row]).toBe(known.get(key(both, row, (code) => code)));
      compared += 1;
    }
    expect(compared).toBe(22);
    expect(both.quality.levels).toEqual(['undercount low, accuracy high']);
  });

  test('stocks list the real cells, in both revisions, near the truth', async () => {
    for (const revision of [2020, 2024] as const) {
      const path = `un_desa_migrant_stock/ims${revision}_stocks_by_sex.csv.gz`;
      const table = await readUnDesaStocks(sourceOf('stocks', path), revision);
      expect(table.persons.length).toBe(real.stocks.filter((cell) => cell.revision === revision).length);
      const ratios: number[] = [];
      for (let row = 0; row < table.persons.length; row++) {
        const birth = codes.indexOf(categoryAt(table.birth, row)!);
        if (birth < 0) continue;
        const truth = stocksAtMidYear(world, table.year[row]!)[birth * n + codes.indexOf(categoryAt(table.residence, row)!)]!;
        if (truth > 5000) ratios.push(table.persons[row]! / truth);
      }
      expect(middle(ratios)).toBeGreaterThan(0.6);
      expect(middle(ratios)).toBeLessThan(1.5);
    }
  });

  test('WPP closes: change is births - deaths + net migration, in every area and year', async () => {
    const names = ['births', 'deaths', 'cbr', 'cdr', 'e0B', 'migration', 'PopChange', 'PopChangeprojMed', 'popprojMed'];
    const table = await readWpp(
      sourceOf('un-wpp-2024', ...names.map((name) => `un_wpp_2024/${name}.txt.gz`)),
      new Set(real.areas.map(({ m49 }) => m49)),
    );
    const values = new Map(
      Array.from(table.value, (value, row) => [`${table.m49[row]} ${table.year[row]} ${categoryAt(table.indicator, row)}`, value]),
    );
    for (const { m49 } of real.areas) {
      for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        const at = (indicator: string, of = year) => values.get(`${m49} ${of} ${indicator}`)!;
        expect(at('population_end') - at('population_end', year - 1)).toBeCloseTo(at('births') - at('deaths') + at('net_migration'), 0);
      }
    }
  });

  test('offices, UNHCR and the World Bank are read by their readers', async () => {
    const national = await readNationalNetMigration(sourceOf('national', 'paper_repo/National_statistics.nc'));
    expect([...national.year]).toEqual(real.offices.map(({ year }) => year));
    const filled = await readFilledNetMigration(sourceOf('filled', 'paper_repo/Net_migration_data.csv'));
    expect(filled.year.length).toBe(LAST_YEAR - FIRST_YEAR + 1);
    const refugees = await readUnhcrRefugees(sourceOf('refugees', 'unhcr/population.csv.gz'));
    expect(refugees.origin.levels).toEqual(['SYR']);
    const displaced = await readUnhcrDisplaced(sourceOf('displaced', 'unhcr/flows.csv.gz'));
    expect([...new Set(displaced.year)]).toEqual([2012, 2013, 2014, 2015, 2016, 2017]);
    const bank = await readWorldBankPopulation(sourceOf('bank', 'world_bank_population/population.csv'));
    expect(bank.area.levels).toEqual(codes);
  });
});
