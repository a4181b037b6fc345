import { pairGroups } from '../../src/model/kernel/pairGroups.ts';
import { countEdges } from '../../src/model/problem/edges.ts';
import { kernelEpochs } from './kernelEpochs.ts';
import type { Speeds } from './kernelSpeed.ts';
import { blockWork, measureSpeeds, productOver } from './kernelSpeed.ts';
import type { Exercise } from './problemFiles.ts';

/** Operations for each weight of the matrices: one edge forward, and a sampled edge forward, evaluated again and twice backward. */
const FORWARD = 2;
const SAMPLED = 8;

/** The bare product beside an epoch goes on for as long as the epoch, but not for longer, seconds. */
const LONGEST = 5;

/** Billions of multiplications and additions a second on one core. */
export interface StepSpeeds extends Speeds {
  /** All operations of an epoch by its whole time, sums, losses and Adam included. */
  readonly step: number;
  /** The same of the operations that the kernel does. */
  readonly done: number;
  /** The bare product over as long a time: a core that is fast for a moment is not for seconds. */
  readonly lasting: number;
}

/**
 * Speeds of the kernel, and of whole epochs and the bare product in turns, each for as long, on one core and in one process.
 * @param epochs the fastest of so many counts, and the fastest of as many products.
 */
export async function measureStep(exercise: Exercise, epochs: number): Promise<StepSpeeds> {
  const work = blockWork(exercise.problem, exercise.weights);
  const speeds = measureSpeeds(work);
  const share = operationsDone(exercise) / operationsOfEpoch(exercise);
  let [step, lasting] = [0, 0];
  for await (const { epoch, seconds } of kernelEpochs(exercise, 1)) {
    step = Math.max(step, operationsOfEpoch(exercise) / seconds / 1e9);
    lasting = Math.max(lasting, productOver(Math.min(seconds, LONGEST), work));
    if (epoch + 1 === epochs) break;
  }
  return { ...speeds, step, done: share * step, lasting };
}

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
