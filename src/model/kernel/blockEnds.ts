import type { Edges } from '../problem/edges.ts';
import { BLOCK } from './wasm/shared/blocks.ts';

/** Writes the ends of edges as the kernel reads them, [block][birth, origin, destination][edge]; places without an edge hold 0. */
export function writeEnds(ends: Int32Array, { birth, orig, dest }: Edges): void {
  ends.fill(0);
  for (let edge = 0; edge < birth.length; edge++) {
    const at = Math.floor(edge / BLOCK) * 3 * BLOCK + (edge % BLOCK);
    ends[at] = birth[edge]!;
    ends[at + BLOCK] = orig[edge]!;
    ends[at + 2 * BLOCK] = dest[edge]!;
  }
}

/** The pairs of (birth, origin), (birth, destination) and (origin, destination), each as edges without a third end. */
export function pairEnds(areas: number): readonly [Edges, Edges, Edges] {
  const cells = Int32Array.from({ length: areas * areas }, (_, cell) => cell);
  const first = cells.map((cell) => Math.floor(cell / areas));
  const second = cells.map((cell) => cell % areas);
  const none = new Int32Array(cells.length);
  return [
    { birth: first, orig: second, dest: none },
    { birth: first, orig: none, dest: second },
    { birth: none, orig: first, dest: second },
  ];
}
