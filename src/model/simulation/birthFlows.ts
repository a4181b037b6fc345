import type { Edges } from '../problem/edges.ts';
import { countEdges } from '../problem/edges.ts';

/** People by country of birth and residence who can move: those with at least one edge. Sorted by birth, then residence. */
export interface BirthGroups {
  readonly birth: Int32Array;
  readonly residence: Int32Array;
  /** Group that the people of each edge leave, and the one that they enter. */
  readonly left: Int32Array;
  readonly entered: Int32Array;
}

/** The groups of a list of edges. */
export function birthGroups(edges: Edges, areas: number): BirthGroups {
  const { birth, orig, dest } = edges;
  const left = birth.map((b, edge) => b * areas + orig[edge]!);
  const entered = birth.map((b, edge) => b * areas + dest[edge]!);
  const groupOf = new Int32Array(areas * areas).fill(-1);
  for (const cells of [left, entered]) for (let edge = 0; edge < cells.length; edge++) groupOf[cells[edge]!] = 0;
  const cells = Int32Array.from(groupOf.keys()).filter((cell) => groupOf[cell] === 0);
  cells.forEach((cell, group) => {
    groupOf[cell] = group;
  });
  return {
    birth: cells.map((cell) => Math.floor(cell / areas)),
    residence: cells.map((cell) => cell % areas),
    left: left.map((cell) => groupOf[cell]!),
    entered: entered.map((cell) => groupOf[cell]!),
  };
}

/**
 * Adds up the flows of a year by country of birth: arrivals F^birth_bj = sum_i T_bij of docs/method.md 1.1, and departures
 * sum_j T_bij of those born in b who lived in i, persons.
 * @param flows of every edge.
 * @param arrivals of every group, added to.
 * @param departures likewise.
 */
export function addBirthFlows({ left, entered }: BirthGroups, flows: Float32Array, arrivals: Float64Array, departures: Float64Array): void {
  for (let edge = 0; edge < flows.length; edge++) {
    const persons = flows[edge]!;
    arrivals[entered[edge]!] = arrivals[entered[edge]!]! + persons;
    departures[left[edge]!] = departures[left[edge]!]! + persons;
  }
}

/**
 * Positions of the edges whose mean over the years is at least `minimum` persons, in the order of the list.
 * @param flows by year, of every edge.
 */
export function edgesOfFlow(edges: Edges, flows: readonly Float32Array[], minimum: number): Int32Array {
  const sums = new Float64Array(countEdges(edges));
  for (const ofYear of flows) for (let edge = 0; edge < sums.length; edge++) sums[edge] = sums[edge]! + ofYear[edge]!;
  return Int32Array.from(sums.keys()).filter((edge) => sums[edge]! >= minimum * flows.length);
}

/** Writes the flows of the edges at the given positions in one year into a table of those edges x years. */
export function pickFlows(flows: Float32Array, positions: Int32Array, year: number, years: number, target: Float32Array): void {
  for (let at = 0; at < positions.length; at++) target[at * years + year] = flows[positions[at]!]!;
}
