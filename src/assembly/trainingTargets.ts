import type { TargetRows, Targets } from '../model/targets.ts';
import { balancedWeights, groupTargets } from '../model/targets.ts';
import { recode } from '../tables/recode.ts';
import type { Years } from './areas.ts';
import { observersOf } from './observers.ts';
import type { ModelTables } from './trainingProblem.ts';

/** Observed changes of stocks with their weights, reported flows and reported net migration, by interval and year. */
export function targetsFrom(tables: ModelTables, areas: readonly string[], years: Years, trainedOn: (row: number) => boolean): Targets {
  const count = years.last - years.first + 1;
  return {
    stock: stockTargets(tables, areas, years),
    flow: groupTargets(flowRows(tables, areas, years, trainedOn), count),
    net: groupTargets(netRows(tables, areas, years), count),
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

function flowRows({ observations }: ModelTables, areas: readonly string[], years: Years, trainedOn: (row: number) => boolean): TargetRows {
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const rows = learntReports({ observations }, years, trainedOn);
  return {
    group: rows.map((row) => observations.year[row]! - years.first),
    cell: rows.map((row) => orig[row]! * areas.length + dest[row]!),
    persons: Float64Array.from(rows, (row) => observations.persons[row]!),
    weights: balancedWeights(rows.map((row) => observations.source.codes[row]!)),
    observer: observersOf(observations, rows, areas).numbers,
  };
}

/** Reports of statistical offices alone; what WPP and others estimate is no target (method.md 4.1). */
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
