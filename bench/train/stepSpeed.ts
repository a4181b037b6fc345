import { countEdges } from '../../src/model/edges.ts';
import { kernelEpochs } from './kernelEpochs.ts';
import type { Speeds } from './kernelSpeed.ts';
import { measureSpeeds } from './kernelSpeed.ts';
import type { Exercise } from './problemFiles.ts';

/** Operations for each weight of the matrices: one edge forward, and a sampled edge forward, evaluated again and twice backward. */
const FORWARD = 2;
const SAMPLED = 8;

/** Billions of multiplications and additions a second on one core. */
export interface StepSpeeds extends Speeds {
  /** All operations of an epoch by its whole time, sums, losses and Adam included. */
  readonly step: number;
}

/** Speeds of the kernel and of whole epochs on one core, in one process. @param epochs the fastest of so many counts. */
export async function measureStep(exercise: Exercise, epochs: number): Promise<StepSpeeds> {
  const speeds = measureSpeeds(exercise.problem, exercise.weights);
  let least = Number.POSITIVE_INFINITY;
  for await (const { epoch, seconds } of kernelEpochs(exercise, 1)) {
    least = Math.min(least, seconds);
    if (epoch + 1 === epochs) break;
  }
  return { ...speeds, step: operationsOfEpoch(exercise) / least / 1e9 };
}

/** Multiplications and additions of the products of one epoch: all edges forward, sampled ones forward and backward, all years. */
export function operationsOfEpoch({ problem, weights, sample }: Pick<Exercise, 'problem' | 'weights' | 'sample'>): number {
  const factors = weights.reduce((sum, { shape, values }) => sum + (shape.length === 2 ? values.length : 0), 0);
  return factors * problem.years * (FORWARD * countEdges(problem.edges) + SAMPLED * sample);
}
