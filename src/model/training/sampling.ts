import type { Random } from '../../numerics/random.ts';

/** Rounds of capping in `inclusionProbabilities`; each round fixes the edges that reached 1, and few are left after these. */
const ROUNDS = 20;

/** Edges with gradient in one epoch. */
export interface EdgeSample {
  /** Positions in the list of edges, ascending. */
  readonly edges: Int32Array;
  /**
   * 1 / probability of being drawn (Horvitz and Thompson 1952): so many times the gradient through the flow of an edge counts,
   * which makes the mean over samples that of all edges. What movers of one cell take from each other is counted among the sampled.
   */
  readonly weights: Float64Array;
}

/** Draws edges with the given probabilities. */
export function sampleEdges(probabilities: Float64Array, random: Random): EdgeSample {
  const edges = systematicSample(probabilities, random);
  return { edges, weights: Float64Array.from(edges, (edge) => 1 / probabilities[edge]!) };
}

/** Edges that all count once. */
export function equallyWeighted(edges: Int32Array): EdgeSample {
  return { edges, weights: new Float64Array(edges.length).fill(1) };
}

/**
 * Probabilities proportional to size that add up to the sample: min(1, c size) with c such that the sum is `sample`.
 * All 1 where there are no more positions than the sample takes.
 * @param sizes positive.
 */
export function inclusionProbabilities(sizes: Float64Array, sample: number): Float64Array {
  if (sample >= sizes.length) return new Float64Array(sizes.length).fill(1);
  let scale = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let certain = 0;
    let rest = 0;
    for (const size of sizes) {
      if (scale * size >= 1) certain += 1;
      else rest += size;
    }
    const next = (sample - certain) / rest;
    if (next === scale) break;
    scale = next;
  }
  return sizes.map((size) => Math.min(1, scale * size));
}

/**
 * Systematic sample: position k is drawn with its probability, and the number drawn is their sum up or down to a whole one.
 * @returns positions in ascending order.
 */
export function systematicSample(probabilities: Float64Array, random: Random): Int32Array {
  const drawn: number[] = [];
  let passed = random.uniform();
  for (let position = 0; position < probabilities.length; position++) {
    passed += probabilities[position]!;
    if (passed >= 1) {
      drawn.push(position);
      passed -= 1;
    }
  }
  return Int32Array.from(drawn);
}
