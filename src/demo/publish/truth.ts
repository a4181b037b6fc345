import { AREAS } from '../areas.ts';
import { A, FIRST, LAST, type TrueWorld, triple, yearOf } from '../world.ts';
import { gzippedLines } from './text.ts';

/** flows.csv.gz: every true flow that is not zero. Only the evaluation reads it. */
export function trueFlows(world: TrueWorld): Uint8Array {
  const lines = ['year,birth,orig,dest,persons'];
  for (let year = FIRST; year <= LAST; year++) {
    const { flows } = yearOf(world, year);
    for (let b = 0; b < A; b++) {
      for (let i = 0; i < A; i++) {
        for (let j = 0; j < A; j++) {
          const persons = flows[triple(b, i, j)]!;
          if (persons > 0) lines.push(`${year},${AREAS[b]!.iso3},${AREAS[i]!.iso3},${AREAS[j]!.iso3},${persons}`);
        }
      }
    }
  }
  return gzippedLines(lines);
}
