import { refuse } from '../diagnostics/diagnostic.ts';
import type { BackendChoice, BackendName } from './backend.ts';
import type { NetworkKind } from './kernel/parameters.ts';
import { paperTrainer } from './paper/paperTrainer.ts';
import type { Trainer } from './training/trainer.ts';
import { trainerOn } from './training/trainer.ts';

/** A trainer, and what it stands for. */
export interface TrainerChoice {
  readonly trainer: Trainer;
  readonly kind: NetworkKind;
  readonly backend: BackendName;
}

/**
 * The trainer of a kind of model: our model on any backend, or the published program, for comparison, on the kernel.
 * @throws PipelineError E104 for the published program on another backend.
 */
export function trainerOf(kind: NetworkKind, { name, threads, engineOf }: BackendChoice): TrainerChoice {
  if (kind === 'default') return { trainer: trainerOn(engineOf), kind, backend: name };
  if (name !== 'kernel') {
    refuse('E104', `the backend "${name}" does not have the model kind "${kind}"`, {
      expected: 'the backend kernel',
      hint: 'leave out --backend, or set model.kind to default',
    });
  }
  return { trainer: paperTrainer({ threads }), kind, backend: name };
}
