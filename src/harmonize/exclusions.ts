import type { Exclusions } from '../../schemas/types.ts';
import { categoryOf } from '../tables/columns.ts';
import { compareText } from './order.ts';

export interface Exclusion {
  readonly source: string;
  readonly reason: string;
  readonly orig: string | null;
  readonly dest: string | null;
  readonly year: number;
  readonly persons: number;
}

/** Collects exclusions and adds up the persons of those that agree in source, reason, codes and year. */
export class ExclusionLog {
  readonly #totals = new Map<string, Exclusion>();

  add(exclusion: Exclusion): void {
    const { source, reason, orig, dest, year } = exclusion;
    const key = [source, reason, orig, dest, year].join('\n');
    const persons = (this.#totals.get(key)?.persons ?? 0) + exclusion.persons;
    this.#totals.set(key, { source, reason, orig, dest, year, persons });
  }

  /** The totals by source, reason, codes and year. */
  finish(): Exclusions {
    const rows = [...this.#totals.values()].sort(compareExclusions);
    return {
      source: categoryOf(rows.map(({ source }) => source)),
      reason: categoryOf(rows.map(({ reason }) => reason)),
      orig: categoryOf(rows.map(({ orig }) => orig)),
      dest: categoryOf(rows.map(({ dest }) => dest)),
      year: Int16Array.from(rows, ({ year }) => year),
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
