import { join } from 'node:path';
import type { StageContext } from '../../engine/stage.ts';
import { checkMemory, LARGEST_MEMORY, memoryPlan } from '../../model/kernel/memoryPlan.ts';
import type { NetworkKind } from '../../model/kernel/parameters.ts';
import { trainingSizes } from '../../model/kernel/trainingSizes.ts';
import type { TrainerChoice } from '../../model/modelKind.ts';
import type { Problem } from '../../model/problem/problem.ts';
import { CheckpointFile } from '../../model/training/checkpointFile.ts';
import type { Trained, TrainingHooks, TrainingSettings } from '../../model/training/trainer.ts';
import type { Random } from '../../numerics/random.ts';

/** What a training needs of the stage that it runs in. */
export type TrainingContext = Pick<StageContext, 'scratch' | 'log' | 'progress' | 'cores' | 'memoryBytes'>;

/** What is trained, and how. */
export interface TrainingTask {
  readonly problem: Problem;
  readonly settings: TrainingSettings;
  readonly random: Random;
  /** Weights that a training begins with; null or left out for those of the trainer. */
  readonly start?: Trained | null;
}

/**
 * Trains a network, or goes on with a training that was cut off: to the same bits, because checkpoints are written where a
 * full pass begins. The folder of the checkpoint belongs to the key of the stage, so code, parameters and inputs are the
 * same; the backend is not part of the key and stands in the checkpoint.
 * @throws PipelineError E504 where it diverges, E506 where it takes too much memory, E307 where there is nothing to train on.
 */
export async function trainOrResume(
  context: TrainingContext,
  { trainer, kind, backend }: TrainerChoice,
  { problem, settings, random, start = null }: TrainingTask,
): Promise<Trained> {
  if (backend === 'kernel') planMemory(context, problem, settings, kind);
  const file = new CheckpointFile(join(context.scratch, 'checkpoint'), `${settings.name ?? 'network'} on ${backend}`);
  const kept = file.read(context.log);
  if (kept !== null) context.log(`resumed at epoch ${kept.epochs}`);
  const started = kept ?? start;
  const hooks: TrainingHooks = {
    epoch: ({ epoch, loss, stock, flow, net }) =>
      context.progress({ done: epoch + 1, total: settings.epochs, unit: 'epoch', terms: { loss, stock, flow, net } }),
    checkpoint: (trained) => keep(file, trained, context.log),
  };
  const trained =
    started === null
      ? await trainer.train(problem, settings, random, hooks)
      : await trainer.resume(started, problem, settings, random, hooks);
  const { best, epochs } = trained;
  if (best !== null) {
    context.log(
      `trained for ${epochs} epochs; kept are the weights of epoch ${best.epochs}, with an inner loss of ${best.inner.toPrecision(4)}`,
    );
  }
  return trained;
}

/** Before anything is computed, so that what does not fit is told at once and not after a full pass. */
function planMemory({ cores, memoryBytes, log }: TrainingContext, problem: Problem, settings: TrainingSettings, kind: NetworkKind): void {
  const plan = memoryPlan(trainingSizes(kind, problem, settings, cores));
  checkMemory(plan, Math.min(memoryBytes, LARGEST_MEMORY));
  log(`${(plan.total / 1e6).toFixed(0)} MB of memory for the kernel, on ${cores} ${cores === 1 ? 'core' : 'cores'}`);
}

/** A checkpoint saves time and nothing else, so one that cannot be written is no reason to stop. */
function keep(file: CheckpointFile, trained: Trained, log: (line: string) => void): Promise<void> {
  try {
    file.write(trained);
  } catch (error) {
    log(`no checkpoint at epoch ${trained.epochs}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Promise.resolve();
}
