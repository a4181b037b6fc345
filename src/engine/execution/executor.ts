import type { StageMessage } from '../stage.ts';
import type { Resources } from '../types.ts';

/** One execution of the worker program. */
export interface Job {
  readonly id: string;
  /** Path of the action file, the only argument of the worker. */
  readonly actionFile: string;
  readonly log: string;
  readonly resources: Resources;
  readonly timeoutMs: number | null;
  /** Names of the variables of the environment that the stage declares. */
  readonly environment: readonly string[];
}

export type JobReport =
  | { readonly kind: 'message'; readonly id: string; readonly message: StageMessage }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly code: number | null;
      readonly signal: string | null;
      readonly timedOut: boolean;
    };

/**
 * Where jobs run. What a job made is read from the store, never from here, so an executor may be wrong about
 * a job without harm (docs/promises.md 8.1). Local processes now; a cluster has the same four verbs.
 */
export interface Executor {
  submit(job: Job): void;
  /** What happened since the last call; waits for something to happen, but no longer than `timeoutMs`. */
  poll(timeoutMs: number): Promise<readonly JobReport[]>;
  /** Asks a job to end, and makes it end a little later. */
  cancel(id: string): void;
  /** Path of a job's captured output. */
  logs(id: string): string;
}
