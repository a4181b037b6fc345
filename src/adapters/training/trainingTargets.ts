import type { Observations } from '../../../schemas/generated/types.ts';
import type { TargetRows, Targets } from '../../model/problem/targets.ts';
import { groupTargets, pairOfCorridor } from '../../model/problem/targets.ts';
import { categoryAt } from '../../tables/columns.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';
import { PanelSeries } from '../panelSeries.ts';
import type { Censoring } from './censoredReports.ts';
import { censoredReports, censoredWhere } from './censoredReports.ts';
import { type GroupFrame, groupReporters, groupTargetRows, learntGroupReports, type Side } from './groupReports.ts';
import { errorOf, type MeasureErrors, reportError } from './measureErrors.ts';
import type { ModelTables } from './modelTables.ts';
import { refugeeFloors } from './refugeeFloors.ts';
import { type Reporter, reportersOf } from './reporters.ts';

/** Errors of targets beyond those that come with them (docs/method.md 4.2). */
export interface TargetErrors {
  /** Of the log of a report, by what it measures; groups by other measures are not learnt from. */
  readonly measures: MeasureErrors;
  /** Of net migration, relative to the population. */
  readonly net: { readonly population: number };
}

/** Error of the log of what a source leaves out, beside the level of a corridor. */
const LEFT_OUT_ERROR = 0.3;

/** Persons that no stock and no net migration is counted more exactly than. */
const LEAST_ERROR = 10;

/**
 * Observed changes of stocks with their errors, reported flows and reported net migration, by interval and year.
 * @param trainedOn whether a row of the observations may be learnt from. What is left out of lists is learnt of all pairs but those
 * with a row that may not.
 */
export function targetsFrom(
  tables: ModelTables,
  areas: readonly string[],
  years: Years,
  { censored, errors, level }: { readonly censored: readonly Censoring[]; readonly errors: TargetErrors; readonly level: number },
  trainedOn: (row: number) => boolean,
): Targets {
  const count = years.last - years.first + 1;
  const rows = learntReports(tables, years, trainedOn);
  const flow = flowRows(tables, areas, years, rows, errors.measures);
  const leftOut = censoredRows(tables, { areas, years }, censored, { rows, flow, trainedOn });
  const frame = { areas, years, heldout: heldoutCountryPairs(tables.observations, areas, trainedOn) };
  const groups = learntGroups(tables, rows, errors.measures, frame);
  const ofSide = (side: Side) => groupTargets(groupTargetRows(tables.groupReports, side, groups, errors.measures, frame), count);
  return {
    stock: stockTargets(tables, areas, years),
    flow: groupTargets(flow, count),
    arrivals: ofSide('arrivals'),
    departures: ofSide('departures'),
    floors: groupTargets(refugeeFloors(tables.refugees, errors.measures, areas, years), count),
    net: groupTargets(netRows(tables, areas, years, errors.net.population), count),
    censored: groupTargets({ ...leftOut, errors: censoredErrors(leftOut.cell, rootOfSquares(LEFT_OUT_ERROR, level)) }, count),
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
      errors: Float64Array.from(rows, (row) => rootOfSquares(changes.sd[row]!, LEAST_ERROR)),
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
function learntReports(
  { observations }: Pick<ModelTables, 'observations'>,
  years: Years,
  trainedOn: (row: number) => boolean = () => true,
): Int32Array {
  return rowsWhere(observations.persons.length, (row) => within(observations.year[row]!, years) && trainedOn(row));
}

function flowRows({ observations }: ModelTables, areas: readonly string[], years: Years, rows: Int32Array, errors: MeasureErrors) {
  const corridors = corridorsOf(observations, areas);
  return {
    group: rows.map((row) => observations.year[row]! - years.first),
    cell: rows.map((row) => corridors[row]!),
    persons: Float64Array.from(rows, (row) => observations.persons[row]!),
    errors: Float64Array.from(rows, (row) =>
      reportError(errorOf(errors, categoryAt(observations.measure, row)!), observations.persons[row]!),
    ),
    weights: new Float64Array(rows.length).fill(1),
    reporter: reportersOf(observations, rows, areas).numbers,
  };
}

/** Rows of the observations that are learnt from, and the targets that they make. */
interface LearntReports {
  readonly rows: Int32Array;
  readonly flow: Pick<Required<TargetRows>, 'reporter'>;
  trainedOn(row: number): boolean;
}

/** Censored reports, by the reporters of the listed ones. */
function censoredRows(
  { observations }: ModelTables,
  { areas, years }: { readonly areas: readonly string[]; readonly years: Years },
  censored: readonly Censoring[],
  { rows, flow, trainedOn }: LearntReports,
): Omit<TargetRows, 'errors'> {
  const apart = heldoutCountryPairs(observations, areas, trainedOn);
  const leftOut = censoredReports(observations, areas, years, censored, rows);
  const { year, cell, below, reporterRow } = censoredWhere(leftOut, (corridor) => !apart.has(pairOfCorridor(corridor, areas.length)));
  const learnt = new Map(Array.from(rows, (row, at) => [row, at]));
  return {
    group: year.map((of) => of - years.first),
    cell,
    persons: below,
    weights: new Float64Array(reporterRow.length).fill(1),
    reporter: reporterRow.map((row) => flow.reporter[learnt.get(row)!]!),
  };
}

/**
 * A corridor that is left out in several years is one piece of information: the error is that of a report and of the level of a
 * corridor, times the root of their number.
 */
function censoredErrors(cells: Int32Array, error: number): Float64Array {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return Float64Array.from(cells, (cell) => error * Math.sqrt(counts.get(cell)!));
}

/** Reports by birth or citizenship that are learnt from, with their reporters, who are numbered after those of the reports of flows. */
function learntGroups({ observations, groupReports }: ModelTables, rows: Int32Array, errors: MeasureErrors, frame: GroupFrame) {
  const { reporters } = reportersOf(observations, rows, frame.areas);
  const ofGroups = learntGroupReports(groupReports, errors, frame);
  return { rows: ofGroups, numbers: groupReporters(groupReports, ofGroups, frame.areas, reporters.length).numbers };
}

/** All reporters that the weights have factors of, in their order. */
export function learntReporters(tables: ModelTables, areas: readonly string[], years: Years, errors: MeasureErrors): Reporter[] {
  const { reporters } = reportersOf(tables.observations, learntReports(tables, years), areas);
  const groups = learntGroupReports(tables.groupReports, errors, { areas, years, heldout: new Set() });
  return [...reporters, ...groupReporters(tables.groupReports, groups, areas, reporters.length).reporters];
}

function rootOfSquares(...values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
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
function netRows({ netMigration, panel }: ModelTables, areas: readonly string[], years: Years, population: number): TargetRows {
  const inhabitants = new PanelSeries(panel, 'population', areas).complete(years);
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
    errors: Float64Array.from(rows, (row) => {
      const people = inhabitants[(netMigration.year[row]! - years.first) * areas.length + area[row]!]!;
      return rootOfSquares(population * people, LEAST_ERROR);
    }),
    weights: new Float64Array(rows.length).fill(1),
  };
}

function rowsWhere(count: number, chosen: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row).filter(chosen);
}

function within(year: number, { first, last }: Years): boolean {
  return year >= first && year <= last;
}
