import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Interval } from '../../evaluation/comparison/comparison.ts';
import type { PublishedFlows } from '../../readers/estimates/publishedFlows.ts';
import { categoryAt } from '../../tables/columns.ts';
import type { Years } from '../areas.ts';
import { type AreaLookup, placesOf } from './publishedAreas.ts';

/** Where and when published estimates are wanted. */
export interface Frame {
  readonly areas: readonly string[];
  readonly intervals: readonly Interval[];
  readonly years: Years;
}

/** Rows between two different areas of ours. */
export function visitRows(
  set: string,
  flows: PublishedFlows,
  lookUp: AreaLookup,
  areas: readonly string[],
  each: (row: number, orig: number, dest: number) => void,
): void {
  const origins = placesOf(set, flows.orig.levels, lookUp, areas);
  const destinations = placesOf(set, flows.dest.levels, lookUp, areas);
  for (let row = 0; row < flows.persons.length; row++) {
    const orig = origins[flows.orig.codes[row]!]!;
    const dest = destinations[flows.dest.codes[row]!]!;
    if (orig >= 0 && dest >= 0) each(row, orig, dest);
  }
}

/** Refuses (E303) a second flow of the same corridor and period. */
export function setOnce(set: string, values: Float64Array, position: number, flows: PublishedFlows, row: number): void {
  if (values[position]! > 0) {
    const [orig, dest] = [categoryAt(flows.orig, row), categoryAt(flows.dest, row)];
    refuse('E303', `the published estimates "${set}" give the flow from ${orig} to ${dest} of ${flows.start[row]} twice`, {
      expected: 'one flow of each corridor and period',
      hint: 'take the file from its publisher again (`pipeline fetch`)',
    });
  }
  values[position] = flows.persons[row]!;
}
