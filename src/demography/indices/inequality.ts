import { sum } from '../../numerics/statistics.ts';
import { offDiagonal } from '../flowTable.ts';
import { independentFlows } from '../spatialInteraction/gravity.ts';
import { requireMigration } from './connectivity.ts';

/**
 * Index of migration inequality, half the sum of the absolute differences of the shares of corridors from expected ones: 0 to 1
 * (Bell et al. 2002; docs/method.md 10.5).
 * @param flows n*n. @param expectation all corridors alike, or as origins and destinations alone let expect.
 * @throws PipelineError as `requireMigration` and `independentFlows`.
 */
export function migrationInequality(flows: Float64Array, areas: readonly string[], expectation: 'equal' | 'independent'): number {
  const between = requireMigration(flows, areas);
  const expected = expectation === 'equal' ? between.map(() => 1) : offDiagonal(independentFlows(flows, areas), areas.length);
  const [all, allExpected] = [sum(between), sum(expected)];
  return sum(between.map((persons, corridor) => Math.abs(persons / all - expected[corridor]! / allExpected))) / 2;
}
