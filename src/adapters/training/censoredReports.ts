import type { Observations, Params } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { recode } from '../../tables/recode.ts';
import type { Years } from '../areas.ts';

/** A source that lists no flow below so many persons. */
export type Censoring = Params['training']['censored'][number];

/** Flows that a source leaves out of its list: reports of fewer persons than it lists, one a row. */
export interface CensoredReports {
  readonly year: Int32Array;
  /** Cells orig * areas + dest. */
  readonly cell: Int32Array;
  readonly below: Float64Array;
  /** A row of the observations by the same reporter, whose weight and reporting factor the censored report has. */
  readonly reporterRow: Int32Array;
}

/**
 * What sources leave out between the areas that they cover: in every year in which they list any flow, the corridors between
 * areas that they list in that year with another one.
 * @param rows of the observations that one of the same reporter is taken from; a source without any has no censored reports.
 * @throws PipelineError E209 for a source that reports no flow, passes on what offices report, or lists a smaller flow.
 */
export function censoredReports(
  observations: Observations,
  areas: readonly string[],
  years: Years,
  censored: readonly Censoring[],
  rows: Int32Array,
): CensoredReports {
  const orig = recode(observations.orig, areas).codes;
  const dest = recode(observations.dest, areas).codes;
  const found: { year: number; cell: number; below: number; reporterRow: number }[] = [];
  for (const { source, below } of censored) {
    const listed = listedBy(observations, source, below);
    const reporterRow = rows.find((row) => observations.source.levels[observations.source.codes[row]!] === source);
    if (reporterRow === undefined) continue;
    for (let year = years.first; year <= years.last; year++) {
      const ofYear = listed.filter((row) => observations.year[row] === year);
      const covered = new Set(ofYear.flatMap((row) => [orig[row]!, dest[row]!]));
      const cells = new Set(ofYear.map((row) => orig[row]! * areas.length + dest[row]!));
      for (let cell = 0; cell < areas.length ** 2; cell++) {
        const [from, to] = [Math.floor(cell / areas.length), cell % areas.length];
        if (from !== to && covered.has(from) && covered.has(to) && !cells.has(cell)) found.push({ year, cell, below, reporterRow });
      }
    }
  }
  return {
    year: Int32Array.from(found, ({ year }) => year),
    cell: Int32Array.from(found, ({ cell }) => cell),
    below: Float64Array.from(found, ({ below }) => below),
    reporterRow: Int32Array.from(found, ({ reporterRow }) => reporterRow),
  };
}

/** Those between pairs of areas that are chosen. @param chosen takes cells orig * areas + dest. */
export function censoredWhere({ year, cell, below, reporterRow }: CensoredReports, chosen: (cell: number) => boolean): CensoredReports {
  const isChosen = (_: number, row: number) => chosen(cell[row]!);
  return {
    year: year.filter(isChosen),
    cell: cell.filter(isChosen),
    below: below.filter(isChosen),
    reporterRow: reporterRow.filter(isChosen),
  };
}

/** Rows of a source, which must be one that estimates flows itself and lists none below so many persons. */
function listedBy({ source, reporter, persons }: Observations, name: string, below: number): number[] {
  const code = source.levels.indexOf(name);
  const rows = Array.from(source.codes.keys()).filter((row) => code >= 0 && source.codes[row] === code);
  const complain = (what: string, expected: string) =>
    refuse('E209', `training.censored names the source "${name}", ${what}`, {
      expected,
      hint: 'correct training.censored in the parameters',
    });
  if (rows.length === 0) complain('which reports no flow', `a source of reported flows: ${source.levels.join(', ')}`);
  if (rows.some((row) => reporter.levels[reporter.codes[row]!] !== 'model')) {
    complain('which passes on what offices report', 'a source that itself estimates flows, between all areas that it covers');
  }
  const least = rows.reduce((smallest, row) => Math.min(smallest, persons[row]!), Number.POSITIVE_INFINITY);
  if (least < below) complain(`which lists a flow of ${least} persons`, `a value of "below" up to ${least}; it is ${below}`);
  return rows;
}
