import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkTable } from '../../src/engine/contracts/checks.ts';
import { readContract } from '../../src/engine/contracts/contract.ts';
import type { TableContract } from '../../src/engine/types.ts';
import { type Harmonized, harmonize } from '../../src/harmonize/harmonize.ts';
import type { RawTables } from '../../src/harmonize/lineage/rawTables.ts';
import { type Category, type Columns, categoryAt } from '../../src/tables/columns.ts';
import { furtherOut } from './panel/standardised.ts';
import { hasRealWorld, readRealWorld } from './realWorld.ts';
import { countsOf } from './tallies.ts';

/** The revisions that are combined. */
const REVISIONS = ['un-desa-stocks-2024', 'un-desa-stocks-2020'];

const SCHEMAS = join(import.meta.dirname, '../../schemas');

/** Violations of the contracts of these tables, by contract; references look among them. */
function violationsOf(tables: Readonly<Record<string, Columns>>): string[] {
  return Object.entries(tables).flatMap(([name, columns]) => {
    const document = parse(readFileSync(join(SCHEMAS, `${name}.yaml`), 'utf8')) as Parameters<typeof readContract>[1];
    const contract = readContract(name, document) as TableContract;
    return checkTable(contract, columns, (other) => (tables[other] === undefined ? [] : [tables[other]])).map(
      ({ message }) => `${name}: ${message}`,
    );
  });
}

/** Adds up values over the rows that `select` takes. */
function total(values: Float64Array, select: (row: number) => boolean): number {
  return values.reduce((sum, value, row) => (select(row) ? sum + value : sum), 0);
}

function rowsWith(column: Category, level: string): number {
  const wanted = column.levels.indexOf(level);
  return wanted < 0 ? 0 : column.codes.reduce((sum, code) => (code === wanted ? sum + 1 : sum), 0);
}

