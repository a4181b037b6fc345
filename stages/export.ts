import type { Export } from '../schemas/generated/types.ts';
import { areaCodes } from '../src/adapters/areas.ts';
import type { CodesOf } from '../src/adapters/publication/ensembleMoments.ts';
import {
  publishedBirths,
  publishedEdges,
  publishedFlows,
  publishedNetMigration,
  publishedStocks,
} from '../src/adapters/publication/publishedTables.ts';
import type { TableOutput } from '../src/engine/stage.ts';
import type { Columns } from '../src/tables/columns.ts';
import { columnLength } from '../src/tables/columns.ts';
import { recode } from '../src/tables/recode.ts';

/**
 * Writes mean and standard deviation of the ensemble (docs/method.md 6.5), and calibrated quantiles of the flows, each table as
 * Parquet and as CSV.
 */
export async function run({ params, inputs, outputs, log }: Export): Promise<void> {
  const areas = await inputs.areas.read();
  await outputs.areas.write(areas);
  const codesOf: CodesOf = (column) => recode(column, areas.area.levels).codes;
  const calibration = {
    observations: await inputs.observations.read(),
    errors: await inputs.errors.read(),
    areas: areaCodes(areas),
    years: params.years,
  };
  const { flows, stocks, net_migration: net, births, edges } = inputs;
  const from = ({ length }: readonly unknown[]) => `from ${length} members`;
  const write = writerTo(log);
  await write(`flows ${from(flows)}`, await publishedFlows(flows, codesOf, calibration), outputs.flows, outputs.flows_csv);
  await write(`stocks ${from(stocks)}`, await publishedStocks(stocks, codesOf), outputs.stocks, outputs.stocks_csv);
  await write(`net migration ${from(net)}`, await publishedNetMigration(net, codesOf), outputs.net_migration, outputs.net_migration_csv);
  await write(`flows by birth ${from(births)}`, await publishedBirths(births, codesOf), outputs.births, outputs.births_csv);
  const listed = `flows by birth, origin and destination that all of ${edges.length} members list`;
  await write(listed, await publishedEdges(edges, codesOf, areas.area.levels.length), outputs.edges);
}

/** Writes a table to its outputs and says how long it is. */
function writerTo(log: (line: string) => void) {
  return async <T extends Columns>(what: string, table: T, ...outputs: readonly TableOutput<T>[]): Promise<void> => {
    log(`${what}: ${columnLength(Object.values(table)[0]!)} rows`);
    for (const output of outputs) await output.write(table);
  };
}
