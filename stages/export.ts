import type { Export, MemberBirths, MemberEdges } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import { quantileColumns, reportedFlows, supportBins, supportColumn } from '../src/adapters/calibration/calibrationTables.ts';
import { refuse } from '../src/diagnostics/diagnostic.ts';
import type { Gathered, TableInput } from '../src/engine/stage.ts';
import { commonKeys, positionsOf } from '../src/evaluation/commonKeys.ts';
import type { MemberMoments } from '../src/evaluation/ensemble.ts';
import { Ensemble } from '../src/evaluation/ensemble.ts';
import type { Category, Columns } from '../src/tables/columns.ts';
import { recode } from '../src/tables/recode.ts';

/** Above any calendar year, so that a year is the last digit of the key of a row. */
const YEARS = 10_000;

/** Area codes of a column as integers that mean the same in every member. */
type CodesOf = (column: Category) => Int32Array;

/**
 * Writes mean and standard deviation of the ensemble (docs/method.md 6.5), and calibrated quantiles of the flows, each table as
 * Parquet and as CSV.
 */
export async function run(context: Export): Promise<void> {
  const areas = await context.inputs.areas.read();
  await context.outputs.areas.write(areas);
  const codesOf: CodesOf = (column) => recode(column, areas.area.levels).codes;
  await exportFlows(context, codesOf);
  await exportStocks(context, codesOf);
  await exportNetMigration(context, codesOf);
  await exportBirths(context, codesOf);
  await exportEdges(context, codesOf, areas.area.levels.length);
}

async function exportFlows({ params, inputs, outputs, log }: Export, codesOf: CodesOf): Promise<void> {
  const { first, mean, sd } = await combine(inputs.flows, (member) => ({
    keys: [member.year, codesOf(member.orig), codesOf(member.dest)],
    central: member.flow,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  const areas = areaCodes(await inputs.areas.read());
  const reported = reportedFlows(await inputs.observations.read(), areas, params.years);
  const support = supportColumn(first, reported, areas, params.years);
  const quantiles = quantileColumns(mean, support, supportBins(await inputs.errors.read()));
  const flows = { year: first.year, orig: first.orig, dest: first.dest, flow_mean: mean, flow_sd: sd, support, ...quantiles };
  log(`flows: ${mean.length} rows from ${inputs.flows.length} members`);
  await outputs.flows.write(flows);
  await outputs.flows_csv.write(flows);
}

async function exportStocks({ inputs, outputs, log }: Export, codesOf: CodesOf): Promise<void> {
  const { first, mean, sd } = await combine(inputs.stocks, (member) => ({
    keys: [member.year, codesOf(member.birth), codesOf(member.residence)],
    central: member.stock,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  const stocks = { year: first.year, birth: first.birth, residence: first.residence, stock_mean: mean, stock_sd: sd };
  log(`stocks: ${mean.length} rows from ${inputs.stocks.length} members`);
  await outputs.stocks.write(stocks);
  await outputs.stocks_csv.write(stocks);
}

async function exportNetMigration({ inputs, outputs, log }: Export, codesOf: CodesOf): Promise<void> {
  const { first, mean, sd } = await combine(inputs.net_migration, (member) => ({
    keys: [member.year, codesOf(member.area)],
    central: member.net,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  const net = { year: first.year, area: first.area, net_mean: mean, net_sd: sd };
  log(`net migration: ${mean.length} rows from ${inputs.net_migration.length} members`);
  await outputs.net_migration.write(net);
  await outputs.net_migration_csv.write(net);
}

async function exportBirths({ inputs, outputs, log }: Export, codesOf: CodesOf): Promise<void> {
  const keysOf = (member: MemberBirths) => [member.year, codesOf(member.birth), codesOf(member.residence)];
  const arrivals = await combine(inputs.births, (member) => ({
    keys: keysOf(member),
    central: member.arrivals,
    runsMean: member.arrivals_mean,
    runsVariance: member.arrivals_variance,
  }));
  const departures = await combine(inputs.births, (member) => ({
    keys: keysOf(member),
    central: member.departures,
    runsMean: member.departures_mean,
    runsVariance: member.departures_variance,
  }));
  const births = {
    year: arrivals.first.year,
    birth: arrivals.first.birth,
    residence: arrivals.first.residence,
    arrivals_mean: arrivals.mean,
    arrivals_sd: arrivals.sd,
    departures_mean: departures.mean,
    departures_sd: departures.sd,
  };
  log(`flows by birth: ${arrivals.mean.length} rows from ${inputs.births.length} members`);
  await outputs.births.write(births);
  await outputs.births_csv.write(births);
}

/** Every member lists the edges that carry much in its own runs: what can be combined is what all of them list. */
async function exportEdges({ inputs, outputs, log }: Export, codesOf: CodesOf, areas: number): Promise<void> {
  const keysOf = ({ birth, orig, dest, year }: MemberEdges) => {
    const [b, i, j] = [codesOf(birth), codesOf(orig), codesOf(dest)];
    return Float64Array.from(year, (of, row) => ((b[row]! * areas + i[row]!) * areas + j[row]!) * YEARS + of);
  };
  let common: Float64Array | null = null;
  for (const { input } of inputs.edges) {
    const keys = keysOf(await input.read());
    common = common === null ? keys : commonKeys(common, keys);
  }
  const listed = common ?? new Float64Array();
  const rowsOf = (member: MemberEdges) => positionsOf(listed, keysOf(member));
  const { first, mean, sd } = await combine(inputs.edges, (member) => {
    const rows = rowsOf(member);
    return {
      keys: [listed],
      central: Float64Array.from(rows, (row) => member.persons[row]!),
      runsMean: Float64Array.from(rows, (row) => member.runs_mean[row]!),
      runsVariance: Float64Array.from(rows, (row) => member.sd[row]! * member.sd[row]!),
    };
  });
  const rows = rowsOf(first);
  const pick = ({ codes, levels }: Category) => ({ codes: rows.map((row) => codes[row]!), levels });
  log(`flows by birth, origin and destination: ${rows.length} rows that all of ${inputs.edges.length} members list`);
  await outputs.edges.write({
    birth: pick(first.birth),
    orig: pick(first.orig),
    dest: pick(first.dest),
    year: Int16Array.from(rows, (row) => first.year[row]!),
    flow_mean: Float32Array.from(mean),
    flow_sd: Float32Array.from(sd),
  });
}

/** Reads one member after the other, so that never more than one is in memory beside the first one's keys. */
async function combine<T extends Columns>(members: readonly Gathered<TableInput<T>>[], momentsOf: (table: T) => MemberMoments) {
  const [head, ...others] = members;
  if (!head) refuse('E209', 'the ensemble has no member', { hint: 'set ensemble.members in params.yaml to 1 or more' });
  const first = await head.input.read();
  const ensemble = new Ensemble(momentsOf(first));
  for (const { input } of others) ensemble.add(momentsOf(await input.read()));
  return { first, ...ensemble.finish() };
}
