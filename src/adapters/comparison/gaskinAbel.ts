import type { AreaCodes } from '../../../schemas/generated/types.ts';
import type { SourceInput } from '../../engine/stage.ts';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../evaluation/annualFlows.ts';
import { readGaskinAbelFlows } from '../../readers/estimates/gaskinAbelFlows.ts';
import { readGaskinAbelNetMigration } from '../../readers/estimates/gaskinAbelNetMigration.ts';
import { baseNameOf, gridNamed } from '../../readers/formats/rawFile.ts';
import { byIso2, byIso3, placesOf } from './publishedAreas.ts';
import { type Frame, setOnce, visitRows } from './publishedRows.ts';

/** Name of the estimates of Gaskin and Abel among the methods. */
export const GASKIN_ABEL = 'gaskin_abel';

/** Persons a year from which the copy lists a flow. */
export const LISTED_FROM = 50;

/**
 * Annual flows of Gaskin and Abel (2026). 0 for a pair that a year does not list, which is a flow below LISTED_FROM; NaN for pairs
 * with an area that no year lists, and in years without a file.
 */
export async function gaskinAbelFlows(source: SourceInput, codes: AreaCodes, frame: Omit<Frame, 'intervals'>): Promise<AnnualFlows> {
  const { areas, years } = frame;
  const files = source.files.filter(({ name }) => /^flows_\d{4}\.json/.test(baseNameOf(name)));
  const flows = await readGaskinAbelFlows(files);
  const annual = annualFlowsOf(years, areas.length, Number.NaN);
  const covered = new Uint8Array(areas.length);
  const lookUp = byIso2(codes);
  visitRows(GASKIN_ABEL, flows, lookUp, areas, (_, orig, dest) => covered.fill(1, orig, orig + 1).fill(1, dest, dest + 1));
  for (const year of new Set(flows.start)) {
    if (positionOf(annual, year, 0, 0) < 0) continue;
    for (const orig of areas.keys()) {
      for (const dest of areas.keys())
        if (covered[orig] === 1 && covered[dest] === 1) annual.values[positionOf(annual, year, orig, dest)] = 0;
    }
  }
  visitRows(GASKIN_ABEL, flows, lookUp, areas, (row, orig, dest) => {
    const position = positionOf(annual, flows.start[row]!, orig, dest);
    if (position >= 0) setOnce(GASKIN_ABEL, annual.values, position, flows, row);
  });
  return annual;
}

/** Net migration of Gaskin and Abel in each interval, by area; NaN where a year is missing. */
export async function gaskinAbelNetMigration(source: SourceInput, codes: AreaCodes, { areas, intervals }: Frame): Promise<Float64Array[]> {
  const { area, year, persons } = await readGaskinAbelNetMigration(gridNamed(source, 'gaskin_abel_net_migration'));
  const places = placesOf(GASKIN_ABEL, area.levels, byIso3(codes), areas);
  return intervals.map(({ start, end }) => {
    const total = new Float64Array(areas.length);
    const counts = new Uint8Array(areas.length);
    for (const [row, code] of area.codes.entries()) {
      const place = places[code]!;
      if (place < 0 || year[row]! < start || year[row]! >= end) continue;
      total[place] = total[place]! + persons[row]!;
      counts[place] = counts[place]! + 1;
    }
    return total.map((sum, place) => (counts[place] === end - start ? sum : Number.NaN));
  });
}
