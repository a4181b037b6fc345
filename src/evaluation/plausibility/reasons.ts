import type { NamedCase, PlausibilityCase } from './cases.ts';
import { corridorsOf } from './cases.ts';

/**
 * The reason that the facts give for a case: that of the case itself, of a row that names it, or of the first row whose corridors
 * and years hold all of its own; null where no row does.
 * @param areas number of areas.
 */
export function reasonsOf(named: readonly NamedCase[], areas: number): (each: PlausibilityCase) => string | null {
  const given = named.flatMap((each) => (each.reason === null ? [] : [{ ...each, corridors: new Set(corridorsOf(each, areas)) }]));
  return ({ check, name, corridors, first, last }) => {
    const inTime = given.filter((each) => each.first <= first && last <= each.last);
    const own = inTime.find((each) => each.kind === check && each.name === name);
    const byName = inTime.find((each) => each.kind === 'explained' && each.name === name);
    const holding = inTime.find((each) => corridors.length > 0 && Array.from(corridors).every((cell) => each.corridors.has(cell)));
    return (own ?? byName ?? holding)?.reason ?? null;
  };
}
