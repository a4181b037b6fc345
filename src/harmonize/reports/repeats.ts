import { refuse } from '../../diagnostics/diagnostic.ts';
import type { ExclusionLog } from '../lineage/exclusions.ts';
import { SOURCE } from '../lineage/sources.ts';
import type { Observation } from './observation.ts';

/** Two tables of one office show the same count if they differ by less: disclosure control and late corrections change single persons. */
const SAME = { persons: 5, share: 0.01 };

/**
 * Rows of which none repeats another of its source under a second code of the same area, such as EL and GR of Eurostat. Refuses
 * two that differ (E303): which of them is right, nothing says.
 */
export function withoutTwins(rows: readonly Observation[], log: ExclusionLog): Observation[] {
  const firsts = new Map<string, Observation>();
  return rows.filter((row) => {
    const { source, reporter, cell, year, persons } = row;
    const key = `${source} ${reporter} ${cell} ${year}`;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, row);
      return true;
    }
    if (first.persons !== persons) refuseTwin(row, first);
    log.add({ source, reason: 'the same report under another code of the area', orig: null, dest: null, year, persons });
    return false;
  });
}

/**
 * Keeps once what two sources repeat of one report. A receiver's count in "flows-eurostat-both-reports" that "flows-eurostat" has is
 * left out, and gives it the class of quality that only the former has.
 */
export function mergeRepeats(rows: readonly Observation[], log: ExclusionLog): Observation[] {
  const receivers = new Map(
    rows
      .filter(({ source, reporter }) => source === SOURCE.eurostatBothReports && reporter === 'destination')
      .map((row) => [reportKey(row), row]),
  );
  const repeated = new Set<Observation>();
  const merged = rows.map((row) => {
    const repeat = row.source === SOURCE.eurostat ? receivers.get(reportKey(row)) : undefined;
    if (repeat === undefined || repeat.persons !== row.persons) return row;
    repeated.add(repeat);
    if (repeat.quality === null) return row;
    return { ...row, quality: repeat.quality, operation: `class of quality from ${SOURCE.eurostatBothReports}` };
  });
  for (const row of repeated) noteRepeat(row, SOURCE.eurostat, log);
  return merged.filter((row) => !repeated.has(row));
}

/**
 * The declared reports that the same office has not given to another source too. Offices send their counts to Eurostat: what agrees
 * with it for the same flow, year and side is left out, what differs is another measure and stays.
 */
export function withoutRepeats(declared: readonly Observation[], others: readonly Observation[], log: ExclusionLog): Observation[] {
  const known = new Map<string, Observation[]>();
  for (const row of others) {
    if (row.reporter === 'model') continue;
    const same = known.get(reportKey(row));
    if (same === undefined) known.set(reportKey(row), [row]);
    else same.push(row);
  }
  return declared.filter((row) => {
    const repeat = known.get(reportKey(row))?.find(({ persons }) => isSameCount(persons, row.persons));
    if (repeat !== undefined) noteRepeat(row, repeat.source, log);
    return repeat === undefined;
  });
}

function refuseTwin({ file, row, persons }: Observation, first: Observation): never {
  const elsewhere = first.file === file ? '' : ` of ${first.file}`;
  return refuse('E303', `persons is ${persons}, but ${first.persons} for the same flow in data row ${first.row}${elsewhere}`, {
    place: { file, row, field: 'persons' },
    expected: 'one report for each pair, year and reporter, or the same one under both codes of an area',
    hint: 'Both rows name the same two areas, by codes such as EL and GR: keep the one that is right.',
  });
}

function isSameCount(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(SAME.persons, SAME.share * Math.max(a, b));
}

function noteRepeat({ source, year, persons }: Observation, kept: string, log: ExclusionLog): void {
  log.add({ source, reason: `the same report as in ${kept}`, orig: null, dest: null, year, persons });
}

function reportKey({ cell, year, reporter }: Observation): string {
  return `${cell} ${year} ${reporter}`;
}
