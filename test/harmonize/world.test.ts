import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { TableContract } from '../../src/engine/config/config.ts';
import { checkTable } from '../../src/engine/contracts/checks.ts';
import { readContract } from '../../src/engine/contracts/contract.ts';
import { type Harmonized, harmonize } from '../../src/harmonize/harmonize.ts';
import type { RawTables } from '../../src/harmonize/tables.ts';
import { readAreaCodes } from '../../src/readers/areaCodes.ts';
import { concatenate } from '../../src/readers/concatenate.ts';
import { readDistance } from '../../src/readers/distance.ts';
import { readEurostatBothReports } from '../../src/readers/eurostatBothReports.ts';
import { readEurostatFlows } from '../../src/readers/eurostatFlows.ts';
import { readGdp } from '../../src/readers/gdp.ts';
import { readMetaFlows } from '../../src/readers/metaFlows.ts';
import { readNationalNetMigration } from '../../src/readers/nationalNetMigration.ts';
import { onlyFile } from '../../src/readers/rawFile.ts';
import { readUnDesaStocks } from '../../src/readers/unDesaStocks.ts';
import { readUnhcr } from '../../src/readers/unhcr.ts';
import { readLocations, readWpp } from '../../src/readers/wpp.ts';
import { type Columns, categoryAt } from '../../src/tables/columns.ts';
import { hasRealData, realSource } from '../readers/realData.ts';

const SCHEMAS = join(import.meta.dirname, '../../schemas');

/** The raw tables of data/world/sources.yaml, as stages/ingest.ts reads them. */
function readWorld(): RawTables {
  const file = (id: string) => onlyFile(realSource(id));
  const locations = readLocations(file('wpp-locations'));
  return {
    areaCodes: readAreaCodes(file('area-codes'), locations),
    stocks: concatenate(readUnDesaStocks(file('un-desa-stocks-2024'), 2024), readUnDesaStocks(file('un-desa-stocks-2020'), 2020)),
    demography: readWpp(realSource('un-wpp-2024'), locations),
    gdp: readGdp(file('gdp')),
    distance: readDistance(file('distance')),
    refugees: readUnhcr(file('unhcr-refugees')),
    flows: concatenate(
      readMetaFlows(realSource('flows-meta')),
      readEurostatFlows(realSource('flows-eurostat')),
      readEurostatBothReports(realSource('flows-eurostat-both-reports')),
    ),
    netMigration: readNationalNetMigration(realSource('net-migration-national')),
  };
}

/** Violations of the contracts of these tables, by contract; references look among them. */
function violationsOf(tables: Readonly<Record<string, Columns>>): string[] {
  return Object.entries(tables).flatMap(([name, columns]) => {
    const document = parse(readFileSync(join(SCHEMAS, `${name}.yaml`), 'utf8')) as Parameters<typeof readContract>[1];
    const contract = readContract(name, document) as TableContract;
    return checkTable(contract, columns, (other) => tables[other]).map(({ message }) => `${name}: ${message}`);
  });
}

/** Adds up `persons` over the rows that `select` takes. */
function total(persons: Float64Array, select: (row: number) => boolean): number {
  return persons.reduce((sum, value, row) => (select(row) ? sum + value : sum), 0);
}

