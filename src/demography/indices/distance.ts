import { refuse } from '../../diagnostics/diagnostic.ts';
import { sum, weightedMean } from '../../numerics/statistics.ts';
import { offDiagonal } from '../flowTable.ts';
import { requireMigration } from './connectivity.ts';

/**
 * Mean distance that migrants move (Bell et al. 2002; docs/method.md 10.5). For its decay see `fitDistanceDecay`.
 * @param flows n*n. @param distances n*n, of which the diagonal does not matter; the result is in their unit.
 * @throws PipelineError as `requireMigration`; E505 that names a pair of areas whose distance is negative or not finite.
 */
export function meanMigrationDistance(flows: Float64Array, distances: Float64Array, areas: readonly string[]): number {
  const migrants = requireMigration(flows, areas);
  return weightedMean(requireDistances(distances, areas), migrants);
}

/**
 * Median distance: the shortest that half of the migrants do not exceed, or the mean of it and the next one where they are exactly
 * half (Bell et al. 2002). R draws lines between half-way points of cumulated flows, and both flows between two areas have one
 * distance, so its value depends on which of them comes first (docs/method.md 10.5).
 * @param flows n*n. @param distances n*n. @throws as `meanMigrationDistance`.
 */
export function medianMigrationDistance(flows: Float64Array, distances: Float64Array, areas: readonly string[]): number {
  const migrants = requireMigration(flows, areas);
  const between = requireDistances(distances, areas);
  const order = [...between.keys()].filter((corridor) => migrants[corridor]! > 0).sort((a, b) => between[a]! - between[b]! || a - b);
  const half = sum(migrants) / 2;
  let moved = 0;
  for (const [rank, corridor] of order.entries()) {
    moved += migrants[corridor]!;
    if (moved > half) return between[corridor]!;
    if (moved === half) return (between[corridor]! + between[order[rank + 1]!]!) / 2;
  }
  return between[order.at(-1)!]!;
}

function requireDistances(distances: Float64Array, areas: readonly string[]): Float64Array {
  const n = areas.length;
  if (distances.length !== n * n) throw new RangeError(`${distances.length} distances are not ${n} x ${n}`);
  const bad = distances.findIndex((distance, cell) => cell % (n + 1) !== 0 && !(distance >= 0 && distance < Number.POSITIVE_INFINITY));
  if (bad >= 0) {
    refuse('E505', `distance from ${areas[Math.floor(bad / n)]} to ${areas[bad % n]} is ${distances[bad]}`, {
      expected: 'a finite number, 0 or more',
    });
  }
  return offDiagonal(distances, n);
}
