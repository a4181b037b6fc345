import { mean, standardDeviation, sum } from '../../numerics/statistics.ts';
import { transpose } from '../flowTable.ts';
import { requireMigration } from './connectivity.ts';

/**
 * Coefficient of variation of the n(n - 1) flows between areas, with their number as divisor (Rogers and Raymer 1998).
 * R counts the empty diagonal, divides by N(N - 1) for N = n^2 cells, and takes the root of the mean (docs/method.md 10.5).
 * @param flows n*n. @throws PipelineError as `requireMigration`.
 */
export function coefficientOfVariation(flows: Float64Array, areas: readonly string[]): number {
  return variation(requireMigration(flows, areas));
}

/**
 * Aggregate coefficient of variation of the system: that of the flows out of every area and that of the flows into it, weighted
 * with the area's share of all flows, added up (Rogers and Sweeney 1998; docs/method.md 10.5, `acv`). Divisors are numbers of flows.
 * @param flows n*n. @throws PipelineError as `requireMigration`.
 */
export function aggregateCoefficientOfVariation(flows: Float64Array, areas: readonly string[]): number {
  const all = sum(requireMigration(flows, areas));
  return (weightedVariation(flows, areas.length) + weightedVariation(transpose(flows, areas.length), areas.length)) / all;
}

function weightedVariation(flows: Float64Array, n: number): number {
  let total = 0;
  for (let area = 0; area < n; area++) {
    const toOthers = flows.subarray(area * n, (area + 1) * n).filter((_, other) => other !== area);
    const persons = sum(toOthers);
    if (persons > 0) total += persons * variation(toOthers);
  }
  return total;
}

function variation(values: Float64Array): number {
  return standardDeviation(values, 'population') / mean(values);
}