describe.skipIf(!hasRealData)('the world', () => {
  let raw: RawTables;
  let world: Harmonized;
  let codes: readonly string[];
  /** The panel by area, year and indicator. */
  const values = new Map<string, number>();
  const valueAt = (area: string, year: number, indicator: string) => values.get(`${area} ${year} ${indicator}`) ?? Number.NaN;

  beforeAll(() => {
    raw = readWorld();
    world = harmonize(raw, { first: 1990, last: 2023 }, 'apart');
    codes = world.areas.area.levels;
    const { area, year, indicator, value } = world.panel;
    value.forEach((each, row) => {
      values.set(`${categoryAt(area, row)} ${year[row]} ${categoryAt(indicator, row)}`, each);
    });
  });

  it('has as many migrants as the published revisions', () => {
    const { revision, year, persons } = raw.stocks;
    expect(total(persons, (row) => revision[row] === 2024 && year[row] === 2024)).toBe(304_021_813);
    expect(total(persons, (row) => revision[row] === 2020 && year[row] === 2020)).toBe(280_598_105);
  });

  it('has the 231 areas of the paper, in its order', () => {
    expect(codes).toHaveLength(231);
    expect(codes).toEqual([...raw.distance.orig.levels].sort());
    expect(codes.slice(0, 3)).toEqual(['ABW', 'AFG', 'AGO']);
    for (const code of ['VAT', 'XKX', 'GGY', 'JEY', 'ATA']) expect(codes).not.toContain(code);
  });

  it('had 7,851.4 million people on 1 January 2020, and India 1,396.0', () => {
    const { year, population_end } = raw.demography;
    expect(total(population_end, (row) => year[row] === 2019) / 1e6).toBeCloseTo(7851.4, 1);
    expect(valueAt('IND', 2020, 'population') / 1e6).toBeCloseTo(1396.0, 1);
  });

  it('keeps P(t+1) = P + B - D + M within 200 persons', () => {
    let largest = 0;
    for (const code of codes) {
      for (let year = 1990; year <= 2023; year++) {
        const expected =
          valueAt(code, year, 'population') +
          valueAt(code, year, 'births') -
          valueAt(code, year, 'deaths') +
          valueAt(code, year, 'net_migration');
        largest = Math.max(largest, Math.abs(valueAt(code, year + 1, 'population') - expected));
      }
    }
    expect(largest).toBeLessThanOrEqual(200);
    expect(largest).toBeGreaterThan(0);
  });

  it('has 12,291 pairs in the union of the revisions', () => {
    const { stocks } = raw;
    const known = new Set(codes);
    const pairs = new Set<string>();
    for (let row = 0; row < stocks.year.length; row++) {
      const [birth, residence] = [categoryAt(stocks.birth, row) as string, categoryAt(stocks.residence, row) as string];
      if (known.has(birth) && known.has(residence)) pairs.add(`${birth} ${residence}`);
    }
    expect(pairs.size).toBe(12_291);
  });

  it('accounts for every migrant of 2024: used, corrected, floored or excluded', () => {
    const { stocks, exclusions } = world;
    const from2024 = total(stocks.persons, (row) => stocks.year[row] === 2024 && categoryAt(stocks.source, row) === 'un-desa-stocks-2024');
    const excluded = total(
      exclusions.persons,
      (row) => exclusions.year[row] === 2024 && categoryAt(exclusions.source, row) === 'un-desa-stocks-2024',
    );
    expect(from2024 + excluded).toBe(304_021_813);
  });

  it('reads as many refugees, reports and net migration figures as its description says', () => {
    expect(world.refugees.persons).toHaveLength(116_824);
    expect(world.netMigration.persons).toHaveLength(862);
    const { source, reporter, year } = world.observations;
    const count = (id: string, by: string) =>
      year.filter((_, row) => categoryAt(source, row) === id && categoryAt(reporter, row) === by).length;
    expect(count('flows-eurostat', 'destination')).toBe(14_021);
    expect(count('flows-eurostat-both-reports', 'origin')).toBe(3520);
    expect(count('flows-eurostat-both-reports', 'destination')).toBe(169);
  });

  it('keeps the contracts of ingest and harmonize', () => {
    const { areaCodes, stocks, demography, gdp, distance, refugees, flows, netMigration } = raw as unknown as Record<
      keyof RawTables,
      Columns
    >;
    const ingested = { area_codes: areaCodes, reported_stocks: stocks, demography, gdp, distance, refugees, reported_flows: flows };
    expect(violationsOf({ ...ingested, reported_net_migration: netMigration })).toEqual([]);
    const { areas, panel, pairs, observations, exclusions } = world;
    const harmonized = { areas, panel, pairs, observations, exclusions, stocks_mid_year: world.stocks };
    expect(violationsOf({ ...harmonized, refugee_stocks: world.refugees, net_migration_reports: world.netMigration })).toEqual([]);
  });
});
