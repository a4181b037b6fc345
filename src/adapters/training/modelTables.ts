import type {
  Areas,
  GroupReports,
  NetMigrationReports,
  Observations,
  StockChanges,
  StocksImputed,
  Train,
} from '../../../schemas/generated/types.ts';
import type { CovariateTables } from './covariates/rawCovariates.ts';

/** What the model is built from, as tables. */
export interface ModelTables extends CovariateTables {
  readonly areas: Areas;
  readonly observations: Observations;
  readonly groupReports: GroupReports;
  readonly netMigration: NetMigrationReports;
  readonly stocks: StocksImputed;
  readonly changes: StockChanges;
}

export async function readTables(inputs: Omit<Train['inputs'], 'start_weights'>): Promise<ModelTables> {
  return {
    areas: await inputs.areas.read(),
    panel: await inputs.panel.read(),
    pairs: await inputs.pairs.read(),
    trade: await inputs.trade.read(),
    memberships: await inputs.memberships.read(),
    refugees: await inputs.refugees.read(),
    observations: await inputs.observations.read(),
    groupReports: await inputs.group_reports.read(),
    netMigration: await inputs.net_migration.read(),
    stocks: await inputs.stocks.read(),
    changes: await inputs.changes.read(),
  };
}
