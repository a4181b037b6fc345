import { kernelEpochs } from './kernelEpochs.ts';
import type { Speeds } from './kernelSpeed.ts';
import { blockWork, measureSpeeds, productOver } from './kernelSpeed.ts';
import { operationsDone, operationsOfEpoch } from './operations.ts';
import type { Exercise } from './problemFiles.ts';

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
