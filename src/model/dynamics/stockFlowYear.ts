import type { Edges } from '../problem/edges.ts';
import type { Demography } from '../problem/problem.ts';

/*
 * Stocks and flows outside the network, in double precision. Tables of stocks are areas x areas (birth, residence), tables of
 * corridors areas x areas (orig, dest), persons. This is what `tensorflow/step.ts` does on a device.
 */

/** Sums of flows over edges: by corridor, and arrivals and departures by birth and residence. */
export interface FlowTotals {
  readonly corridors: Float64Array;
  readonly arrivals: Float64Array;
  readonly departures: Float64Array;
}

/** Totals of nothing. */
export function noFlows(areas: number): FlowTotals {
  const zeros = () => new Float64Array(areas * areas);
  return { corridors: zeros(), arrivals: zeros(), departures: zeros() };
}

/**
 * Population at risk of leaving, by birth and residence: the native-born are population less foreign-born, not below zero (docs/method.md 3.4). Other stocks
 * are below zero only in training, by a little, where edges that are not sampled stand with flows of earlier stocks.
 */
export function populationAtRisk(stock: Float64Array, { population }: Demography, year: number, areas: number): Float64Array {
  const atRisk = new Float64Array(stock.length);
  for (let cell = 0; cell < stock.length; cell++) atRisk[cell] = Math.max(0, stock[cell]!);
  for (let area = 0; area < areas; area++) {
    let foreign = 0;
    for (let birth = 0; birth < areas; birth++) if (birth !== area) foreign += atRisk[birth * areas + area]!;
    atRisk[area * areas + area] = Math.max(0, population[year * areas + area]! - foreign);
  }
  return atRisk;
}

/** Adds to a table of stock cells (birth, residence) the flows of edges at their origin, less what the table holds of them already. */
export function addOutflows(outflows: Float64Array, edges: Edges, areas: number, flows: Float32Array, inTable?: Float32Array): void {
  for (let edge = 0; edge < edges.birth.length; edge++) {
    const cell = edges.birth[edge]! * areas + edges.orig[edge]!;
    outflows[cell] = outflows[cell]! + flows[edge]! - (inTable === undefined ? 0 : inTable[edge]!);
  }
}

/** Those of each stock cell who live to the end of the year, (1 - delta) S, not below zero. */
export function survivorsOf(stock: Float64Array, { deathRate }: Demography, year: number, areas: number): Float64Array {
  const survivors = new Float64Array(stock.length);
  for (let cell = 0; cell < stock.length; cell += areas) {
    for (let area = 0; area < areas; area++) {
      survivors[cell + area] = Math.max(0, (1 - deathRate[year * areas + area]!) * stock[cell + area]!);
    }
  }
  return survivors;
}

/**
 * Share of their unconstrained flows that the people of each stock cell realise: A / (A + U) with the survivors A and the sum U
 * of their unconstrained flows. Moving competes with staying and with other destinations (docs/method.md 3.5),
 * T_bij = A_bi o_ij / (1 + sum_k o_ik) with the odds o = U / A, so that no stock loses more people than it has.
 */
export function realisedShares(survivors: Float64Array, outflows: Float64Array): Float64Array {
  const shares = new Float64Array(survivors.length);
  for (let cell = 0; cell < shares.length; cell++) {
    const persons = survivors[cell]!;
    if (persons > 0) shares[cell] = 1 / (1 + Math.max(0, outflows[cell]!) / persons);
  }
  return shares;
}

/** Realised flows of edges: unconstrained ones times the share of the stock cell they leave from. */
export function realisedFlows(edges: Edges, areas: number, flows: Float32Array, shares: Float64Array): Float32Array {
  const realised = new Float32Array(flows.length);
  for (let edge = 0; edge < flows.length; edge++) {
    realised[edge] = flows[edge]! * shares[edges.birth[edge]! * areas + edges.orig[edge]!]!;
  }
  return realised;
}

/** What the first flows are more than the second. */
export function differences(flows: Float32Array, others: Float32Array): Float64Array {
  const more = new Float64Array(flows.length);
  for (let edge = 0; edge < more.length; edge++) more[edge] = flows[edge]! - others[edge]!;
  return more;
}

/**
 * Adds the flows of edges to the totals; edge after edge, which fixes the order of the sums. Departures of edges that
 * follow each other from one stock cell are summed first: adding each to the table would wait for the one before.
 */
export function addFlows(totals: FlowTotals, edges: Edges, areas: number, flows: Float32Array | Float64Array): void {
  const { corridors, arrivals, departures } = totals;
  const { birth, orig, dest } = edges;
  for (let edge = 0; edge < birth.length; ) {
    const born = birth[edge]! * areas;
    const departure = born + orig[edge]!;
    let left = 0;
    for (; edge < birth.length && birth[edge]! * areas + orig[edge]! === departure; edge++) {
      const persons = flows[edge]!;
      const corridor = orig[edge]! * areas + dest[edge]!;
      const arrival = born + dest[edge]!;
      corridors[corridor] = corridors[corridor]! + persons;
      arrivals[arrival] = arrivals[arrival]! + persons;
      left += persons;
    }
    departures[departure] = departures[departure]! + left;
  }
}

