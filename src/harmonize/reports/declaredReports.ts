import type { DeclaredReports } from '../../../schemas/generated/types.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { AreaResolver } from '../areas/areaResolver.ts';
import type { CodeSystem } from '../areas/nonAreas.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from '../lineage/exclusions.ts';
import { UNCHANGED } from '../lineage/provenance.ts';
import { type Calendar, isWithin } from '../lineage/rawTables.ts';
import type { GroupReport } from './groupReports.ts';
import type { Observation } from './observation.ts';

/** Counts of moves, whatever the stay that makes one; other measures count something else. */
const MOVES: ReadonlySet<string> = new Set(['moves', 'moves_12_months', 'registrations']);

/** Reports of declared sources by what they are: moves between two countries of residence, and all others. */
export interface HarmonizedReports {
  readonly moves: readonly Observation[];
  readonly others: readonly GroupReport[];
}

/**
 * Brings reports of declared sources to the areas and the calendar years. Those that their declaration leaves out, those of other
 * years and those of no area are noted. Refuses unknown codes (E304).
 */
export function harmonizeDeclared(
  reports: DeclaredReports,
  areaCount: number,
  calendar: Calendar,
  resolver: AreaResolver,
  log: ExclusionLog,
): HarmonizedReports {
  const moves: Observation[] = [];
  const others: GroupReport[] = [];
  for (let row = 0; row < reports.row.length; row++) {
    const report = reportAt(reports, row);
    const unused = isWithin(calendar, report.year) ? report.leftOut : OUTSIDE_YEARS;
    if (unused !== null) {
      log.add({ ...report, reason: unused, orig: null, dest: null });
      continue;
    }
    const { reason, ...ends } = resolvedEnds(report, resolver);
    if (reason !== null) log.add({ ...report, ...ends, reason });
    else if (isMove(report)) moves.push(asObservation(report, ends, areaCount));
    else others.push({ ...report, ...ends });
  }
  return { moves, others };
}

type Report = ReturnType<typeof reportAt>;

function reportAt(reports: DeclaredReports, row: number) {
  const { year, lastMonth } = calendarYear(reports.year[row]!, reports.year_ends[row]!);
  return {
    source: categoryAt(reports.source, row)!,
    reporter: { system: categoryAt(reports.reporter_code_system, row) as CodeSystem, code: categoryAt(reports.reporter, row)! },
    partner: { system: categoryAt(reports.code_system, row) as CodeSystem, code: categoryAt(reports.partner, row)! },
    side: categoryAt(reports.side, row) as GroupReport['side'],
    definition: categoryAt(reports.definition, row)!,
    measure: categoryAt(reports.measure, row)!,
    year,
    lastMonth,
    persons: reports.persons[row]!,
    threshold: reports.threshold[row]!,
    leftOut: categoryAt(reports.left_out, row),
    file: categoryAt(reports.file, row)!,
    row: reports.row[row]!,
    operation:
      lastMonth === DECEMBER
        ? UNCHANGED
        : `year to month ${lastMonth % DECEMBER} of the office, as the calendar year with most of its months`,
  };
}

const DECEMBER = 12;
const HALF_YEAR = 6;

/**
 * The calendar year with most months of a year that ends in month `ends`, counted from the January of the year that it is named by; of
 * two with six months each the later. `lastMonth` is the same month from the January of that calendar year.
 */
function calendarYear(named: number, ends: number): { readonly year: number; readonly lastMonth: number } {
  const shift = Math.floor((ends - HALF_YEAR) / DECEMBER);
  return { year: named + shift, lastMonth: ends - shift * DECEMBER };
}

/** Areas of reporter and partner, or the reason to leave the report out, with the codes that it lies in. */
function resolvedEnds(report: Report, resolver: AreaResolver) {
  const { source, reporter, partner, side, file, row } = report;
  const area = resolver.resolve(source, reporter.system, reporter.code, () => ({ file, row, field: 'the reporter' }));
  const group = resolver.resolve(source, partner.system, partner.code, () => ({ file, row, field: 'the partner' }));
  const within = isMove(report) && area.area === group.area && area.reason === null;
  const reason = area.reason ?? group.reason ?? (within ? 'within one area' : null);
  const [counting, counted] = [
    area.reason === null && !within ? null : reporter.code,
    group.reason === null && !within ? null : partner.code,
  ];
  const [orig, dest] = side === 'arrivals' ? [counted, counting] : [counting, counted];
  return { area: area.area, group: group.area, reason, orig, dest };
}

function isMove({ definition, measure }: Report): boolean {
  return definition === 'residence' && MOVES.has(measure);
}

function asObservation(report: Report, { area, group }: { readonly area: number; readonly group: number }, areaCount: number): Observation {
  const { source, year, persons, measure, file, row, operation } = report;
  const arrivals = report.side === 'arrivals';
  const cell = arrivals ? group * areaCount + area : area * areaCount + group;
  const reporter = arrivals ? 'destination' : 'origin';
  return { cell, year, source, reporter, persons, measure, quality: null, file, row, operation };
}
