import type { Observations, ReportedFlows } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import type { CodeSystem } from '../areas/nonAreas.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { compareText } from '../lineage/order.ts';
import { ProvenanceBuilder, UNCHANGED } from '../lineage/provenance.ts';
import { type Calendar, isWithin } from '../lineage/rawTables.ts';
import { SOURCE } from '../lineage/sources.ts';
import { mirrorRows } from './mirrors.ts';
import type { Observation } from './observation.ts';
import type { PairReports } from './pairReports.ts';

/**
 * Reports of the calendar years between areas, each its own row, sorted by origin, destination, year, source and reporter.
 * A receiver's count in "flows-eurostat-both-reports" that "flows-eurostat" repeats is one report, and kept once, with the class
 * of quality that only the former gives.
 */
export function harmonizeFlows(
  flows: ReportedFlows,
  codes: readonly string[],
  calendar: Calendar,
  reports: PairReports,
  log: ExclusionLog,
): Observations {
  const rows = mergeRepeats(readRows(flows, calendar, reports), log).sort(compareObservations);
  const areaCount = codes.length;
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [at, { source, file, row, operation }] of rows.entries()) provenance.cite(at, source, file, row, operation);
  return {
    orig: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => Math.floor(cell / areaCount)) },
    dest: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => cell % areaCount) },
    year: Int16Array.from(rows, ({ year }) => year),
    reporter: categoryOf(rows.map(({ reporter }) => reporter)),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    definition: categoryOf(rows.map(({ definition }) => definition)),
    quality: categoryOf(rows.map(({ quality }) => quality)),
    pair: Int32Array.from(rows, ({ cell }) => pairOf(cell, areaCount)),
    mirror: mirrorRows(rows),
    ...provenance.finish(),
  };
}

function readRows(flows: ReportedFlows, calendar: Calendar, reports: PairReports): Observation[] {
  const rows: Observation[] = [];
  for (let row = 0; row < flows.year.length; row++) {
    const source = categoryAt(flows.source, row)!;
    const year = flows.year[row]!;
    const persons = flows.persons[row]!;
    if (!isWithin(calendar, year)) {
      reports.noteOutsideYears(source, year, persons);
      continue;
    }
    const place = { file: categoryAt(flows.file, row)!, row: flows.row[row]! };
    const cell = reports.cellOf({
      source,
      system: categoryAt(flows.code_system, row) as CodeSystem,
      orig: categoryAt(flows.orig, row)!,
      dest: categoryAt(flows.dest, row)!,
      year,
      persons,
      fields: ['orig', 'dest'],
      ...place,
    });
    if (cell < 0) continue;
    rows.push({
      cell,
      year,
      source,
      reporter: categoryAt(flows.reporter, row)!,
      persons,
      definition: categoryAt(flows.definition, row)!,
      quality: categoryAt(flows.quality, row),
      ...place,
      operation: UNCHANGED,
    });
  }
  return rows;
}

function mergeRepeats(rows: readonly Observation[], log: ExclusionLog): Observation[] {
  const receivers = new Map(
    rows
      .filter(({ source, reporter }) => source === SOURCE.eurostatBothReports && reporter === 'destination')
      .map((row) => [flowKey(row), row]),
  );
  const repeated = new Set<Observation>();
  const merged = rows.map((row) => {
    const repeat = row.source === SOURCE.eurostat ? receivers.get(flowKey(row)) : undefined;
    if (repeat === undefined || repeat.persons !== row.persons) return row;
    repeated.add(repeat);
    if (repeat.quality === null) return row;
    return { ...row, quality: repeat.quality, operation: `class of quality from ${SOURCE.eurostatBothReports}` };
  });
  for (const { source, year, persons } of repeated) {
    log.add({ source, reason: `the same report as in ${SOURCE.eurostat}`, orig: null, dest: null, year, persons });
  }
  return merged.filter((row) => !repeated.has(row));
}

function flowKey({ cell, year }: Observation): string {
  return `${cell} ${year}`;
}

function compareObservations(a: Observation, b: Observation): number {
  return a.cell - b.cell || a.year - b.year || compareText(a.source, b.source) || compareText(a.reporter, b.reporter);
}

function pairOf(cell: number, areaCount: number): number {
  const orig = Math.floor(cell / areaCount);
  const dest = cell % areaCount;
  return Math.min(orig, dest) * areaCount + Math.max(orig, dest);
}
