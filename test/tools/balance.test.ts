import { expect, test } from 'vitest';
import { type Category, categoryOf } from '../../src/tables/columns.ts';
import type { HarmonizeTables, IngestTables } from '../../tools/data/artifacts.ts';
import { balances, lost } from '../../tools/data/balance.ts';

const none = categoryOf([]);

/** Three values of trade were read, of which harmonize took `taken` and excluded one; nothing else is there. */
function tables(taken: readonly string[]): { readonly ingest: IngestTables; readonly harmonized: HarmonizeTables } {
  const numbers = new Int16Array(0);
  const empty = {
    ...{ iso3: none, region: none, wpp: numbers, m49: numbers, list: none, first: numbers, year: numbers, revision: numbers },
    ...{ source: none, measure: none, area: none, birth: none, residence: none, alternative: numbers, orig: none, dest: none },
    ...{ indicator: none, operation: none, reason: none, rows: numbers, origin: none, asylum: none },
  };
  const trade = categoryOf(['trade-cow', 'trade-cow', 'trade-cow']);
  const years = (column: Category) => new Int16Array(column.codes.length).fill(2000);
  const used = categoryOf([...taken, null]);
  const exclusions = {
    ...{ source: categoryOf(['trade-cow', 'trade-cow']), reason: categoryOf(['within one area', 'quarantined: flow1 is "x"']) },
    ...{ orig: categoryOf([null, null]), dest: categoryOf([null, null]), year: Int16Array.of(2000, 0), rows: Int32Array.of(1, 4) },
  };
  const names = [
    'area_codes',
    'dated_areas',
    'stocks',
    'stock_corrections',
    'demography',
    'area_measures',
    'gdp',
    'pair_measures',
    'refugees',
    'flows',
    'reports',
    'stock_tables',
  ];
  const others = [
    'areas',
    'memberships',
    'successions',
    'stocks',
    'panel',
    'population_check',
    'pairs',
    'refugees',
    'observations',
    'group_reports',
    'stock_witnesses',
  ];
  const emptied = (list: readonly string[]) => Object.fromEntries([...list, 'net_migration'].map((name) => [name, empty]));
  const rowCounts = {
    source: categoryOf(['trade-cow', 'trade-cow', 'trade-cow', 'gdp']),
    outcome: categoryOf(['taken', 'left out', 'set apart', 'taken']),
    rows: Int32Array.of(3, 2, 1, 9),
  };
  const ingest = { ...emptied(names), trade: { source: trade, year: years(trade) }, row_counts: rowCounts };
  const ends = { orig: categoryOf(Array.from(used.codes, () => 'POL')), dest: categoryOf(Array.from(used.codes, () => 'DEU')) };
  const harmonized = { ...emptied(others), trade: { source: used, year: years(used), ...ends }, exclusions };
  return { ingest: ingest as unknown as IngestTables, harmonized: harmonized as unknown as HarmonizeTables };
}

test('what is read is used or excluded; quarantined rows are neither', () => {
  const { ingest, harmonized } = tables(['trade-cow', 'trade-cow']);
  const [balance, ...rest] = balances(ingest, harmonized);
  expect(rest).toEqual([]);
  expect(balance).toMatchObject({
    source: 'trade-cow',
    rows: 6,
    leftOut: 2,
    read: 3,
    quarantined: 1,
    excluded: 1,
    used: { rows: 2, firstYear: 2000 },
  });
  expect(lost(balance!)).toBe(0);
});

test('a value that is neither used nor excluded is lost', () => {
  const { ingest, harmonized } = tables(['trade-cow']);
  expect(balances(ingest, harmonized).map(lost)).toEqual([1]);
});

test('a correction is used where it gives the value and where it prefers a revision, even below the floor', () => {
  const { ingest, harmonized } = tables(['trade-cow', 'trade-cow']);
  const [birth, year] = [categoryOf(['SYC', 'VNM', 'LAO']), Int16Array.of(2000, 2000, 2000)];
  const residence = categoryOf(['CAN', 'MYS', 'MYS']);
  const stocks = {
    ...{ birth, residence, year, alternative: Float64Array.of(Number.NaN, 2, 3) },
    source: categoryOf(['stock-corrections', 'un-desa-stocks-2020', 'unhcr-refugees']),
  };
  const exclusions = {
    source: categoryOf(['un-desa-stocks-2024', 'un-desa-stocks-2020', 'stock-corrections', 'trade-cow']),
    reason: categoryOf(['corrected: a slip', 'less than the refugees', 'published with this value', 'within one area']),
    orig: categoryOf(['SYC', 'LAO', 'BGD', null]),
    dest: categoryOf(['CAN', 'MYS', 'EGY', null]),
    year: Int16Array.of(2000, 2000, 2000, 2000),
    rows: Int32Array.of(1, 1, 1, 1),
  };
  const read = {
    stocks: { revision: Int16Array.of(2024, 2024, 2024, 2020, 2020), year: new Int16Array(5) },
    stock_corrections: { year: new Int16Array(4) },
  };
  const all = balances(
    { ...ingest, ...read } as unknown as IngestTables,
    { ...harmonized, stocks, exclusions } as unknown as HarmonizeTables,
  );
  expect(all.map(({ source, read: rows, used, excluded }) => [source, rows, used.rows, excluded])).toEqual([
    ['un-desa-stocks-2024', 3, 2, 1],
    ['un-desa-stocks-2020', 2, 1, 1],
    ['stock-corrections', 4, 3, 1],
    ['trade-cow', 3, 2, 1],
  ]);
  expect(all.map(lost)).toEqual([0, 0, 0, 0]);
});
