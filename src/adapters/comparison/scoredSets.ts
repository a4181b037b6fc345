import type { NetMigrationReports, Observations } from '../../../schemas/generated/types.ts';
import { compareFlows } from '../../evaluation/comparison/comparison.ts';
import { flowSets, type ScoredSet } from '../../evaluation/comparison/methodScores.ts';
import { netMigrationSet, WPP_COLLECTION } from '../../evaluation/comparison/netMigrationScores.ts';
import { withinCorridorSets } from '../../evaluation/comparison/withinCorridor.ts';
import { flowReports, nationalNetMigration } from './comparisonInput.ts';
import type { DemographicSeries } from './demographicSeries.ts';
import { flowEstimates, type MethodEstimates, netMigrationEstimates } from './methodEstimates.ts';

/** What the estimates are scored on. */
export interface ReportedTables {
  readonly observations: Observations;
  readonly netMigration: NetMigrationReports;
}

/**
 * All methods on the same reports (docs/method.md 7.3): flows by collection, movement along corridors, and net migration.
 * @param minimumFlow persons a year from which relative errors count.
 */
export function scoredSets(
  { observations, netMigration }: ReportedTables,
  demography: DemographicSeries,
  estimates: MethodEstimates,
  minimumFlow: number,
  log: (line: string) => void,
): ScoredSet[] {
  const { intervals } = estimates;
  const { areas, population } = demography;
  const flows = flowEstimates(estimates);
  const reports = flowReports(observations, areas);
  const compared = compareFlows(reports, flows);
  log(`${reports.persons.length} reports in ${reports.collections.length} collections: ${compared.reported.length} corridors by interval`);
  const rules = { minimumFlow, population: intervals.map(({ start }) => population.at(start)), foldOf: estimates.foldOf };
  const nets = netMigrationEstimates(estimates);
  const reportedNets = new Map([
    [WPP_COLLECTION, intervals.map(({ start, end }) => demography.netMigration.sum(start, end))],
    ...nationalNetMigration(netMigration, areas, intervals),
  ]);
  return [
    ...flowSets(compared, reports.collections, rules),
    ...withinCorridorSets(reports, flows),
    ...[...reportedNets].map(([collection, reported]) => netMigrationSet(collection, reported, nets)),
  ];
}
