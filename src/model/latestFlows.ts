import type { Edges } from './edges.ts';
import { countEdges } from './edges.ts';

/**
 * The latest flow of every edge in every year, and their totals. Edges that an epoch does not sample enter its sums with
 * these; sampled ones replace theirs.
 */
export class LatestFlows {
  readonly #edges: Edges;
  readonly #areas: number;
  readonly #flows: readonly Float32Array[];
  readonly #corridors: readonly Float64Array[];
  readonly #changes: readonly Float64Array[];

  /** @param flows for each year the flows of all edges, persons; kept and changed. */
  constructor(edges: Edges, areas: number, flows: readonly Float32Array[]) {
    this.#edges = edges;
    this.#areas = areas;
    this.#flows = flows;
    this.#corridors = flows.map(() => new Float64Array(areas * areas));
    this.#changes = flows.map(() => new Float64Array(areas * areas));
    flows.forEach((ofYear, year) => {
      ofYear.forEach((persons, edge) => {
        this.#add(year, edge, persons);
      });
    });
  }

  /** Flows of the given edges in a year. */
  flowsOf(year: number, edges: Int32Array): Float32Array {
    const flows = this.#flows[year]!;
    const chosen = new Float32Array(edges.length);
    for (let at = 0; at < edges.length; at++) chosen[at] = flows[edges[at]!]!;
    return chosen;
  }

  /** Copies of the totals of a year over all edges, areas^2: flows by corridor, and arrivals less departures by birth and residence. */
  totals(year: number): { corridors: Float64Array; changes: Float64Array } {
    return { corridors: this.#corridors[year]!.slice(), changes: this.#changes[year]!.slice() };
  }

  /** Puts new flows of the given edges in the place of the old ones. */
  replace(year: number, edges: Int32Array, flows: Float32Array): void {
    const latest = this.#flows[year]!;
    for (let at = 0; at < edges.length; at++) {
      const edge = edges[at]!;
      this.#add(year, edge, flows[at]! - latest[edge]!);
      latest[edge] = flows[at]!;
    }
  }

  /** Mean annual flow of every edge. */
  means(): Float64Array {
    const means = new Float64Array(countEdges(this.#edges));
    for (const flows of this.#flows) {
      for (let edge = 0; edge < means.length; edge++) means[edge] = means[edge]! + flows[edge]! / this.#flows.length;
    }
    return means;
  }

  #add(year: number, edge: number, persons: number): void {
    const corridors = this.#corridors[year]!;
    const changes = this.#changes[year]!;
    const birth = this.#edges.birth[edge]!;
    const orig = this.#edges.orig[edge]!;
    const dest = this.#edges.dest[edge]!;
    const corridor = orig * this.#areas + dest;
    const arrival = birth * this.#areas + dest;
    const departure = birth * this.#areas + orig;
    corridors[corridor] = corridors[corridor]! + persons;
    changes[arrival] = changes[arrival]! + persons;
    changes[departure] = changes[departure]! - persons;
  }
}
