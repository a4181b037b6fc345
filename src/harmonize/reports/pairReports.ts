import type { AreaResolver } from '../areas/areaResolver.ts';
import type { CodeSystem } from '../areas/nonAreas.ts';
import { type ExclusionLog, OUTSIDE_YEARS } from '../lineage/exclusions.ts';

/** A published number of persons for an ordered pair, before its codes are known. */
export interface PairReport {
  readonly source: string;
  readonly system: CodeSystem;
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly persons: number;
  /** What the publisher calls the two codes. */
  readonly fields: readonly [orig: string, dest: string];
  readonly file: string;
  /** Data row of the file; 0 where the file has no rows. */
  readonly row: number;
}

/** Translates pairs to areas and notes every pair that is left out. */
export class PairReports {
  readonly areaCount: number;
  readonly #resolver: AreaResolver;
  readonly #log: ExclusionLog;

  constructor(resolver: AreaResolver, log: ExclusionLog, areaCount: number) {
    this.#resolver = resolver;
    this.#log = log;
    this.areaCount = areaCount;
  }

  /** Cell `orig * areaCount + dest` of a pair; -1 after noting why it is left out. Refuses unknown codes (E304). */
  cellOf(report: PairReport): number {
    const { source, year, persons } = report;
    const orig = this.#resolve(report, report.orig, report.fields[0]);
    const dest = this.#resolve(report, report.dest, report.fields[1]);
    const reason = orig.reason ?? dest.reason;
    if (reason !== null) {
      const code = (end: typeof orig, published: string) => (end.reason === null ? null : published);
      this.#log.add({ source, reason, orig: code(orig, report.orig), dest: code(dest, report.dest), year, persons });
      return -1;
    }
    if (orig.area === dest.area) {
      this.#log.add({ source, reason: 'within one area', orig: report.orig, dest: report.dest, year, persons });
      return -1;
    }
    return orig.area * this.areaCount + dest.area;
  }

  /** Area of the destination alone, where the origin is unknown; -1 after noting why it is left out. */
  destinationOf(report: PairReport): number {
    const { source, orig, dest, year, persons } = report;
    const { area, reason } = this.#resolve(report, dest, report.fields[1]);
    if (reason !== null) this.#log.add({ source, reason, orig, dest, year, persons });
    return area;
  }

  #resolve({ source, system, file, row }: PairReport, code: string, field: string) {
    return this.#resolver.resolve(source, system, code, () => ({ file, field, ...(row > 0 ? { row } : {}) }));
  }

  /** Notes a value outside the calendar; years are not told apart by codes. */
  noteOutsideYears(source: string, year: number, persons: number, reason: string = OUTSIDE_YEARS): void {
    this.#log.add({ source, reason, orig: null, dest: null, year, persons });
  }
}
