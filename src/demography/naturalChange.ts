import { refuse } from '../diagnostics/diagnostic.ts';
import { columnTotals, scaleColumns } from './ipf.ts';

/**
 * Deaths of each area shared over places of birth like its stock at the start (method.md 9.3.3).
 * @param start n*n. @param deaths n, over the interval. @returns n*n.
 * @throws PipelineError E505 where more people die than lived there.
 */
export function deathsByBirth(start: Float64Array, deaths: Float64Array, areas: readonly string[]): Float64Array {
  requireAtMost(deaths, columnTotals(start, areas.length), 'deaths', areas);
  return scaleColumns(start, deaths);
}

/**
 * Births of each area among its native-born; where they outnumber the native-born at the end, over all
 * places of birth like the stock at the end (method.md 9.3.3).
 * @param end n*n. @param births n, over the interval. @returns n*n.
 * @throws PipelineError E505 where more are born than live there at the end.
 */
export function birthsByBirth(end: Float64Array, births: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  const residents = columnTotals(end, n);
  requireAtMost(births, residents, 'births', areas);
  const table = new Float64Array(n * n);
  for (let area = 0; area < n; area++) {
    const count = births[area]!;
    if (count <= end[area * n + area]!) table[area * n + area] = count;
    else for (let birth = 0; birth < n; birth++) table[birth * n + area] = (end[birth * n + area]! * count) / residents[area]!;
  }
  return table;
}

/** a - b by cell, at least 0: shares that add up to a whole can exceed it by rounding. */
export function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, cell) => Math.max(0, value - b[cell]!));
}

function requireAtMost(events: Float64Array, residents: Float64Array, what: string, areas: readonly string[]): void {
  const area = events.findIndex((count, index) => count > residents[index]!);
  if (area < 0) return;
  refuse('E505', `${events[area]} ${what} in ${areas[area]}, which has ${residents[area]} residents`, {
    expected: `not more ${what} than residents over the interval`,
    hint: 'check that stocks, births and deaths are all in persons and of the same territory',
  });
}