/** Stocks on the next 1 January: S(next) = (1 - delta_j) S + [b = j] B_j + arrivals - departures, not cut at zero (docs/method.md 3.3). */
export function nextStock(
  stock: Float64Array,
  { arrivals, departures }: Pick<FlowTotals, 'arrivals' | 'departures'>,
  { births, deathRate }: Demography,
  year: number,
  areas: number,
): Float64Array {
  const next = new Float64Array(areas * areas);
  for (let birth = 0; birth < areas; birth++) {
    for (let area = 0; area < areas; area++) {
      const cell = birth * areas + area;
      const born = birth === area ? births[year * areas + area]! : 0;
      next[cell] = (1 - deathRate[year * areas + area]!) * stock[cell]! + born + (arrivals[cell]! - departures[cell]!);
    }
  }
  return next;
}

/** Adjoint of `nextStock` by the stocks before; that by arrivals is the adjoint of the next stocks itself, that by departures less than 0. */
export function stockAdjoints(nextAdjoint: Float64Array, { deathRate }: Demography, year: number, areas: number): Float64Array {
  const adjoint = new Float64Array(nextAdjoint.length);
  for (let cell = 0; cell < adjoint.length; cell += areas) {
    for (let area = 0; area < areas; area++) {
      adjoint[cell + area] = (1 - deathRate[year * areas + area]!) * nextAdjoint[cell + area]!;
    }
  }
  return adjoint;
}

/** Adjoints of the totals of a year with those of the stocks that follow from them. */
export function withStocks({ corridors, arrivals, departures }: FlowTotals, nextAdjoint: Float64Array): FlowTotals {
  return {
    corridors,
    arrivals: arrivals.map((slope, cell) => slope + nextAdjoint[cell]!),
    departures: departures.map((slope, cell) => slope - nextAdjoint[cell]!),
  };
}

/** Adjoint of `addFlows`: the derivative of the loss by the flow of each edge. */
export function flowAdjoints({ corridors, arrivals, departures }: FlowTotals, edges: Edges, areas: number): Float64Array {
  const adjoints = new Float64Array(edges.birth.length);
  for (let edge = 0; edge < adjoints.length; edge++) {
    const birth = edges.birth[edge]! * areas;
    const orig = edges.orig[edge]!;
    const dest = edges.dest[edge]!;
    adjoints[edge] = corridors[orig * areas + dest]! + arrivals[birth + dest]! + departures[birth + orig]!;
  }
  return adjoints;
}

/** Arrivals less departures by area. @param corridors areas x areas (orig, dest). */
export function netMigrationOfYear(corridors: Float64Array, areas: number): Float64Array {
  const net = new Float64Array(areas);
  for (let orig = 0, cell = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++, cell++) {
      const persons = corridors[cell]!;
      net[dest] = net[dest]! + persons;
      net[orig] = net[orig]! - persons;
    }
  }
  return net;
}

/** Adjoint of `netMigration`: adds to that of the corridors. */
export function addNetMigrationAdjoint(ofCorridors: Float64Array, ofNet: Float64Array): void {
  const areas = ofNet.length;
  for (let orig = 0, cell = 0; orig < areas; orig++) {
    for (let dest = 0; dest < areas; dest++, cell++) ofCorridors[cell] = ofCorridors[cell]! + ofNet[dest]! - ofNet[orig]!;
  }
}

/** The sampled edges of a year as `unconstrainedAdjoints` needs them. */
export interface SampledYear {
  readonly edges: Edges;
  /** Unconstrained flows. */
  readonly flows: Float32Array;
  /** Null where they are realised as they are. */
  readonly limit: FlowLimit | null;
}

/** By stock cell: those who can leave, and the realised shares of the unconstrained flows. */
export interface FlowLimit {
  readonly survivors: Float64Array;
  readonly shares: Float64Array;
}

/**
 * Adjoint of `realisedFlows`: the derivative of the loss by the unconstrained flow of each edge. The stocks that people leave
 * are data, but what one edge takes the others of its cell lack: dT_e / dU_f = s [e = f] - U_e s^2 / A.
 * @param ofRealised derivatives by the realised flows.
 */
export function unconstrainedAdjoints(ofRealised: Float64Array, { edges, flows, limit }: SampledYear, areas: number): Float64Array {
  if (limit === null) return ofRealised;
  const { survivors, shares } = limit;
  const competition = new Float64Array(shares.length);
  for (let edge = 0; edge < ofRealised.length; edge++) {
    const cell = edges.birth[edge]! * areas + edges.orig[edge]!;
    competition[cell] = competition[cell]! + flows[edge]! * ofRealised[edge]!;
  }
  const adjoints = new Float64Array(ofRealised.length);
  for (let edge = 0; edge < adjoints.length; edge++) {
    const cell = edges.birth[edge]! * areas + edges.orig[edge]!;
    const share = shares[cell]!;
    if (share > 0) adjoints[edge] = share * ofRealised[edge]! - ((share * share) / survivors[cell]!) * competition[cell]!;
  }
  return adjoints;
}
