import type { Edges } from './edges.ts';
import { countEdges } from './edges.ts';

/** Flows of all edges in one year, as a full pass leaves them. */
export interface EdgeFlows {
  /** Flows before people are lacking to make them, persons. */
  readonly unconstrained: Float32Array;
  /** By stock cell (birth, residence), the share of them that is realised. */
  readonly shares: Float64Array;
}

/** Sums over all edges in one year, areas^2 each. */
export interface LatestTotals {
  /** Realised flows by corridor, and arrivals less departures by birth and residence. */
  readonly corridors: Float64Array;
  readonly changes: Float64Array;
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
    const zeros = () => new Float64Array(areas * areas);
    this.#totals = years.map(() => ({ corridors: zeros(), changes: zeros(), outflows: zeros() }));
    years.forEach(({ unconstrained }, year) => {
      for (let edge = 0; edge < unconstrained.length; edge++) this.#add(year, edge, unconstrained[edge]!);
    });
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
    const { corridors, changes, outflows } = this.#totals[year]!;
    return { corridors: corridors.slice(), changes: changes.slice(), outflows: outflows.slice() };
  }

  /** Puts new unconstrained flows of the given edges in the place of the old ones. */
  replace(year: number, edges: Int32Array, flows: Float32Array): void {
    const { unconstrained } = this.#years[year]!;
    for (let at = 0; at < edges.length; at++) {
      const edge = edges[at]!;
      this.#add(year, edge, flows[at]! - unconstrained[edge]!);
      unconstrained[edge] = flows[at]!;
    }
  }

  /** Mean annual flow of every edge, unconstrained. */
  means(): Float64Array {
    const means = new Float64Array(countEdges(this.#edges));
    for (const { unconstrained } of this.#years) {
      for (let edge = 0; edge < means.length; edge++) means[edge] = means[edge]! + unconstrained[edge]! / this.#years.length;
    }
    return means;
  }

  #add(year: number, edge: number, persons: number): void {
    const { corridors, changes, outflows } = this.#totals[year]!;
    const birth = this.#edges.birth[edge]!;
    const orig = this.#edges.orig[edge]!;
    const dest = this.#edges.dest[edge]!;
    const corridor = orig * this.#areas + dest;
    const arrival = birth * this.#areas + dest;
    const departure = birth * this.#areas + orig;
    const realised = persons * this.#years[year]!.shares[departure]!;
    corridors[corridor] = corridors[corridor]! + realised;
    changes[arrival] = changes[arrival]! + realised;
    changes[departure] = changes[departure]! - realised;
    outflows[departure] = outflows[departure]! + persons;
  }
}
