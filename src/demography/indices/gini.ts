import { sum } from '../../numerics/statistics.ts';
import { transpose } from '../flowTable.ts';
import { requireMigration } from './connectivity.ts';

/** Whether the flows out of an area, over its destinations, or those into it, over its origins, are compared. */
export type FlowDirection = 'out' | 'in';

/**
 * Total Gini index: mean absolute difference between all pairs of the n(n - 1) corridors (Plane and Mulligan 1997; docs/method.md 10.5).
 * @param flows n*n. @param denominator 'corrected' reaches 1 where one corridor has all flows (Bell et al. 2002); 'original' is
 * that of Plane and Mulligan. Default 'corrected'.
 * @returns 0 to 1. @throws PipelineError as `requireMigration`.
 */
export function totalGini(flows: Float64Array, areas: readonly string[], denominator: 'corrected' | 'original' = 'corrected'): number {
  const between = requireMigration(flows, areas);
  const comparisons = denominator === 'corrected' ? between.length - 1 : between.length;
  // Two areas have two corridors, so there is at least one comparison.
  return sumOfDifferences(between) / (2 * comparisons * sum(between));
}

/**
 * Share of the total Gini index that arises from comparing corridors of the same origin ('out') or destination ('in'): 0 to 1
 * (Plane and Mulligan 1997; docs/method.md 10.5, row and column standardised); 0 where all corridors are alike.
 * @param flows n*n. @throws PipelineError as `requireMigration`.
 */
export function standardizedGini(flows: Float64Array, areas: readonly string[], direction: FlowDirection): number {
  const all = sumOfDifferences(requireMigration(flows, areas));
  const within = sum(fields(flows, areas.length, direction).map(sumOfDifferences));
  return all === 0 ? 0 : within / all;
}

/**
 * Gini index of the flows out of, or into, every area: 0 where it spreads them evenly over the others, 1 where one other area has
 * them all (Plane and Mulligan 1997). 0 for an area without flows, and where there are only two areas.
 * @param flows n*n. @returns n. @throws PipelineError as `requireMigration`.
 */
export function areaGini(flows: Float64Array, areas: readonly string[], direction: FlowDirection): Float64Array {
  requireMigration(flows, areas);
  const others = areas.length - 1;
  return Float64Array.from(fields(flows, areas.length, direction), (flow) => {
    const all = sum(flow);
    return all === 0 || others < 2 ? 0 : sumOfDifferences(flow) / (2 * (others - 1) * all);
  });
}

/**
 * Migration-weighted Gini: mean of the Gini indices of the areas, each with its share of all flows as weight: 0 to 1 (Bell et
 * al. 2002). R weights the out-indices with in-migration and the in-indices with out-migration, and divides by n once
 * more (docs/method.md 10.5).
 * @param flows n*n. @throws PipelineError as `requireMigration`.
 */
export function migrationWeightedGini(flows: Float64Array, areas: readonly string[], direction: FlowDirection): number {
  const totals = Float64Array.from(fields(flows, areas.length, direction), sum);
  const gini = areaGini(flows, areas, direction);
  return sum(gini.map((value, area) => value * totals[area]!)) / sum(totals);
}

/** The n - 1 flows of each area to the others, or from them. */
function fields(flows: Float64Array, n: number, direction: FlowDirection): Float64Array[] {
  const table = direction === 'out' ? flows : transpose(flows, n);
  return Array.from({ length: n }, (_, area) => table.subarray(area * n, (area + 1) * n).filter((__, other) => other !== area));
}

/** Sum of |a - b| over all ordered pairs, from the ranks: the r-th of m smallest stands above r and below m - 1 - r others. */
function sumOfDifferences(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return 2 * sum(sorted.map((value, rank) => value * (2 * rank - sorted.length + 1)));
}
