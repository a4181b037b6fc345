import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { FlowReports } from './flowReports.ts';

/** `DATAFLOW` is there in the tables of the publisher's API: ESTAT:MIGR_IMM5PRV(1.0). Others count emigration, or by citizenship. */
const DATAFLOW = /\bMIGR_IMM5PRV\b/i;

const FORMAT = { fields: ['partner', 'geo', 'year', 'value'], constants: { dataflow: DATAFLOW, structure_id: DATAFLOW } };

/**
 * Eurostat migr_imm5prv: immigration by country of previous residence (`partner`), as reported by the destination (`geo`).
 * The code OTHER, the sum of all other countries, is kept here, so that harmonising can count what it leaves out.
 */
export async function readEurostatFlows(source: RawSource, audit: RowAudit = STOP): Promise<ReportedFlows> {
  const reports = new FlowReports(source.id, 'eurostat');
  await readTable(
    onlyFile(source),
    FORMAT,
    (row) => {
      const pair = { orig: row.text('partner'), dest: row.text('geo') };
      reports.add(row, { reporter: 'destination', ...pair, year: row.year('year'), persons: row.persons('value') });
    },
    audit,
  );
  return reports.finish();
}
