import { describe, expect, test } from 'vitest';
import type {
  Areas,
  Births,
  Edges,
  Export,
  FlowErrors,
  Flows,
  MemberBirths,
  MemberEdges,
  MemberFlows,
  MemberNetMigration,
  MemberStocks,
  NetMigration,
  Observations,
  Stocks,
} from '../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../src/tables/columns.ts';
import { run } from '../../stages/export.ts';
import { gathered, tableInput, WrittenTable } from './tableContext.ts';

const areas: Areas = {
  area: categoryOf(['AAA', 'BBB']),
  m49: Int32Array.of(1, 2),
  name: categoryOf(['First', 'Second']),
  region: categoryOf(['North', 'North']),
};

/** Flows between two areas of one year: `central`, runs around `runsMean`. */
function memberFlows(orig: string[], central: number[], runsMean: number[], runsVariance: number[]): MemberFlows {
  return {
    year: Int16Array.of(1990, 1990),
    orig: categoryOf(orig),
    dest: categoryOf([...orig].reverse()),
    flow: Float64Array.from(central),
    runs_mean: Float64Array.from(runsMean),
    runs_variance: Float64Array.from(runsVariance),
  };
}

/** One group; two runs, the central one and one that lies `apart` above it. */
function memberBirths(arrivals: number, departures: number, apart: number): MemberBirths {
  return {
    year: Int16Array.of(1990),
    birth: categoryOf(['AAA']),
    residence: categoryOf(['BBB']),
    arrivals: Float64Array.of(arrivals),
    arrivals_mean: Float64Array.of(arrivals + apart / 2),
    arrivals_variance: Float64Array.of((apart * apart) / 4),
    departures: Float64Array.of(departures),
    departures_mean: Float64Array.of(departures),
    departures_variance: Float64Array.of(0),
  };
}

/** Edges from AAA to BBB of those born in the given areas; means are those of the central run. */
function memberEdges(birth: string[], persons: number[], sd: number): MemberEdges {
  return {
    birth: categoryOf(birth),
    orig: categoryOf(birth.map(() => 'AAA')),
    dest: categoryOf(birth.map(() => 'BBB')),
    year: Int16Array.from(birth, () => 1990),
    persons: Float32Array.from(persons),
    runs_mean: Float32Array.from(persons),
    sd: Float32Array.from(persons, () => sd),
  };
}

/** One report, of the flow from AAA to BBB. */
const observations: Observations = {
  orig: categoryOf(['AAA']),
  dest: categoryOf(['BBB']),
  year: Int16Array.of(1990),
  source: categoryOf(['office']),
  reporter: categoryOf(['origin']),
  persons: Float64Array.of(3),
  definition: categoryOf(['residence']),
  measure: categoryOf(['moves']),
  quality: categoryOf([null]),
  pair: Int32Array.of(0),
  mirror: Int32Array.of(-1),
  file: categoryOf(['flows.csv']),
  row: Int32Array.of(1),
  operation: categoryOf(['']),
};

/** Errors that make 1 + flow half to twice as large where it is reported, and a quarter to four times elsewhere. */
const errors: FlowErrors = {
  support: categoryOf(['reported', 'unreported']),
  bin: Int32Array.of(1, 1),
  least: Float64Array.of(0, 0),
  largest: Float64Array.of(9, 9),
  size: Float64Array.of(1, 1),
  reports: Int32Array.of(100, 100),
  pairs: Int32Array.of(100, 100),
  q05: Float64Array.of(-Math.LN2, -2 * Math.LN2),
  q25: Float64Array.of(0, 0),
  q50: Float64Array.of(0, 0),
  q75: Float64Array.of(0, 0),
  q95: Float64Array.of(Math.LN2, 2 * Math.LN2),
};

