import type { Edges } from '../edges.ts';
import type { Demography } from '../problem.ts';

/*
 * Stocks and flows outside the network, in double precision. Tables of stocks are areas x areas (birth, residence), tables of
 * corridors areas x areas (orig, dest), persons. This is what `step.ts` does on a device.
 */

/** Sums of flows over edges: by corridor, and arrivals less departures by birth and residence. */
export interface FlowTotals {
  readonly corridors: Float64Array;
  readonly changes: Float64Array;
}

/** Stocks that people leave from: the native-born are population less foreign-born, not below zero (method.md 3.4). */
export function exposedStock(stock: Float64Array, { population }: Demography, year: number, areas: number): Float64Array {
  const exposed = stock.slice();
  for (let area = 0; area < areas; area++) {
    let foreign = 0;
    for (let birth = 0; birth < areas; birth++) if (birth !== area) foreign += stock[birth * areas + area]!;
    exposed[area * areas + area] = Math.max(0, population[year * areas + area]! - foreign);
  }
  return exposed;
}

/** Adds the flows of edges, less what is already counted of them, to the totals; edge after edge, which fixes the order of the sums. */
export function addFlows(
  totals: FlowTotals,
  edges: Edges,
  areas: number,
  flows: Float32Array | Float64Array,
  counted?: Float32Array,
): void {
  const { corridors, changes } = totals;
  for (let edge = 0; edge < edges.birth.length; edge++) {
    const persons = flows[edge]! - (counted === undefined ? 0 : counted[edge]!);
    const birth = edges.birth[edge]! * areas;
    const orig = edges.orig[edge]!;
    const dest = edges.dest[edge]!;
    const corridor = orig * areas + dest;
    corridors[corridor] = corridors[corridor]! + persons;
    changes[birth + dest] = changes[birth + dest]! + persons;
    changes[birth + orig] = changes[birth + orig]! - persons;
  }
}

/** Stocks on the next 1 January: S(next) = max(0, (1 - delta_j) S + [b = j] B_j + arrivals - departures) (method.md 3.3). */
export function nextStock(
  stock: Float64Array,
  changes: Float64Array,
  { births, deathRate }: Demography,
  year: number,
  areas: number,
): Float64Array {
  const next = new Float64Array(areas * areas);
  for (let birth = 0; birth < areas; birth++) {
    for (let area = 0; area < areas; area++) {
      const cell = birth * areas + area;
      const born = birth === area ? births[year * areas + area]! : 0;
      next[cell] = Math.max(0, (1 - deathRate[year * areas + area]!) * stock[cell]! + born + changes[cell]!);
    }
  }
  return next;
}

/**
 * Adjoint of `nextStock`: from that of the next stocks to that of the changes, which is the same where the stock was not cut
 * at zero, and of the stocks before.
 */
export function stockAdjoints(
  next: Float64Array,
  nextAdjoint: Float64Array,
  { deathRate }: Demography,
  year: number,
  areas: number,
): { changes: Float64Array; stock: Float64Array } {
  const changes = nextAdjoint.map((adjoint, cell) => (next[cell]! > 0 ? adjoint : 0));
  const stock = changes.map((adjoint, cell) => (1 - deathRate[year * areas + (cell % areas)]!) * adjoint);
  return { changes, stock };
}

/** Adjoint of `addFlows`: the derivative of the loss by the flow of each edge. */
export function flowAdjoints(totals: FlowTotals, edges: Edges, areas: number, adjoints: Float32Array | Float64Array): void {
  const { corridors, changes } = totals;
  for (let edge = 0; edge < edges.birth.length; edge++) {
    const birth = edges.birth[edge]! * areas;
    const orig = edges.orig[edge]!;
    const dest = edges.dest[edge]!;
    adjoints[edge] = corridors[orig * areas + dest]! + changes[birth + dest]! - changes[birth + orig]!;
  }
}
