import { sum } from '../../numerics/statistics.ts';
import { areaTotals } from '../aggregation/areaTotals.ts';
import { requirePositive, withoutDiagonal } from '../flowTable.ts';
import { requireMigration } from './connectivity.ts';

/**
 * Migration effectiveness index: 100 x sum of |net| over sum of turnover, 0 to 100 (Bell et al. 2002; docs/method.md 10.5).
 * @param flows n*n. @throws PipelineError as `requireMigration`.
 */
export function migrationEffectiveness(flows: Float64Array, areas: readonly string[]): number {
  requireMigration(flows, areas);
  const { net, turnover } = areaTotals(flows, areas);
  return (100 * sum(net.map(Math.abs))) / sum(turnover);
}

/**
 * Aggregate net migration rate: 100 x half the sum of |net| over the population (Bell et al. 2002; docs/method.md 10.5).
 * @param flows n*n. @param population n, in the unit of the flows.
 * @throws PipelineError as `requireMigration`; E505 that names an area without population.
 */
export function aggregateNetMigrationRate(flows: Float64Array, population: Float64Array, areas: readonly string[]): number {
  requireMigration(flows, areas);
  requirePositive(population, 'population', areas);
  return (50 * sum(areaTotals(flows, areas).net.map(Math.abs))) / sum(population);
}

/**
 * Preference index of every corridor: its flow over the one that the population shares of both ends let expect, m_ij / (M p_i p_j)
 * (Bachi 1956; docs/method.md 10.5, which adds up the cells).
 * @param flows n*n. @param population n. @returns n*n, 0 on the diagonal. @throws as `aggregateNetMigrationRate`.
 */
export function migrationPreference(flows: Float64Array, population: Float64Array, areas: readonly string[]): Float64Array {
  const migrants = sum(requireMigration(flows, areas));
  requirePositive(population, 'population', areas);
  const people = sum(population);
  return perPopulations(flows, population, (people / migrants) * people);
}

/**
 * Migration velocity of every corridor: m_ij P / (P_i P_j), flows relative to both populations (Bogue, Shryock and Hoermann 1957;
 * docs/method.md 10.5, which adds up the cells).
 * @param flows n*n. @param population n. @returns n*n, 0 on the diagonal. @throws as `aggregateNetMigrationRate`.
 */
export function migrationVelocity(flows: Float64Array, population: Float64Array, areas: readonly string[]): Float64Array {
  requireMigration(flows, areas);
  requirePositive(population, 'population', areas);
  return perPopulations(flows, population, sum(population));
}

function perPopulations(flows: Float64Array, population: Float64Array, factor: number): Float64Array {
  const n = population.length;
  return withoutDiagonal(flows, n).map((persons, cell) => {
    return (factor * persons) / population[Math.floor(cell / n)]! / population[cell % n]!;
  });
}
