import type { Observation } from './observation.ts';

/** Which side mirrors which; an estimate of a third party mirrors none. */
const OTHER_SIDE: ReadonlyMap<string, string> = new Map([
  ['origin', 'destination'],
  ['destination', 'origin'],
]);

/**
 * For each row, the row in which the other side reports the same flow; -1 where there is none. Where several do, the one of the
 * same source, else the first. Rows must be sorted by cell and year.
 */
export function mirrorRows(rows: readonly Pick<Observation, 'cell' | 'year' | 'source' | 'reporter'>[]): Int32Array {
  const mirror = new Int32Array(rows.length).fill(-1);
  let begin = 0;
  while (begin < rows.length) {
    let end = begin + 1;
    while (end < rows.length && rows[end]?.cell === rows[begin]?.cell && rows[end]?.year === rows[begin]?.year) end++;
    for (let row = begin; row < end; row++) mirror[row] = mirrorOf(rows.slice(begin, end), row - begin, begin);
    begin = end;
  }
  return mirror;
}

function mirrorOf(reports: readonly Pick<Observation, 'source' | 'reporter'>[], index: number, offset: number): number {
  const { source, reporter } = reports[index] as Pick<Observation, 'source' | 'reporter'>;
  const side = OTHER_SIDE.get(reporter);
  const candidates = reports.flatMap((report, position) => (report.reporter === side ? [{ ...report, position }] : []));
  const chosen = candidates.find((report) => report.source === source) ?? candidates[0];
  return chosen === undefined ? -1 : offset + chosen.position;
}
