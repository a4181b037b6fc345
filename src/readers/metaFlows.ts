import type { ReportedFlows } from '../../schemas/types.ts';
import { FlowReports } from './flowReports.ts';
import { membersOf, numberAt, readJson, refuseValue } from './json.ts';
import { baseNameOf, type RawFile, type RawSource, refuseBroken } from './rawFile.ts';

/**
 * Flows estimated by Meta, one file meta_flows_YYYY.json for each calendar year: { destination: { origin: persons } }, ISO2 codes.
 * The entry of a country under itself is its net migration and no flow.
 */
export function readMetaFlows(source: RawSource): ReportedFlows {
  const reports = new FlowReports(source.id, 'iso2');
  for (const file of source.files) {
    const year = yearOf(file);
    for (const [dest, origins] of membersOf(file, readJson(file), '')) {
      for (const [orig, value] of membersOf(file, origins, dest)) {
        if (orig !== dest)
          reports.add({ file: file.name, row: 0, reporter: 'model', orig, dest, year, persons: personsAt(file, value, `${dest}.${orig}`) });
      }
    }
  }
  return reports.finish();
}

function yearOf(file: RawFile): number {
  const year = /^meta_flows_(\d{4})\.json(\.gz)?$/.exec(baseNameOf(file.name))?.[1];
  return year === undefined ? refuseBroken(file, 'does not name its year', 'a file name like meta_flows_2019.json.gz') : Number(year);
}

function personsAt(file: RawFile, value: unknown, path: string): number {
  const persons = numberAt(file, value, path);
  return persons < 0 ? refuseValue(file, path, value, 'a number that is not negative') : persons;
}
