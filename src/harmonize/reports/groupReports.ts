import type { GroupReports } from '../../../schemas/generated/types.ts';
import { categoryOf } from '../../tables/columns.ts';
import { compareText } from '../lineage/order.ts';
import { ProvenanceBuilder } from '../lineage/provenance.ts';

/** A count of one country by country of birth or citizenship, or of something else than moves. */
export interface GroupReport {
  readonly year: number;
  /** Indices of areas: of the country that counts, and of the group that it counts. */
  readonly area: number;
  readonly group: number;
  readonly side: 'arrivals' | 'departures';
  readonly definition: string;
  readonly measure: string;
  readonly persons: number;
  /** Counts below it are not listed, or only roughly; 0 where all are. */
  readonly threshold: number;
  /** Month in which the counted year ends, from the January of `year`. */
  readonly lastMonth: number;
  readonly source: string;
  readonly file: string;
  readonly row: number;
  readonly operation: string;
}

/** The reports as a table, sorted by its key; none overwrites another. */
export function groupReportsTable(reports: readonly GroupReport[], codes: readonly string[]): GroupReports {
  const rows = [...reports].sort(compareReports);
  const provenance = new ProvenanceBuilder(rows.length);
  for (const [at, { source, file, row, operation }] of rows.entries()) provenance.cite(at, source, file, row, operation);
  return {
    year: Int16Array.from(rows, ({ year }) => year),
    area: { levels: codes, codes: Int32Array.from(rows, ({ area }) => area) },
    side: categoryOf(rows.map(({ side }) => side)),
    group: { levels: codes, codes: Int32Array.from(rows, ({ group }) => group) },
    definition: categoryOf(rows.map(({ definition }) => definition)),
    measure: categoryOf(rows.map(({ measure }) => measure)),
    persons: Float64Array.from(rows, ({ persons }) => persons),
    threshold: Float64Array.from(rows, ({ threshold }) => threshold),
    last_month: Int16Array.from(rows, ({ lastMonth }) => lastMonth),
    ...provenance.finish(),
  };
}

function compareReports(a: GroupReport, b: GroupReport): number {
  return (
    a.year - b.year ||
    a.area - b.area ||
    compareText(a.side, b.side) ||
    a.group - b.group ||
    compareText(a.definition, b.definition) ||
    compareText(a.measure, b.measure) ||
    compareText(a.source, b.source)
  );
}