describe.skipIf(!hasRealWorld)('the world', () => {
  let raw: RawTables;
  let world: Harmonized;
  let codes: readonly string[];
  /** The panel by area, year and indicator. */
  const values = new Map<string, number>();
  const valueAt = (area: string, year: number, indicator: string) => values.get(`${area} ${year} ${indicator}`) ?? Number.NaN;

  beforeAll(async () => {
    raw = await readRealWorld();
    world = harmonize(raw, { first: 1990, last: 2023 }, 'apart');
    codes = world.areas.area.levels;
    const { area, year, indicator, value } = world.panel;
    value.forEach((each, row) => {
      values.set(`${categoryAt(area, row)} ${year[row]} ${categoryAt(indicator, row)}`, each);
    });
  }, 240_000);

  test('has as many migrants as the published revisions', () => {
    const { revision, year, persons } = raw.stocks;
    expect(total(persons, (row) => revision[row] === 2024 && year[row] === 2024)).toBe(304_021_813);
    expect(total(persons, (row) => revision[row] === 2020 && year[row] === 2020)).toBe(280_598_105);
  });

  test('has the 231 areas of the paper, in its order, each with a region', () => {
    const { measure, orig } = raw.pairMeasures;
    const distance = measure.levels.indexOf('distance');
    const ofPaper = new Set(Array.from(orig.codes.keys(), (row) => (measure.codes[row] === distance ? categoryAt(orig, row) : null)));
    ofPaper.delete(null);
    expect(codes).toHaveLength(231);
    expect(codes).toEqual([...ofPaper].sort());
    expect(codes.slice(0, 3)).toEqual(['ABW', 'AFG', 'AGO']);
    for (const code of ['VAT', 'XKX', 'GGY', 'JEY', 'ATA']) expect(codes).not.toContain(code);
    expect(world.areas.region.codes.includes(-1)).toBe(false);
    expect(categoryAt(world.areas.region, codes.indexOf('TWN'))).toBe('Eastern Asia');
  });

  test('had 7,851.4 million people on 1 January 2020, and India 1,396.0', () => {
    expect(codes.reduce((sum, code) => sum + valueAt(code, 2020, 'population'), 0) / 1e6).toBeCloseTo(7849.0, 0);
    const { indicator, year, value } = raw.demography;
    const population = indicator.levels.indexOf('population_end');
    expect(total(value, (row) => indicator.codes[row] === population && year[row] === 2019) / 1e6).toBeCloseTo(7851.4, 1);
    expect(valueAt('IND', 2020, 'population') / 1e6).toBeCloseTo(1396.0, 1);
  });

  test('keeps P(t+1) = P + B - D + M within 200 persons', () => {
    let largest = 0;
    for (const code of codes) {
      for (let year = 1990; year <= 2023; year++) {
        const [population, births, deaths, net] = ['population', 'births', 'deaths', 'net_migration'].map((name) =>
          valueAt(code, year, name),
        );
        const expected = (population as number) + (births as number) - (deaths as number) + (net as number);
        largest = Math.max(largest, Math.abs(valueAt(code, year + 1, 'population') - expected));
      }
    }
    expect(largest).toBeLessThanOrEqual(200);
    expect(largest).toBeGreaterThan(0);
  });

  test('has eleven indicators of 231 areas in 34 years, and the population of a 35th', () => {
    expect(world.panel.value).toHaveLength(231 * (11 * 34 + 1));
    const members = (year: number) => codes.filter((code) => valueAt(code, year, 'eu_member') === 1).length;
    expect([2019, 2021, 2023].map(members)).toEqual([28, 27, 27]);
    const imputed = (name: string) =>
      world.panel.imputed.reduce((sum, flag, row) => sum + (categoryAt(world.panel.indicator, row) === name ? flag : 0), 0);
    expect([imputed('gdp_per_capita'), imputed('gdp_growth'), imputed('population')]).toEqual([626, 626, 0]);
  });

  test('has 12,291 pairs in the union of the revisions', () => {
    const { stocks } = raw;
    const known = new Set(codes);
    const pairs = new Set<string>();
    for (let row = 0; row < stocks.year.length; row++) {
      const [birth, residence] = [categoryAt(stocks.birth, row)!, categoryAt(stocks.residence, row)!];
      if (known.has(birth) && known.has(residence)) pairs.add(`${birth} ${residence}`);
    }
    expect(pairs.size).toBe(12_291);
  });

  test('accounts for every row and every migrant of both revisions: used, kept beside, corrected, floored or excluded', () => {
    const { stocks, exclusions } = world;
    expect(stocks.persons).toHaveLength(103_139);
    const used = countsOf(stocks.persons.length * 2, (index) => {
      const [row, value] = [index >> 1, index % 2 === 0 ? stocks.persons : stocks.alternative];
      const published = index % 2 === 1 || REVISIONS.includes(categoryAt(stocks.source, row) ?? '');
      if (!published || Number.isNaN(value[row])) return null;
      return { source: 'un-desa', year: stocks.year[row]!, rows: 1, persons: value[row]! };
    });
    const excluded = countsOf(exclusions.rows.length, (row) => {
      const counts = { rows: exclusions.rows[row]!, persons: exclusions.persons[row]! };
      return REVISIONS.includes(categoryAt(exclusions.source, row) ?? '')
        ? { source: 'un-desa', year: exclusions.year[row]!, ...counts }
        : null;
    });
    const read = countsOf(raw.stocks.persons.length, (row) => {
      return { source: 'un-desa', year: raw.stocks.year[row]!, rows: 1, persons: raw.stocks.persons[row]! };
    });
    expect(countsOf([...used, ...excluded], ([key, rows, persons]) => ({ key, rows, persons }))).toEqual(read);
    const of2024 = (source: Category, year: Int16Array) => (row: number) =>
      year[row] === 2024 && categoryAt(source, row) === 'un-desa-stocks-2024';
    const from2024 = total(stocks.persons, of2024(stocks.source, stocks.year));
    expect(from2024 + total(exclusions.persons, of2024(exclusions.source, exclusions.year))).toBe(304_021_813);
  });

  test('uses the corrections of published stocks but those of a value that is published, or below the refugees', () => {
    const { birth, residence, year, persons, source, file, row, operation } = world.stocks;
    const corrected = [...row.keys()].filter((at) => categoryAt(source, at) === 'stock-corrections');
    const preferred = operation.codes.filter((code) => operation.levels[code]?.includes('preferred to the first revision by row'));
    const { source: from, reason, orig, dest, year: when } = world.exclusions;
    const left = [...reason.codes.keys()].filter((at) => categoryAt(from, at) === 'stock-corrections');
    expect(left.map((at) => [categoryAt(orig, at), categoryAt(dest, at), when[at], categoryAt(reason, at)])).toEqual([
      ['COM', 'ZAF', 2005, 'less than the refugees of that origin there'],
      ['BGD', 'EGY', 2020, 'published with this value'],
      ['BGD', 'EGY', 2024, 'published with this value'],
    ]);
    // The 2020 revision of VNM in MYS in 1990 gives way to the refugees.
    expect([corrected.length, preferred.length, raw.stockCorrections.row.length]).toEqual([21, 6, 21 + 6 + 1 + left.length]);
    expect(new Set(corrected.map((at) => categoryAt(file, at)))).toEqual(new Set(['facts/stock_corrections.csv']));
    const takenFor = (cell: string) => {
      const at = row.findIndex((_, each) => `${categoryAt(birth, each)} ${categoryAt(residence, each)} ${year[each]}` === cell);
      return { persons: persons[at], source: categoryAt(source, at), row: row[at] };
    };
    expect(takenFor('DEU USA 1995')).toEqual({ persons: 1_335_539, source: 'stock-corrections', row: 8 });
    expect(takenFor('VNM MYS 2020')).toMatchObject({ persons: 101_220, source: 'un-desa-stocks-2020' });
    expect(takenFor('VNM MYS 2024')).toEqual({ persons: 109_000, source: 'stock-corrections', row: 17 });
  });

  test('accounts for every row of every other table', () => {
    const excluded = (source: string) =>
      world.exclusions.rows.reduce((sum, rows, row) => sum + (categoryAt(world.exclusions.source, row) === source ? rows : 0), 0);
    const expectAccounted = (source: Category, ...tables: readonly { readonly source: Category }[]) => {
      for (const id of source.levels) {
        const used = tables.reduce((sum, table) => sum + rowsWith(table.source, id), 0);
        expect([id, used + excluded(id)]).toEqual([id, rowsWith(source, id)]);
      }
    };
    const { panel, pairs, trade, refugees, observations, netMigration, populationCheck } = world;
    expectAccounted(raw.flows.source, observations);
    expectAccounted(raw.netMigration.source, netMigration);
    expectAccounted(raw.refugees.source, refugees);
    expectAccounted(raw.trade.source, trade);
    expectAccounted(raw.pairMeasures.source, pairs);
    const checked = { source: { levels: ['world-bank-population'], codes: new Int32Array(populationCheck.differs.length) } };
    expectAccounted(raw.areaMeasures.source, panel, checked);
    expect(rowsWith(panel.source, 'un-wpp-2024') + excluded('un-wpp-2024')).toBe(raw.demography.value.length);
    // A row of the GDP table holds both GDP per head and its growth.
    expect(rowsWith(panel.source, 'gdp') / 2 + excluded('gdp')).toBe(raw.gdp.year.length);
  });

  test('reads as many refugees, reports and net migration figures as its description says', () => {
    expect(rowsWith(world.refugees.measure, 'stock')).toBe(116_824);
    expect(rowsWith(world.netMigration.kind, 'reported')).toBe(862);
    expect(rowsWith(world.netMigration.kind, 'model')).toBe(231 * 34);
    const { source, reporter, year } = world.observations;
    const count = (id: string, by: string) =>
      year.filter((_, row) => categoryAt(source, row) === id && categoryAt(reporter, row) === by).length;
    expect(count('flows-eurostat', 'destination')).toBe(14_021);
    expect(count('flows-eurostat-both-reports', 'origin')).toBe(3520);
    expect(count('flows-eurostat-both-reports', 'destination')).toBe(169);
  });

  test('has pairs without the defects of the published similarities', () => {
    const { measure, value, imputed, operation } = world.pairs;
    const highest = (name: string) =>
      value.reduce((most, each, row) => (categoryAt(measure, row) === name ? Math.max(most, each) : most), 0);
    expect([highest('language'), highest('religion')]).toEqual([1, 1]);
    expect(rowsWith(operation, 'cut to 1')).toBe(76);
    expect(total(value, (row) => categoryAt(measure, row) === 'colony')).toBe(254);
    expect(total(value, (row) => categoryAt(measure, row) === 'border')).toBeGreaterThan(600);
    expect(imputed.filter((flag, row) => flag === 1 && categoryAt(measure, row) !== 'border')).toHaveLength(0);
  });

  test('has no covariate further out than 10 standard deviations but the death rates of four catastrophes', () => {
    // They are in WPP and within the range of the indicator; the model cuts them (src/model/covariates.ts).
    expect(furtherOut(world)).toEqual(['CAF 2009', 'CAF 2022', 'RWA 1994', 'SSD 1998'].map((cell) => `death_rate ${cell}`));
  });

  test('treats successor states by their rules', () => {
    const { former, area, first } = world.successions;
    const states = Array.from(first, (year, row) => `${categoryAt(former, row)} ${categoryAt(area, row)} ${year}`);
    for (const state of ['USSR UKR 1992', 'Czechoslovakia SVK 1993', 'Sudan SSD 2012', 'Netherlands Antilles CUW 2011'])
      expect(states).toContain(state);

    // South Sudan carries one constant total of stocks, and Sudan contains it as well.
    const { residence, year, persons, birth } = raw.stocks;
    const stockOf = (code: string, when: number) =>
      total(persons, (row) => raw.stocks.revision[row] === 2024 && year[row] === when && categoryAt(residence, row) === code);
    expect([1990, 1995, 2000, 2005].map((when) => stockOf('SSD', when))).toEqual([652_365, 652_365, 652_365, 652_365]);
    expect(birth.levels).not.toContain('SUN');

    const trade = (orig: string, dest: string, when: number) => {
      const [from, to] = [codes.indexOf(orig), codes.indexOf(dest)];
      const row = (from * 230 + (to < from ? to : to - 1)) * 34 + when - 1990;
      const { value, imputed, operation } = world.trade;
      return { value: value[row], imputed: imputed[row], operation: categoryAt(operation, row) };
    };
    const back = 'before the first report: its value carried back';
    expect(trade('CZE', 'DEU', 1992)).toEqual({ value: trade('CZE', 'DEU', 1993).value, imputed: 1, operation: back });
    expect(trade('RUS', 'DEU', 1991)).toMatchObject({ imputed: 1, operation: back });
    expect(trade('SRB', 'ITA', 2000).operation).toMatch(/^Serbia with Montenegro;/);
    expect(trade('SDN', 'CHN', 2005).operation).toMatch(/^Sudan with South Sudan;/);
    expect(trade('SRB', 'ITA', 2008).operation).toMatch(/^current USD to USD of 2015/);
    expect(trade('USA', 'DEU', 2014)).toMatchObject({ imputed: 0 });
    expect(trade('USA', 'DEU', 2020)).toMatchObject({ imputed: 1, operation: expect.stringMatching(/^after the last report/) as string });
  });

  test.each([
    ['Serbia and Montenegro', 'SRB', 2005, 'Serbia with Montenegro'],
    ['Sudan', 'SDN', 2010, 'Sudan with South Sudan'],
    ['Ethiopia with Eritrea', 'ETH', 1992, 'Ethiopia with Eritrea'],
    ['Indonesia with East Timor', 'IDN', 2001, 'Indonesia with Timor-Leste'],
  ])('takes trade of %s for %s up to the year that the rule names, and no longer', (state, area, last, note) => {
    const { former, rule } = world.successions;
    const name = categoryAt(world.areas.name, codes.indexOf(area));
    const rules = [...rule.codes.keys()].filter((row) => categoryAt(former, row) === state);
    expect(rules.length).toBeGreaterThan(1);
    for (const row of rules) expect(categoryAt(rule, row)).toContain(`trade of both is taken for ${name} to ${last}`);
    const { orig, year, imputed, operation } = world.trade;
    const reported = (counts: (when: number) => boolean) =>
      [...year.keys()]
        .filter((row) => imputed[row] === 0 && counts(year[row]!) && categoryAt(orig, row) === area)
        .map((row) => categoryAt(operation, row)!.startsWith(`${note};`));
    expect(new Set(reported((when) => when <= last))).toEqual(new Set([true]));
    expect(new Set(reported((when) => when > last))).toEqual(new Set([false]));
  });

  test.each([
    ['USSR', 'Soviet Union, not divided between its successors'],
    ['Yugoslavia', 'Yugoslavia of six republics, not divided between its successors'],
    ['Czechoslovakia', 'Czechoslovakia, not divided between its successors'],
    ['Netherlands Antilles', 'Netherlands Antilles, not divided between its successors'],
    ['German Democratic Republic', 'German Democratic Republic, before unification'],
    ['Yemen Arab Republic', 'Yemen Arab Republic, before unification'],
    ['Democratic Yemen', 'Democratic Yemen, before unification'],
  ])('leaves out trade of %s, as its rule says', (state, reason) => {
    const { former, rule } = world.successions;
    const rules = [...rule.codes.keys()].filter((row) => categoryAt(former, row) === state).map((row) => categoryAt(rule, row));
    expect(rules.length).toBeGreaterThan(0);
    for (const each of rules) expect(each).toMatch(/(its trade|trade of the former state) is left out/);
    expect(rowsWith(world.exclusions.reason, reason)).toBeGreaterThan(0);
  });

  test('names the areas in which the World Bank counts another population', () => {
    const { area, differs } = world.populationCheck;
    const apart = new Set(Array.from(differs.keys(), (row) => (differs[row] === 1 ? categoryAt(area, row) : null)));
    for (const code of ['MDA', 'SYC', 'CUW', 'VIR', 'ALB', 'GEO', 'QAT']) expect(apart).toContain(code);
    expect(differs).toHaveLength(7276);
  });

  test('says of every value where it comes from', () => {
    for (const table of [world.panel, world.pairs, world.trade]) {
      const { source, file, row, imputed } = table;
      expect(
        row.every((each, at) => (each === -1 ? imputed[at] === 1 && source.codes[at] === -1 && file.codes[at] === -1 : each > 0)),
      ).toBe(true);
    }
    expect(world.observations.file.codes.every((code) => code >= 0)).toBe(true);
  });

  test('keeps the contracts of harmonize', () => {
    const { populationCheck, stocks, refugees, stockWitnesses, groupReports, netMigration, ...others } = world;
    const named = {
      stock_witnesses: stockWitnesses,
      group_reports: groupReports,
      population_check: populationCheck,
      stocks_mid_year: stocks,
      refugee_stocks: refugees,
      net_migration_reports: netMigration,
    };
    expect(violationsOf({ ...others, ...named })).toEqual([]);
  }, 60_000);
});
