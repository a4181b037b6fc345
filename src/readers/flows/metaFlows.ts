import type { ReportedFlows } from '../../../schemas/generated/types.ts';
import { membersOf, numberAt, readJson, refuseValue } from '../formats/json.ts';
import { baseNameOf, type RawFile, type RawSource, refuseBroken } from '../formats/rawFile.ts';
import { type BrokenRow, STOP } from '../table/table.ts';
import { FlowReports } from './flowReports.ts';

/**
 * Flows estimated by Meta, one file meta_flows_YYYY.json for each calendar year: { destination: { origin: persons } }, ISO2 codes.
 * The entry of a country under itself is its net migration and no flow. `row` is the position of an entry in its file, from 1.
 */
export async function readMetaFlows(source: RawSource, broken: BrokenRow = STOP): Promise<ReportedFlows> {
  const reports = new FlowReports(source.id, 'iso2');
  for (const file of source.files) await addYear(reports, file, broken);
  return reports.finish();
}

async function addYear(reports: FlowReports, file: RawFile, broken: BrokenRow): Promise<void> {
  const year = yearOf(file);
  let row = 0;
  for (const [dest, origins] of membersOf(file, await readJson(file), '')) {
    for (const [orig, value] of membersOf(file, origins, dest)) {
      row += 1;
      try {
        const persons = numberAt(file, value, `${dest}.${orig}`, row);
        for (const code of [dest, orig]) {
          if (!/^[A-Z]{2}$/.test(code)) refuseValue(file, `${dest}.${orig}`, value, 'two codes of two capital letters', row);
        }
        if (orig === dest) continue;
        if (persons < 0) refuseValue(file, `${dest}.${orig}`, value, 'a number that is not negative', row);
        reports.add({ file: file.name, row }, { reporter: 'model', orig, dest, year, persons });
      } catch (error) {
        broken(error);
      }
    }
  }
}

function yearOf(file: RawFile): number {
  const year = /^meta_flows_(\d{4})\.json(\.gz|\.xz)?$/.exec(baseNameOf(file.name))?.[1];
  return year === undefined ? refuseBroken(file, 'does not name its year', 'a file name like meta_flows_2019.json.gz') : Number(year);
}
