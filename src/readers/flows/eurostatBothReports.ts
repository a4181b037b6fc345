import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { onlyFile, type RawSource } from '../formats/rawFile.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import type { TableRow } from '../table/tableRow.ts';
import { type FlowReport, FlowReports } from './flowReports.ts';

/** Which country reported each count: the receiver its immigration, the sender its emigration; with classes of undercounting and accuracy. */
const REPORTS = [
  { field: 'Immi', reporter: 'destination', undercount: 'UI', accuracy: 'AI' },
  { field: 'Emig', reporter: 'origin', undercount: 'UE', accuracy: 'AE' },
] as const;

const FORMAT = {
  fields: [
    'SEX',
    'Year',
    'Sending_iso3',
    'Receiving_iso3',
    ...REPORTS.flatMap(({ field, undercount, accuracy }) => [field, undercount, accuracy]),
  ],
};

/** Eurostat flows inside the EU as both countries report them (package MigMod), ISO3 codes; an empty count is no report. */
export async function readEurostatBothReports(source: RawSource, audit: RowAudit = STOP): Promise<ReportedFlows> {
  const reports = new FlowReports(source.id, 'iso3');
  await readTable(
    onlyFile(source),
    FORMAT,
    (row) => {
      const found = reportsOf(row);
      if (found.length === 0) row.leaveOut('no report of either country');
      reports.add(row, ...found);
    },
    audit,
  );
  return reports.finish();
}

function reportsOf(row: TableRow): FlowReport[] {
  if (row.text('SEX') !== 'Total') row.refuse('SEX', `is "${row.text('SEX')}"`, 'Total');
  const pair = { orig: row.iso3('Sending_iso3'), dest: row.iso3('Receiving_iso3'), year: row.year('Year') };
  return REPORTS.filter(({ field }) => row.optionalText(field) !== null).map(({ field, reporter, undercount, accuracy }) => {
    const classes = [
      ['undercount', row.optionalText(undercount)],
      ['accuracy', row.optionalText(accuracy)],
    ].flatMap(([name, value]) => (value == null ? [] : [`${name} ${value.toLowerCase()}`]));
    return { ...pair, reporter, persons: row.persons(field), quality: classes.join(', ') || null };
  });
}
