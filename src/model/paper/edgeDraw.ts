import type { Random } from '../../numerics/random.ts';

/**
 * Edges with gradient of one year: each subset of the size is as likely as any other, and at least one edge is left out, as in
 * the published program (docs/method.md 4.4).
 * @returns ascending positions, at most `size`.
 */
export function drawEdges(edges: number, size: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: edges }, (_, edge) => edge);
  const drawn = Math.max(0, Math.min(size, edges - 1));
  for (let place = 0; place < drawn; place++) {
    const other = place + random.integer(edges - place);
    const edge = order[place]!;
    order[place] = order[other]!;
    order[other] = edge;
  }
  return order.slice(0, drawn).sort();
}
