import type { SourceInput } from '../../engine/stage.ts';
import type { NamedCase } from '../../evaluation/plausibility/cases.ts';
import { onlyFile } from '../../readers/formats/rawFile.ts';
import { readTable } from '../../readers/table/table.ts';
import type { TableRow } from '../../readers/table/tableRow.ts';
import type { Years } from '../areas.ts';

const FIELDS = ['kind', 'name', 'origins', 'destinations', 'first', 'last', 'persons', 'reason'] as const;
const KINDS: readonly NamedCase['kind'][] = ['mirror', 'labour', 'exodus', 'explained'];
/** Stands for every area. */
const ANY = '*';

/**
 * The file of cases of this project: flows that a reader looks up first, and reasons for flows that look wrong (docs/method.md 7.5).
 * Origins and destinations are areas divided by blanks, or * for all; both are empty where the name alone says what is explained.
 * Years outside the estimates are cut off, and cases outside left out. Refuses (E303) areas that are not estimated, kinds that do
 * not exist, a row that holds for all corridors, and a name twice.
 */
export async function readNamedCases(source: SourceInput, areas: readonly string[], years: Years): Promise<NamedCase[]> {
  const indexOf = new Map(areas.map((area, index) => [area, index]));
  const cases: NamedCase[] = [];
  const names = new Set<string>();
  await readTable(onlyFile(source), { fields: FIELDS }, (row) => {
    const [kind, name] = [kindOf(row), row.text('name')];
    const [first, last] = [row.year('first'), row.year('last')];
    if (last < first) row.refuse('last', `is ${last}, before the first year ${first}`, 'the same year or a later one');
    if (kind !== 'explained' && names.has(name)) row.refuse('name', `is "${name}" again`, 'a name of its own for every case');
    names.add(name);
    const [origins, destinations] = [areasOf(row, 'origins', indexOf), areasOf(row, 'destinations', indexOf)];
    if (origins.length + destinations.length === 2 * areas.length)
      row.refuse('origins', 'is *, as destinations is', 'one of the two to be named');
    if ((origins.length === 0) !== (destinations.length === 0) || (origins.length === 0 && kind !== 'explained')) {
      row.refuse('origins', 'or destinations is empty', 'areas in both; none in both is for kind "explained"');
    }
    if (last < years.first || first > years.last) return;
    const stated = row.optionalText('persons') === null ? null : row.amount('persons');
    cases.push({
      ...{ kind, name, origins, destinations, stated, reason: row.optionalText('reason') },
      first: Math.max(first, years.first),
      last: Math.min(last, years.last),
    });
  });
  return cases;
}

function kindOf(row: TableRow): NamedCase['kind'] {
  const text = row.text('kind');
  return KINDS.find((kind) => kind === text) ?? row.refuse('kind', `is "${text}"`, KINDS.join(', '));
}

function areasOf(row: TableRow, field: string, indexOf: ReadonlyMap<string, number>): number[] {
  const text = row.optionalText(field);
  if (text === null) return [];
  if (text === ANY) return [...indexOf.values()];
  return text
    .split(' ')
    .map((code) => indexOf.get(code) ?? row.refuse(field, `names "${code}"`, 'areas of the table areas, divided by blanks'));
}
