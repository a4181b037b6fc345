import type { BirthplaceFlows } from './birthplaceFlows.ts';

/**
 * Flows by the place of birth of those who move, n*n each (origin, destination): outward from it, back to it, and
 * between two other areas. They add up to all flows.
 */
export interface MoveTypes {
  readonly outward: Float64Array;
  readonly return: Float64Array;
  readonly transit: Float64Array;
}

/** Splits flows into moves out of, back to and outside the place of birth (Abel and Cohen 2022). */
export function moveTypes(flows: BirthplaceFlows): MoveTypes {
  const n = flows.areas.length;
  const types = { outward: new Float64Array(n * n), return: new Float64Array(n * n), transit: new Float64Array(n * n) };
  for (let birth = 0; birth < n; birth++) {
    const part = flows.flowsOf(birth);
    for (let orig = 0; orig < n; orig++) {
      for (let dest = 0; dest < n; dest++) {
        const cell = orig * n + dest;
        const type = orig === birth ? types.outward : dest === birth ? types.return : types.transit;
        type[cell] = type[cell]! + part[cell]!;
      }
    }
  }
  return types;
}
