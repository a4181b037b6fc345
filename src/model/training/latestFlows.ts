import { type FlowTotals, noFlows } from '../dynamics/stockFlowYear.ts';
import type { Edges } from '../problem/edges.ts';
import { countEdges, selectEdges } from '../problem/edges.ts';

/** Flows of all edges in one year, as a full pass leaves them. */
export interface EdgeFlows {
  /** Flows before people are lacking to make them, persons. */
  readonly unconstrained: Float32Array;
  /** By stock cell (birth, residence), the share of them that is realised. */
  readonly shares: Float64Array;
  /** Their sums, where the pass has made them. */
  readonly totals?: LatestTotals;
}

/** Sums over all edges in one year, areas^2 each: of realised flows, and of unconstrained ones. */
export interface LatestTotals extends FlowTotals {
  /** Unconstrained flows by birth and residence that they leave. */
  readonly outflows: Float64Array;
}

/**
 * The latest unconstrained flow of every edge in every year, and their totals, realised in the shares of the last full pass.
 * Edges that an epoch does not sample enter its sums with these; sampled ones replace theirs.
 */
export class LatestFlows {
  readonly #edges: Edges;
  readonly #areas: number;
  readonly #years: readonly EdgeFlows[];
  readonly #totals: readonly LatestTotals[];

  /** @param years the flows of all edges in each year; kept and changed. */
  constructor(edges: Edges, areas: number, years: readonly EdgeFlows[]) {
    this.#edges = edges;
    this.#areas = areas;
    this.#years = years;
    this.#totals = years.map((flows) => flows.totals ?? totalsOf(edges, areas, flows));
  }

  /** Unconstrained flows of the given edges in a year. */
  flowsOf(year: number, edges: Int32Array): Float32Array {
    const { unconstrained } = this.#years[year]!;
    const chosen = new Float32Array(edges.length);
    for (let at = 0; at < edges.length; at++) chosen[at] = unconstrained[edges[at]!]!;
    return chosen;
  }

  /** Shares in which the flows of a year are realised in its totals, by stock cell. */
  sharesOf(year: number): Float64Array {
    return this.#years[year]!.shares;
  }

  /** Copies of the totals of a year over all edges. */
  totals(year: number): LatestTotals {
    const { corridors, arrivals, departures, outflows } = this.#totals[year]!;
    return { corridors: corridors.slice(), arrivals: arrivals.slice(), departures: departures.slice(), outflows: outflows.slice() };
  }

  /** Puts new unconstrained flows of the given edges in the place of the old ones. */
  replace(year: number, edges: Int32Array, flows: Float32Array): void {
    const { unconstrained } = this.#years[year]!;
    const changes = new Float64Array(edges.length);
    for (let at = 0; at < edges.length; at++) {
      const edge = edges[at]!;
      changes[at] = flows[at]! - unconstrained[edge]!;
      unconstrained[edge] = flows[at]!;
    }
    addUnconstrained(this.#totals[year]!, this.#years[year]!.shares, selectEdges(this.#edges, edges), this.#areas, changes);
  }

  /** Mean annual flow of every edge, unconstrained. */
  means(): Float64Array {
    const means = new Float64Array(countEdges(this.#edges));
    for (const { unconstrained } of this.#years) {
      for (let edge = 0; edge < means.length; edge++) means[edge] = means[edge]! + unconstrained[edge]! / this.#years.length;
    }
    return means;
  }
}

/** Sums of the flows of all edges in one year. */
export function totalsOf(edges: Edges, areas: number, { unconstrained, shares }: EdgeFlows): LatestTotals {
  const totals = { ...noFlows(areas), outflows: new Float64Array(areas * areas) };
  addUnconstrained(totals, shares, edges, areas, unconstrained);
  return totals;
}

/** Adds unconstrained persons, edge by edge, to totals; those who leave one stock cell in a row, as one sum. */
function addUnconstrained(
  { corridors, arrivals, departures, outflows }: LatestTotals,
  shares: Float64Array,
  { birth, orig, dest }: Edges,
  areas: number,
  persons: Float32Array | Float64Array,
): void {
  for (let at = 0; at < persons.length; ) {
    const born = birth[at]! * areas;
    const departure = born + orig[at]!;
    const share = shares[departure]!;
    let left = 0;
    for (; at < persons.length && birth[at]! * areas + orig[at]! === departure; at++) {
      const corridor = orig[at]! * areas + dest[at]!;
      const arrival = born + dest[at]!;
      const realised = persons[at]! * share;
      corridors[corridor] = corridors[corridor]! + realised;
      arrivals[arrival] = arrivals[arrival]! + realised;
      left += persons[at]!;
    }
    departures[departure] = departures[departure]! + share * left;
    outflows[departure] = outflows[departure]! + left;
  }
}
