import type { Export } from '../schemas/types.ts';
import { refuse } from '../src/diagnostics/diagnostic.ts';
import type { Gathered, TableInput } from '../src/engine/stage.ts';
import type { MemberMoments } from '../src/evaluation/ensemble.ts';
import { Ensemble } from '../src/evaluation/ensemble.ts';
import type { Category, Columns } from '../src/tables/columns.ts';
import { recode } from '../src/tables/recode.ts';

/** Area codes of a column as integers that mean the same in every member. */
type CodesOf = (column: Category) => Int32Array;

/** Writes mean and standard deviation of the ensemble (method.md 6, point 5), each table as Parquet and as CSV. */
export async function run(context: Export): Promise<void> {
  const areas = await context.inputs.areas.read();
  await context.outputs.areas.write(areas);
  const codesOf: CodesOf = (column) => recode(column, areas.area.levels).codes;
  await exportFlows(context, codesOf);
  await exportStocks(context, codesOf);
  await exportNetMigration(context, codesOf);
}

async function exportFlows({ inputs, outputs, log }: Export, codesOf: CodesOf): Promise<void> {
  const { first, mean, sd } = await combine(inputs.flows, (member) => ({
    keys: [member.year, codesOf(member.orig), codesOf(member.dest)],
    central: member.flow,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  const flows = { year: first.year, orig: first.orig, dest: first.dest, flow_mean: mean, flow_sd: sd };
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

/** Reads one member after the other, so that never more than one is in memory beside the first one's keys. */
async function combine<T extends Columns>(members: readonly Gathered<TableInput<T>>[], momentsOf: (table: T) => MemberMoments) {
  const [head, ...others] = members;
  if (!head) refuse('E505', 'the ensemble has no member', { hint: 'set ensemble.members in params.yaml to 1 or more' });
  const first = await head.input.read();
  const ensemble = new Ensemble(momentsOf(first));
  for (const { input } of others) ensemble.add(momentsOf(await input.read()));
  return { first, ...ensemble.finish() };
}
