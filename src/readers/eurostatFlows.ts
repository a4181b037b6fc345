import type { ReportedFlows } from '../../schemas/types.ts';
import { readDelimited } from './delimited.ts';
import { FlowReports } from './flowReports.ts';
import { onlyFile, type RawSource } from './rawFile.ts';

const FORMAT = { delimiter: ',', fields: ['partner', 'geo', 'year', 'value'] } as const;

/**
 * Eurostat migr_imm5prv: immigration by country of previous residence (`partner`), as reported by the destination (`geo`).
 * The code OTHER, the sum of all other countries, is kept here, so that harmonising can count what it leaves out.
 */
export function readEurostatFlows(source: RawSource): ReportedFlows {
  const file = onlyFile(source);
  const reports = new FlowReports(source.id, 'eurostat');
  readDelimited(file, FORMAT, (row) => {
    reports.add({
      file: file.name,
      row: row.number,
      reporter: 'destination',
      orig: row.text('partner'),
      dest: row.text('geo'),
      year: row.year('year'),
      persons: row.amount('value'),
    });
  });
  return reports.finish();
}
