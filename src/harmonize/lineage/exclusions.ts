import type { Exclusions, Quarantine } from '../../../schemas/generated/types.ts';
import { categoryAt, categoryOf } from '../../tables/columns.ts';
import { compareText } from './order.ts';

/** Why a value of a year that is not estimated is not used. */
export const OUTSIDE_YEARS = 'outside the years of the estimates';

/** A value that was read and not used. */
export interface Exclusion {
  readonly source: string;
  readonly reason: string;
  /** Codes as published; null where they are no part of the reason. */
  readonly orig: string | null;
  readonly dest: string | null;
  /** 0 where the value has no year. */
  readonly year: number;
  /** NaN where the value counts no persons. */
  readonly persons: number;
  /** Rows of the file; 1 if left out. */
  readonly rows?: number;
}

/** Collects exclusions and adds up rows and persons of those that agree in source, reason, codes and year. */
export class ExclusionLog {
  readonly #totals = new Map<string, Required<Exclusion>>();

  add(exclusion: Exclusion): void {
    const { source, reason, orig, dest, year } = exclusion;
    const key = [source, reason, orig, dest, year].join('\n');
    const known = this.#totals.get(key);
    const rows = (known?.rows ?? 0) + (exclusion.rows ?? 1);
    const persons = (known?.persons ?? 0) + exclusion.persons;
    this.#totals.set(key, { source, reason, orig, dest, year, persons, rows });
  }

  /** Rows that ingest set apart because they break the format of their source. */
  addQuarantine({ source, reason, row }: Quarantine): void {
    for (let index = 0; index < row.length; index++) {
      this.add({
        source: categoryAt(source, index)!,
        reason: `quarantined: ${categoryAt(reason, index)}`,
        orig: null,
        dest: null,
        year: 0,
        persons: Number.NaN,
      });
    }
  }

  /** The totals, sorted by source, reason, codes and year. */
  finish(): Exclusions {
    const rows = [...this.#totals.values()].sort(compareExclusions);
    return {
      source: categoryOf(rows.map(({ source }) => source)),
      reason: categoryOf(rows.map(({ reason }) => reason)),
      orig: categoryOf(rows.map(({ orig }) => orig)),
      dest: categoryOf(rows.map(({ dest }) => dest)),
      year: Int16Array.from(rows, ({ year }) => year),
      rows: Int32Array.from(rows, (each) => each.rows),
      persons: Float64Array.from(rows, ({ persons }) => persons),
    };
  }
}

function compareExclusions(a: Exclusion, b: Exclusion): number {
  return (
    compareText(a.source, b.source) ||
    compareText(a.reason, b.reason) ||
    compareText(a.orig ?? '', b.orig ?? '') ||
    compareText(a.dest ?? '', b.dest ?? '') ||
    a.year - b.year
  );
}
