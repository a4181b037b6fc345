import type { ReportedFlowsReading } from '../../../schemas/generated/types.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { RawSource } from '../formats/rawFile.ts';
import type { RowAudit } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';

/** Why the reports of a reporter in a year are left out; null where the listed partners make up its total. */
export type CoverageOf = (reporter: string, year: number) => string | null;

/**
 * Reads the table of a source that says how much of the published total the listed partners make up, for each reporter and year.
 * Without one, every year counts as covered. Refuses a table that the source does not list (E301).
 */
export async function readCoverage(
  { id, files }: RawSource,
  coverage: ReportedFlowsReading['coverage'],
  audit: RowAudit,
): Promise<CoverageOf> {
  if (coverage === undefined) return () => null;
  const file = files.find(({ name }) => name === coverage.file);
  if (file === undefined) {
    refuse('E301', `source "${id}" does not list ${coverage.file}, the table of its coverage`, {
      expected: `one of ${files.map(({ name }) => name).join(', ')}`,
      hint: `Add it under "${id}" in the manifest of sources.`,
    });
  }
  const covered = new Set<string>();
  const { reporter, year, share, from, to } = coverage;
  await readTable(
    file,
    { fields: [reporter, year, share] },
    (row) => {
      const value = row.optionalDecimal(share);
      if (value === null) row.leaveOut('no share');
      else if (value >= from && value <= to) covered.add(`${row.text(reporter)} ${row.year(year)}`);
    },
    audit,
  );
  const reason = `the listed partners are not ${from} to ${to} of the total`;
  return (code, when) => (covered.has(`${code} ${when}`) ? null : reason);
}