function contextOf(flows: readonly MemberFlows[], edges: readonly MemberEdges[] = [memberEdges(['AAA'], [1], 0)]) {
  const stocks: MemberStocks = {
    year: Int16Array.of(1990),
    birth: categoryOf(['AAA']),
    residence: categoryOf(['BBB']),
    stock: Float64Array.of(50),
    runs_mean: Float64Array.of(52),
    runs_variance: Float64Array.of(16),
  };
  const net: MemberNetMigration = {
    year: Int16Array.of(1990, 1990),
    area: categoryOf(['AAA', 'BBB']),
    net: Float64Array.of(-3, 3),
    runs_mean: Float64Array.of(-4, 4),
    runs_variance: Float64Array.of(9, 9),
  };
  const outputs = {
    areas: new WrittenTable<Areas>(),
    flows: new WrittenTable<Flows>(),
    flows_csv: new WrittenTable<Flows>(),
    stocks: new WrittenTable<Stocks>(),
    stocks_csv: new WrittenTable<Stocks>(),
    net_migration: new WrittenTable<NetMigration>(),
    net_migration_csv: new WrittenTable<NetMigration>(),
    births: new WrittenTable<Births>(),
    births_csv: new WrittenTable<Births>(),
    edges: new WrittenTable<Edges>(),
  };
  const context: Export = {
    params: { years: { first: 1990, last: 1990 } },
    inputs: {
      areas: tableInput(areas),
      observations: tableInput(observations),
      errors: tableInput(errors),
      flows: gathered(flows),
      stocks: gathered([stocks, stocks]),
      net_migration: gathered([net]),
      births: gathered([memberBirths(1, 10, 2), memberBirths(5, 20, 2)]),
      edges: gathered(edges),
    },
    outputs,
    each: {},
    scratch: '',
    backend: '',
    cores: 1,
    memoryBytes: 3e9,
    log: () => undefined,
    note: () => undefined,
    progress: () => undefined,
  };
  return { context, outputs };
}

describe('stage export', () => {
  test('writes mean and standard deviation of every quantity, twice', async () => {
    const { context, outputs } = contextOf([
      memberFlows(['AAA', 'BBB'], [1, 10], [2, 10], [1, 0]),
      memberFlows(['AAA', 'BBB'], [5, 20], [6, 10], [1, 0]),
    ]);
    await run(context);
    const { flows, flows_csv, stocks, net_migration, net_migration_csv } = outputs;
    expect([...flows.columns.flow_mean]).toEqual([3, 15]);
    expect([...flows.columns.flow_sd].map((sd) => sd * sd)).toEqual([expect.closeTo(5, 12), 0]);
    expect(flows_csv.columns).toEqual(flows.columns);
    expect([0, 1].map((row) => categoryAt(flows.columns.support, row))).toEqual(['reported', 'unreported']);
    // Of 3 and 15 persons.
    expect([...flows.columns.flow_q05]).toEqual([expect.closeTo(1, 9), expect.closeTo(3, 9)]);
    expect([...flows.columns.flow_q50]).toEqual([expect.closeTo(3, 9), expect.closeTo(15, 9)]);
    expect([...flows.columns.flow_q95]).toEqual([expect.closeTo(7, 9), expect.closeTo(63, 9)]);
    expect([...stocks.columns.stock_mean, ...stocks.columns.stock_sd]).toEqual([50, 4]);
    expect([...net_migration.columns.net_mean, ...net_migration.columns.net_sd]).toEqual([-3, 3, 3, 3]);
    expect(net_migration_csv.columns).toEqual(net_migration.columns);
    expect(outputs.areas.columns).toEqual(areas);
    // Runs 1, 3 and 5, 7: within members a variance of 1, between them one of 4.
    const { arrivals_mean, arrivals_sd, departures_mean, departures_sd } = outputs.births.columns;
    expect([...arrivals_mean, ...departures_mean, ...departures_sd]).toEqual([3, 15, 5]);
    expect(arrivals_sd[0]).toBeCloseTo(Math.sqrt(5), 12);
    expect(outputs.births_csv.columns).toEqual(outputs.births.columns);
  });

  test('combines the edges that all members list', async () => {
    const flows = memberFlows(['AAA', 'BBB'], [1, 10], [1, 10], [0, 0]);
    const { context, outputs } = contextOf([flows], [memberEdges(['AAA', 'BBB'], [10, 6], 3), memberEdges(['BBB'], [14], 3)]);
    await run(context);
    const { birth, orig, dest, year, flow_mean, flow_sd } = outputs.edges.columns;
    expect([categoryAt(birth, 0), categoryAt(orig, 0), categoryAt(dest, 0), ...year]).toEqual(['BBB', 'AAA', 'BBB', 1990]);
    // Within members 9, between them 16.
    expect([...flow_mean, ...flow_sd]).toEqual([10, 5]);
  });

  test('refuses members whose corridors stand in another order, although their codes are alike', async () => {
    const { context } = contextOf([
      memberFlows(['AAA', 'BBB'], [1, 10], [1, 10], [0, 0]),
      memberFlows(['BBB', 'AAA'], [10, 1], [10, 1], [0, 0]),
    ]);
    await expect(run(context)).rejects.toThrow('row 1 of member 2 of the ensemble has another key');
  });

  test('refuses an ensemble without members', async () => {
    const { context } = contextOf([]);
    await expect(run(context)).rejects.toThrow('the ensemble has no member');
  });
});
