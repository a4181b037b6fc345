import { refuse } from '../../diagnostics/diagnostic.ts';
import { requireFlows } from '../flowTable.ts';

export interface NestedFlows {
  /** Groups in order of first appearance, each beside its areas. */
  readonly labels: readonly string[];
  /** labels*labels. */
  readonly flows: Float64Array;
}

/**
 * Flows between areas, between groups of areas, and between one and the other (docs/method.md 10.1, `sum_expand`). The flow from a group
 * to itself holds all moves among its areas, the diagonal included.
 * @param flows n*n. @param groupOf label of the group of each area; not that of an area.
 * @param groups whether the label of a group stands before or after those of its areas. Default 'first'.
 * @throws PipelineError E505 for flows that are negative or not finite, and a label that names an area and a group.
 */
export function withGroups(
  flows: Float64Array,
  areas: readonly string[],
  groupOf: readonly string[],
  groups: 'first' | 'last' = 'first',
): NestedFlows {
  requireFlows(flows, areas);
  if (groupOf.length !== areas.length) throw new RangeError(`${groupOf.length} groups for ${areas.length} areas`);
  const both = groupOf.find((group) => areas.includes(group));
  if (both !== undefined) refuse('E505', `"${both}" is an area and a group of areas`, { hint: 'rename one of them' });

  const labels = [...new Set(groupOf)].flatMap((group) => {
    const members = areas.filter((_, area) => groupOf[area] === group);
    return groups === 'first' ? [group, ...members] : [...members, group];
  });
  const position = new Map(labels.map((label, place) => [label, place]));
  const size = labels.length;
  if (position.size < size) refuse('E505', 'two areas have one label', { expected: 'a label of its own for every area', details: areas });
  const n = areas.length;
  const nested = new Float64Array(size * size);
  const placesOf = (area: number): readonly number[] => [position.get(areas[area]!)!, position.get(groupOf[area]!)!];
  flows.forEach((persons, cell) => {
    for (const row of placesOf(Math.floor(cell / n))) {
      for (const column of placesOf(cell % n)) nested[row * size + column] = nested[row * size + column]! + persons;
    }
  });
  return { labels, flows: nested };
}
