import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type BrokenRow, readTable, STOP } from '../table/table.ts';
import { FlowReports } from './flowReports.ts';

const FORMAT = { fields: ['partner', 'geo', 'year', 'value'] };

/**
 * Eurostat migr_imm5prv: immigration by country of previous residence (`partner`), as reported by the destination (`geo`).
 * The code OTHER, the sum of all other countries, is kept here, so that harmonising can count what it leaves out.
 */
export async function readEurostatFlows(source: RawSource, broken: BrokenRow = STOP): Promise<ReportedFlows> {
  const reports = new FlowReports(source.id, 'eurostat');
  await readTable(
    onlyFile(source),
    FORMAT,
    (row) => {
      const pair = { orig: row.text('partner'), dest: row.text('geo') };
      reports.add(row, { reporter: 'destination', ...pair, year: row.year('year'), persons: row.amount('value') });
    },
    broken,
  );
  return reports.finish();
}
