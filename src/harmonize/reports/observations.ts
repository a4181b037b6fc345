import type { Observations, ReportedFlows } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import type { CodeSystem } from '../areas/nonAreas.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { compareText } from '../lineage/order.ts';
import { ProvenanceBuilder, UNCHANGED } from '../lineage/provenance.ts';
import { type Calendar, isWithin } from '../lineage/rawTables.ts';
import { mirrorRows } from './mirrors.ts';
import type { Observation } from './observation.ts';
import type { PairReports } from './pairReports.ts';
import { mergeRepeats, withoutRepeats, withoutTwins } from './repeats.ts';

/**
 * Reports of the calendar years between areas, those of declared sources among them, each its own row, sorted by origin, destination,
 * year, source and reporter. A report that two sources repeat is kept once.
 */
export function harmonizeFlows(
  flows: ReportedFlows,
  declared: readonly Observation[],
  calendar: Calendar,
  reports: PairReports,
  { codes, log }: { readonly codes: readonly string[]; readonly log: ExclusionLog },
): Observations {
  const published = mergeRepeats(withoutTwins(readRows(flows, calendar, reports), log), log);
  const rows = [...published, ...withoutRepeats(withoutTwins(declared, log), published, log)].sort(compareObservations);
  const areaCount = codes.length;
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [at, { source, file, row, operation }] of rows.entries()) provenance.cite(at, source, file, row, operation);
  return {
    orig: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => Math.floor(cell / areaCount)) },
    dest: { levels: codes, codes: Int32Array.from(rows, ({ cell }) => cell % areaCount) },
    year: Int16Array.from(rows, ({ year }) => year),
    reporter: categoryOf(rows.map(({ reporter }) => reporter)),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    definition: categoryOf(rows.map(() => 'residence')),
    measure: categoryOf(rows.map(({ measure }) => measure)),
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
      measure: categoryAt(flows.measure, row)!,
      quality: categoryAt(flows.quality, row),
      ...place,
      operation: UNCHANGED,
    });
  }
  return rows;
}

function compareObservations(a: Observation, b: Observation): number {
  return a.cell - b.cell || a.year - b.year || compareText(a.source, b.source) || compareText(a.reporter, b.reporter);
}

function pairOf(cell: number, areaCount: number): number {
  const orig = Math.floor(cell / areaCount);
  const dest = cell % areaCount;
  return Math.min(orig, dest) * areaCount + Math.max(orig, dest);
}
