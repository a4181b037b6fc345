import type { ReportedFlows } from '../../schemas/types.ts';
import type { DelimitedRow } from './delimited.ts';
import { readDelimited } from './delimited.ts';
import { FlowReports } from './flowReports.ts';
import { onlyFile, type RawSource } from './rawFile.ts';

const FORMAT = { delimiter: ',', fields: ['SEX', 'Year', 'Sending_iso3', 'Receiving_iso3', 'Emig', 'Immi'] } as const;

/** Which country reported each count: the receiver its immigration, the sender its emigration. */
const REPORTS = [
  { field: 'Immi', reporter: 'destination' },
  { field: 'Emig', reporter: 'origin' },
] as const;

/** Eurostat flows inside the EU as both countries report them (package MigMod), ISO3 codes; an empty field is no report. */
export function readEurostatBothReports(source: RawSource): ReportedFlows {
  const file = onlyFile(source);
  const reports = new FlowReports(source.id, 'iso3');
  readDelimited(file, FORMAT, (row) => {
    if (row.text('SEX') !== 'Total') row.refuse('SEX', `is "${row.text('SEX')}"`, 'Total');
    for (const { field, reporter } of REPORTS) {
      if (row.optionalText(field) !== null) reports.add({ ...reportOf(row, field), file: file.name, reporter });
    }
  });
  return reports.finish();
}

function reportOf(row: DelimitedRow, field: string) {
  return {
    row: row.number,
    orig: row.text('Sending_iso3'),
    dest: row.text('Receiving_iso3'),
    year: row.year('Year'),
    persons: row.amount(field),
  };
}
