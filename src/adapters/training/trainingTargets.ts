import type { Observations } from '../../../schemas/generated/types.ts';
import type { TargetRows, Targets } from '../../model/problem/targets.ts';
import { balancedWeights, groupTargets, pairOfCorridor } from '../../model/problem/targets.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import type { Censoring } from './censoredReports.ts';
import { censoredReports, censoredWhere } from './censoredReports.ts';
import type { ModelTables } from './modelTables.ts';
import { reportersOf } from './reporters.ts';

/**
 * Observed changes of stocks with their weights, reported flows and reported net migration, by interval and year.
 * @param trainedOn whether a row of the observations may be learnt from. What is left out of lists is learnt of all pairs but those
 * with a row that may not.
 */
export function targetsFrom(
  tables: ModelTables,
  areas: readonly string[],
  years: Years,
  censored: readonly Censoring[],
  trainedOn: (row: number) => boolean,
): Targets {
  const count = years.last - years.first + 1;
  const rows = learntReports(tables, years, trainedOn);
  const flow = flowRows(tables, areas, years, rows);
  return {
    stock: stockTargets(tables, areas, years),
    flow: groupTargets(flow, count),
    net: groupTargets(netRows(tables, areas, years), count),
    censored: groupTargets(censoredRows(tables, { areas, years }, censored, { rows, flow, trainedOn }), count),
  };
}

function stockTargets({ changes }: ModelTables, areas: readonly string[], years: Years): Targets['stock'] {
  const birth = recode(changes.birth, areas).codes;
  const residence = recode(changes.residence, areas).codes;
  const rows = rowsWhere(
    changes.change.length,
    (row) => changes.observed[row] === 1 && changes.start[row]! >= years.first && changes.end[row]! <= years.last + 1,
  );
  const endOf = new Map<number, number>();
  for (const row of rows) endOf.set(changes.start[row]!, changes.end[row]!);
  const starts = [...endOf.keys()].sort((a, b) => a - b);
  const groups = groupTargets(
    {
      group: rows.map((row) => starts.indexOf(changes.start[row]!)),
      cell: rows.map((row) => birth[row]! * areas.length + residence[row]!),
      persons: Float64Array.from(rows, (row) => changes.change[row]!),
      weights: Float64Array.from(rows, (row) => changes.weight[row]!),
    },
    starts.length,
  );
  return groups.map((group, index) => ({
    ...group,
    start: starts[index]! - years.first,
    end: endOf.get(starts[index]!)! - years.first,
  }));
}

/** Rows of the observations in the years of the estimates that are learnt from. */
export function learntReports(
  { observations }: Pick<ModelTables, 'observations'>,
  years: Years,
  trainedOn: (row: number) => boolean = () => true,
): Int32Array {
  return rowsWhere(observations.persons.length, (row) => within(observations.year[row]!, years) && trainedOn(row));
}

function flowRows({ observations }: ModelTables, areas: readonly string[], years: Years, rows: Int32Array) {
  const corridors = corridorsOf(observations, areas);
  return {
    group: rows.map((row) => observations.year[row]! - years.first),
    cell: rows.map((row) => corridors[row]!),
    persons: Float64Array.from(rows, (row) => observations.persons[row]!),
    weights: balancedWeights(rows.map((row) => observations.source.codes[row]!)),
    reporter: reportersOf(observations, rows, areas).numbers,
  };
}

/** Rows of the observations that are learnt from, and the targets that they make. */
interface LearntReports {
  readonly rows: Int32Array;
  readonly flow: Pick<Required<TargetRows>, 'weights' | 'reporter'>;
  trainedOn(row: number): boolean;
}

/** Censored reports: each weighs as much as a report by the same reporter. */
function censoredRows(
  { observations }: ModelTables,
  { areas, years }: { readonly areas: readonly string[]; readonly years: Years },
  censored: readonly Censoring[],
  { rows, flow, trainedOn }: LearntReports,
): TargetRows {
  const apart = heldoutCountryPairs(observations, areas, trainedOn);
  const leftOut = censoredReports(observations, areas, years, censored, rows);
  const { year, cell, below, reporterRow } = censoredWhere(leftOut, (corridor) => !apart.has(pairOfCorridor(corridor, areas.length)));
  const learnt = new Map(Array.from(rows, (row, at) => [row, at]));
  return {
    group: year.map((of) => of - years.first),
    cell,
    persons: below,
    weights: Float64Array.from(reporterRow, (row) => flow.weights[learnt.get(row)!]!),
    reporter: reporterRow.map((row) => flow.reporter[learnt.get(row)!]!),
  };
}

/** Pairs of areas, as `pairOfCorridor` has them, with a row of the observations that may not be learnt from. */
export function heldoutCountryPairs(
  observations: Observations,
  areas: readonly string[],
  trainedOn: (row: number) => boolean,
): ReadonlySet<number> {
  const corridors = corridorsOf(observations, areas);
  const apart = Array.from(corridors.keys()).filter((row) => !trainedOn(row));
  return new Set(apart.map((row) => pairOfCorridor(corridors[row]!, areas.length)));
}

/** Cells orig * areas + dest of all rows. */
function corridorsOf(observations: Observations, areas: readonly string[]): Int32Array {
  const dest = recode(observations.dest, areas).codes;
  return recode(observations.orig, areas).codes.map((orig, row) => orig * areas.length + dest[row]!);
}

/** Reports of statistical offices alone; what WPP and others estimate is no target (docs/method.md 4.1). */
function netRows({ netMigration }: ModelTables, areas: readonly string[], years: Years): TargetRows {
  const area = recode(netMigration.area, areas).codes;
  const reported = netMigration.kind.levels.indexOf('reported');
  const rows = rowsWhere(
    netMigration.persons.length,
    (row) => netMigration.kind.codes[row] === reported && within(netMigration.year[row]!, years),
  );
  return {
    group: rows.map((row) => netMigration.year[row]! - years.first),
    cell: rows.map((row) => area[row]!),
    persons: Float64Array.from(rows, (row) => netMigration.persons[row]!),
    weights: new Float64Array(rows.length).fill(1),
  };
}

function rowsWhere(count: number, chosen: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row).filter(chosen);
}

function within(year: number, { first, last }: Years): boolean {
  return year >= first && year <= last;
}
