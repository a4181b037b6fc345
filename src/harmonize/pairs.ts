import type { Distance, Pairs } from '../../schemas/types.ts';
import { refuse } from '../diagnostics/diagnostic.ts';
import { categoryAt, categoryOf } from '../tables/columns.ts';
import type { AreaResolver } from './areaResolver.ts';
import type { ExclusionLog } from './exclusions.ts';
import { SOURCE } from './sources.ts';
import type { Calendar } from './tables.ts';

/** Distance of every ordered pair of different areas. Refuses a pair without one (E303). Exclusions carry the first year. */
export function buildPairs(
  distance: Distance,
  codes: readonly string[],
  resolver: AreaResolver,
  log: ExclusionLog,
  calendar: Calendar,
): Pairs {
  const km = distanceGrid(distance, codes.length, resolver, log, calendar);
  const count = codes.length;
  const cells = Array.from(km.keys()).filter((cell) => Math.floor(cell / count) !== cell % count);
  for (const cell of cells)
    if (Number.isNaN(km[cell])) refusePair(codes[Math.floor(cell / count)] as string, codes[cell % count] as string);
  return {
    orig: { levels: codes, codes: Int32Array.from(cells, (cell) => Math.floor(cell / count)) },
    dest: { levels: codes, codes: Int32Array.from(cells, (cell) => cell % count) },
    distance_km: Float64Array.from(cells, (cell) => km[cell] as number),
    source: categoryOf(cells.map(() => SOURCE.distance)),
  };
}

/** Distance by `orig * areas + dest`; NaN where none is published. */
function distanceGrid(
  { orig, dest, km }: Distance,
  count: number,
  resolver: AreaResolver,
  log: ExclusionLog,
  calendar: Calendar,
): Float64Array {
  const grid = new Float64Array(count * count).fill(Number.NaN);
  for (let row = 0; row < km.length; row++) {
    const ends = [categoryAt(orig, row) as string, categoryAt(dest, row) as string] as const;
    const [from, to] = ends.map((code, end) =>
      resolver.resolve('iso3', code, () => ({ file: SOURCE.distance, field: end === 0 ? 'orig' : 'dest', row: row + 1 })),
    );
    if (!from || !to) continue;
    if (from.reason === null && to.reason === null) grid[from.area * count + to.area] = km[row] as number;
    else {
      log.add({
        source: SOURCE.distance,
        reason: from.reason ?? (to.reason as string),
        orig: from.reason === null ? null : ends[0],
        dest: to.reason === null ? null : ends[1],
        year: calendar.first,
        persons: Number.NaN,
      });
    }
  }
  return grid;
}

function refusePair(orig: string, dest: string): never {
  return refuse('E303', `source ${SOURCE.distance} has no distance from ${orig} to ${dest}`, {
    place: { file: SOURCE.distance },
    expected: 'a distance for every ordered pair of areas',
    hint: 'Add the row to the file of this source.',
  });
}
