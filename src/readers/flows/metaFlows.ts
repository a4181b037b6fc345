import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { membersOf, numberAt, readJson, refuseValue } from '../formats/json.ts';
import { baseNameOf, OTHER_FILE, type RawFile, type RawSource, refuseContent } from '../formats/rawFile.ts';
import { GroupedDigits } from '../table/groupedDigits.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { FlowReports } from './flowReports.ts';

/**
 * Flows estimated by Meta, one file meta_flows_YYYY.json for each calendar year: { destination: { origin: persons } }, ISO2 codes.
 * The entry of a country under itself is its net migration and no flow. `row` is the position of an entry in its file, from 1.
 */
export async function readMetaFlows(source: RawSource, audit: RowAudit = STOP): Promise<ReportedFlows> {
  const reports = new FlowReports(source.id, 'iso2');
  for (const file of source.files) await addYear(reports, file, audit);
  return reports.finish();
}

async function addYear(reports: FlowReports, file: RawFile, audit: RowAudit): Promise<void> {
  const year = yearOf(file);
  const digits = new GroupedDigits(false);
  let row = 0;
  let own = 0;
  for (const [dest, origins] of membersOf(file, await readJson(file), '')) {
    for (const [orig, value] of membersOf(file, origins, dest)) {
      row += 1;
      try {
        const persons = numberAt(file, value, `${dest}.${orig}`, row);
        for (const code of [dest, orig]) {
          if (!/^[A-Z]{2}$/.test(code)) refuseValue(file, `${dest}.${orig}`, value, 'two codes of two capital letters', row);
        }
        digits.note('persons', String(persons), row);
        if (orig === dest) {
          own += 1;
          continue;
        }
        if (persons < 0) refuseValue(file, `${dest}.${orig}`, value, 'a number that is not negative', row);
        reports.add({ file: file.name, row }, { reporter: 'model', orig, dest, year, persons });
      } catch (error) {
        audit.broken(error);
      }
    }
  }
  if (row === 0) refuseContent(file, 'holds no flows', { expected: '{ destination: { origin: persons } }', hint: OTHER_FILE });
  digits.check(file);
  audit.counted({ file: file.name, rows: row, leftOut: new Map([['net migration of a country', own]]) });
}

function yearOf(file: RawFile): number {
  const year = /^meta_flows_(\d{4})\.json(\.gz|\.xz)?$/.exec(baseNameOf(file.name))?.[1];
  return year === undefined
    ? refuseContent(file, 'does not name its year', { expected: 'a file name like meta_flows_2019.json.gz', hint: OTHER_FILE })
    : Number(year);
}
