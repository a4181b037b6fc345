import { pairGroups } from '../../src/model/kernel/pairGroups.ts';
import { countEdges } from '../../src/model/problem/edges.ts';
import type { Exercise } from './problemFiles.ts';

/** Operations for each weight of the matrices: one edge forward, and a sampled edge forward, evaluated again and twice backward. */
const FORWARD = 2;
const SAMPLED = 8;

/** Multiplications and additions of the products of one epoch: all edges forward, sampled ones forward and backward, all years. */
export function operationsOfEpoch({ problem, weights, sample }: Pick<Exercise, 'problem' | 'weights' | 'sample'>): number {
  const factors = weights.reduce((sum, { shape, values }) => sum + (shape.length === 2 ? values.length : 0), 0);
  return factors * problem.years * (FORWARD * countEdges(problem.edges) + SAMPLED * sample);
}

/**
 * Those of them that the kernel does: in the pass over all edges it sums what the inputs add in the first layer by pair of ends
 * (`wasm/pairSums.ts`), an input of two ends or one for areas x areas pairs instead of all edges.
 */
export function operationsDone(exercise: Pick<Exercise, 'problem' | 'weights' | 'sample'>): number {
  const { problem, weights } = exercise;
  const { areas, years, sources } = problem;
  const rows = weights.find(({ shape }) => shape.length === 2)!.shape[0]!;
  const ofPairs = pairGroups(sources).slice(0, 3).flat().length;
  return operationsOfEpoch(exercise) - FORWARD * years * rows * ofPairs * (countEdges(problem.edges) - areas * areas);
}
