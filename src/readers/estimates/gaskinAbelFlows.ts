import { membersOf, numberAt, readJson, refuseValue } from '../formats/json.ts';
import { baseNameOf, OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';
import { type PublishedFlows, PublishedFlowsBuilder } from './publishedFlows.ts';

/**
 * Annual flows of Gaskin and Abel, one file flows_YYYY.json for each calendar year: { destination: { origin: persons } },
 * ISO2 codes, rounded; pairs of less than 50 persons were dropped by whoever made the files. The entry of a country under
 * itself is its net migration and no flow.
 */
export async function readGaskinAbelFlows(files: readonly RawFile[]): Promise<PublishedFlows> {
  const flows = new PublishedFlowsBuilder();
  for (const file of files) {
    const year = yearOf(file);
    for (const [dest, origins] of membersOf(file, await readJson(file), '')) {
      for (const [orig, value] of membersOf(file, origins, dest)) {
        if (orig !== dest) flows.add(orig, dest, year, year + 1, personsAt(file, value, `${dest}.${orig}`));
      }
    }
  }
  return flows.finish();
}

function yearOf(file: RawFile): number {
  const year = /^flows_(\d{4})\.json(\.gz)?$/.exec(baseNameOf(file.name))?.[1];
  return year === undefined
    ? refuseContent(file, 'does not name its year', { expected: 'a file name like flows_1990.json.gz', hint: OTHER_FILE })
    : Number(year);
}

function personsAt(file: RawFile, value: unknown, path: string): number {
  const persons = numberAt(file, value, path);
  return persons < 0 ? refuseValue(file, path, value, 'a number that is not negative') : persons;
}
