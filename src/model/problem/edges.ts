/**
 * Edges (b, i, j): people born in b who may move from i to j. Three arrays of equal length, sorted by b, then i, then j.
 * Values are indices of areas; i and j differ.
 */
export interface Edges {
  readonly birth: Int32Array;
  readonly orig: Int32Array;
  readonly dest: Int32Array;
}

/**
 * The edges that can carry flow (docs/method.md 1.3): those whose birth group is present both in i and in j, natives included;
 * and the natives' moves and the returns of every corridor, so that none is out of reach whether or not it has a report.
 * @param present areas x areas (birth, residence), 1 where the group is present at any stock date.
 */
export function listEdges(areas: number, present: Uint8Array): Edges {
  const kept: number[] = [];
  for (let birth = 0; birth < areas; birth++) {
    const here = (area: number) => area === birth || present[birth * areas + area] === 1;
    for (let orig = 0; orig < areas; orig++) {
      for (let dest = 0; dest < areas; dest++) {
        if (orig === dest) continue;
        if (birth === orig || birth === dest || (here(orig) && here(dest))) kept.push((birth * areas + orig) * areas + dest);
      }
    }
  }
  return {
    birth: Int32Array.from(kept, (edge) => Math.floor(edge / (areas * areas))),
    orig: Int32Array.from(kept, (edge) => Math.floor(edge / areas) % areas),
    dest: Int32Array.from(kept, (edge) => edge % areas),
  };
}

export function countEdges(edges: Edges): number {
  return edges.birth.length;
}

/** Edges from position `from` up to but not including `to`, as views. */
export function sliceEdges(edges: Edges, from: number, to: number): Edges {
  return { birth: edges.birth.subarray(from, to), orig: edges.orig.subarray(from, to), dest: edges.dest.subarray(from, to) };
}

/** Edges at the given positions, in that order. */
export function selectEdges(edges: Edges, positions: Int32Array): Edges {
  return {
    birth: positions.map((at) => edges.birth[at]!),
    orig: positions.map((at) => edges.orig[at]!),
    dest: positions.map((at) => edges.dest[at]!),
  };
}
