import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Reason } from '../keys/reasons.ts';
import type { Progress } from '../stage.ts';
import type { OutputRecord } from '../store/records.ts';

/** Everything that happens in a run. Its JSON form (`run --json`) is an interface that others read. */
export type Event =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly name: string;
      readonly profile: string;
      readonly instances: readonly string[];
    }
  /** The result is in the store already. `cutoff` says that something above ran and came out the same. */
  | { readonly type: 'instance-current'; readonly instance: string; readonly cutoff: boolean }
  /** Another process computes the same action. */
  | {
      readonly type: 'instance-waiting';
      readonly instance: string;
      readonly pid: number;
      /** Who it is, in words. */
      readonly holder: string;
      /** Folder of the lock, where its holder cannot be seen from here: to be removed if it is gone. */
      readonly remove: string | null;
    }
  | {
      readonly type: 'instance-started';
      readonly instance: string;
      readonly reason: Reason;
      readonly expectedMs: number | null;
      readonly attempt: number;
    }
  | { readonly type: 'instance-progress'; readonly instance: string; readonly progress: Progress }
  /** What a stage says of its result. */
  | { readonly type: 'instance-note'; readonly instance: string; readonly note: string }
  | {
      readonly type: 'instance-finished';
      readonly instance: string;
      readonly durationMs: number;
      readonly outputs: Readonly<Record<string, OutputRecord>>;
      /** Whether every output has the digest that the lock names. */
      readonly unchanged: boolean;
    }
  | {
      readonly type: 'instance-failed';
      readonly instance: string;
      readonly diagnostics: readonly Diagnostic[];
      /** Last lines of the log, and where all of it is. */
      readonly lastLines: readonly string[];
      readonly log: string;
      readonly willRetry: boolean;
    }
  | { readonly type: 'instance-skipped'; readonly instance: string; readonly because: string }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'interrupted'; readonly signal: string }
  | { readonly type: 'run-finished'; readonly result: RunResult };

/** How a run ended. */
export interface RunResult {
  readonly run: string;
  readonly exitCode: number;
  readonly executed: readonly string[];
  readonly current: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly durationMs: number;
  /** Whether pipeline.lock was written anew. */
  readonly lockChanged: boolean;
  /** Lock file relative to the root. */
  readonly lock: string;
}

export type Emit = (event: Event) => void;
