import type { FlowTotals } from '../dynamics/stockFlowYear.ts';
import type { Edges } from '../problem/edges.ts';

/** Edges whose flow in a year is less than this, in persons, change no stock to speak of: between two evaluations they stay. */
const LEAST_PERSONS = 2;
/**
 * Those on the edges that change the stocks of a year, as the effects have it: people who leave their country of birth or return to
 * it. An effect is one for all who move along a corridor. What it does to the stocks of two hundred other groups, a few persons
 * each, speaks of these groups and not of the corridor (docs/method.md 4.9).
 */
export interface Movers {
  readonly persons: Float32Array;
  /** Their corridors, orig * areas + dest. */
  readonly corridors: Int32Array;
  /** The stock cells, areas x areas (birth, residence), that each adds to and takes from. */
  readonly arrivals: Int32Array;
  readonly departures: Int32Array;
}

/** The movers of a year, and the flows of all other edges. @param flows of all edges, persons. */
export function moversOf(edges: Edges, flows: Float32Array, areas: number): { movers: Movers; rest: Float32Array } {
  const positions = positionsOf(edges, flows);
  const rest = flows.slice();
  for (const edge of positions) rest[edge] = 0;
  const movers = {
    persons: Float32Array.from(positions, (edge) => flows[edge]!),
    corridors: positions.map((edge) => edges.orig[edge]! * areas + edges.dest[edge]!),
    arrivals: positions.map((edge) => edges.birth[edge]! * areas + edges.dest[edge]!),
    departures: positions.map((edge) => edges.birth[edge]! * areas + edges.orig[edge]!),
  };
  return { movers, rest };
}

/** Edges whose flow changes stocks: those out of and into the country of birth, with so many persons; ascending. */
function positionsOf({ birth, orig, dest }: Edges, flows: Float32Array): Int32Array {
  const positions = new Int32Array(flows.length);
  let count = 0;
  for (let edge = 0; edge < flows.length; edge++) {
    const ofNatives = birth[edge] === orig[edge] || birth[edge] === dest[edge];
    if (ofNatives && flows[edge]! >= LEAST_PERSONS) positions[count++] = edge;
  }
  return positions.slice(0, count);
}

/** Tables of those who leave their country of birth and who return to it. */
export function nativeMoves({ persons, corridors, arrivals }: Movers, areas: number): { outward: Float64Array; home: Float64Array } {
  const [outward, home] = [new Float64Array(areas * areas), new Float64Array(areas * areas)];
  for (let mover = 0; mover < persons.length; mover++) {
    const corridor = corridors[mover]!;
    const table = Math.floor(arrivals[mover]! / areas) === Math.floor(corridor / areas) ? outward : home;
    table[corridor] = table[corridor]! + persons[mover]!;
  }
  return { outward, home };
}

/** Adds those who move to arrivals and departures. @param multipliers of the corridors. */
export function addMovers(totals: FlowTotals, { persons, corridors, arrivals, departures }: Movers, multipliers: Float64Array): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const moved = persons[mover]! * multipliers[corridors[mover]!]!;
    const arrival = arrivals[mover]!;
    const departure = departures[mover]!;
    totals.arrivals[arrival] = totals.arrivals[arrival]! + moved;
    totals.departures[departure] = totals.departures[departure]! + moved;
  }
}

/** Adjoint of `addMovers`: adds the derivatives of the loss by the multipliers, from those by arrivals and departures. */
export function addMoverSlopes(slopes: Float64Array, { persons, corridors, arrivals, departures }: Movers, ofTotals: FlowTotals): void {
  for (let mover = 0; mover < persons.length; mover++) {
    const corridor = corridors[mover]!;
    slopes[corridor] =
      slopes[corridor]! + persons[mover]! * (ofTotals.arrivals[arrivals[mover]!]! + ofTotals.departures[departures[mover]!]!);
  }
}
