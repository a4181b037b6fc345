import type { Observations, ReportedFlows } from '../../schemas/types.ts';
import { categoryAt, categoryOf } from '../tables/columns.ts';
import type { ExclusionLog } from './exclusions.ts';
import type { CodeSystem } from './nonAreas.ts';
import { compareText } from './order.ts';
import type { PairReports } from './pairReports.ts';
import { SOURCE } from './sources.ts';
import { type Calendar, isWithin } from './tables.ts';

interface Observation {
  /** orig * areas + dest */
  readonly cell: number;
  readonly year: number;
  readonly source: string;
  readonly reporter: string;
  readonly persons: number;
  readonly definition: string;
}

/**
 * Reports of the calendar years between areas, sorted by origin, destination, year, source and reporter.
 * A receiver's count in "flows-eurostat-both-reports" that "flows-eurostat" repeats is one report, and kept once.
 */
export function harmonizeFlows(
  flows: ReportedFlows,
  codes: readonly string[],
  calendar: Calendar,
  reports: PairReports,
  log: ExclusionLog,
): Observations {
  const rows = dropRepeats(readRows(flows, calendar, reports), log).sort(compareObservations);
  const areaCount = codes.length;
  return {
    orig: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => Math.floor(cell / areaCount)) },
    dest: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => cell % areaCount) },
    year: Int16Array.from(rows, ({ year }) => year),
    source: categoryOf(rows.map(({ source }) => source)),
    reporter: categoryOf(rows.map(({ reporter }) => reporter)),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    definition: categoryOf(rows.map(({ definition }) => definition)),
    pair: Int32Array.from(rows, ({ cell }) => pairOf(cell, areaCount)),
  };
}

function readRows(flows: ReportedFlows, calendar: Calendar, reports: PairReports): Observation[] {
  const rows: Observation[] = [];
  for (let row = 0; row < flows.year.length; row++) {
    const source = categoryAt(flows.source, row) as string;
    const year = flows.year[row] as number;
    const persons = flows.persons[row] as number;
    if (!isWithin(calendar, year)) {
      reports.noteOutsideYears(source, year, persons);
      continue;
    }
    const cell = reports.cellOf({
      source,
      system: categoryAt(flows.code_system, row) as CodeSystem,
      orig: categoryAt(flows.orig, row) as string,
      dest: categoryAt(flows.dest, row) as string,
      year,
      persons,
      fields: ['orig', 'dest'],
      file: categoryAt(flows.file, row) as string,
      row: flows.row[row] as number,
    });
    if (cell < 0) continue;
    const reporter = categoryAt(flows.reporter, row) as string;
    rows.push({ cell, year, source, reporter, persons, definition: categoryAt(flows.definition, row) as string });
  }
  return rows;
}

function dropRepeats(rows: readonly Observation[], log: ExclusionLog): Observation[] {
  const keyOf = ({ cell, year }: Observation) => `${cell} ${year}`;
  const eurostat = new Map(rows.filter(({ source }) => source === SOURCE.eurostat).map((row) => [keyOf(row), row.persons]));
  return rows.filter((row) => {
    const { source, reporter, year, persons } = row;
    const repeated = source === SOURCE.eurostatBothReports && reporter === 'destination' && eurostat.get(keyOf(row)) === persons;
    if (repeated) log.add({ source, reason: `the same report as in ${SOURCE.eurostat}`, orig: null, dest: null, year, persons });
    return !repeated;
  });
}

function compareObservations(a: Observation, b: Observation): number {
  return a.cell - b.cell || a.year - b.year || compareText(a.source, b.source) || compareText(a.reporter, b.reporter);
}

function pairOf(cell: number, areaCount: number): number {
  const orig = Math.floor(cell / areaCount);
  const dest = cell % areaCount;
  return Math.min(orig, dest) * areaCount + Math.max(orig, dest);
}
