import type { SourceInput } from '../../engine/stage.ts';
import type { AnnualFlows } from '../../evaluation/annualFlows.ts';
import { positionOf } from '../../evaluation/annualFlows.ts';
import { onlyFile } from '../../readers/formats/rawFile.ts';
import { readTable } from '../../readers/table/table.ts';

/**
 * True flows of the demo world: a CSV of year, birth, orig, dest and persons, summed over birth. Flows that are not listed
 * are zero; rows outside the areas and years of the estimates do not count.
 */
export async function readTrueFlows(source: SourceInput, areas: readonly string[], like: AnnualFlows): Promise<AnnualFlows> {
  const indexOf = new Map(areas.map((area, index) => [area, index]));
  const values = new Float64Array(like.values.length);
  await readTable(onlyFile(source), { fields: ['year', 'birth', 'orig', 'dest', 'persons'] }, (row) => {
    const orig = indexOf.get(row.text('orig'));
    const dest = indexOf.get(row.text('dest'));
    if (orig === undefined || dest === undefined || orig === dest) return;
    const position = positionOf(like, row.year('year'), orig, dest);
    if (position >= 0) values[position] = values[position]! + row.amount('persons');
  });
  return { ...like, values };
}
