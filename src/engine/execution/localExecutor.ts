import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StageMessage } from '../stage.ts';
import { endLeftovers } from '../store/leftovers.ts';
import { workerEnvironment } from '../worker/environment.ts';
import type { Executor, Job, JobReport } from './executor.ts';

interface Running {
  readonly job: Job;
  readonly child: ChildProcess;
  readonly timer: NodeJS.Timeout | null;
  timedOut: boolean;
}

/** Node fires a longer timer at once. */
const MAXIMUM_TIMER_MS = 2 ** 31 - 1;

/** How long a cancelled job may take to end by itself. */
const GRACE_MS = 3_000;

/** Runs each job as a Node process of its own group, so that it can be ended with all its children. */
export class LocalExecutor implements Executor {
  readonly #worker: string;
  readonly #running = new Map<string, Running>();
  readonly #logs = new Map<string, string>();
  #reports: JobReport[] = [];
  #wake: (() => void) | null = null;

  /** `worker` is the path of the worker program. */
  constructor(worker: string) {
    this.#worker = worker;
  }

  submit(job: Job): void {
    const log = openSync(job.log, 'a');
    const heapMiB = Math.max(256, Math.floor(job.resources.memoryBytes / 2 ** 20));
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, this.#worker, job.actionFile], {
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
      env: workerEnvironment(job.environment),
    });
    closeSync(log);
    const timer = job.timeoutMs === null ? null : setTimeout(() => this.#timeOut(job.id), Math.min(job.timeoutMs, MAXIMUM_TIMER_MS));
    this.#running.set(job.id, { job, child, timer, timedOut: false });
    this.#logs.set(job.id, job.log);
    child.on('message', (message: StageMessage) => this.#report({ kind: 'message', id: job.id, message }));
    child.on('error', () => this.#end(job.id, null, null));
    child.on('exit', (code, signal) => this.#end(job.id, code, signal));
  }

  poll(timeoutMs: number): Promise<readonly JobReport[]> {
    return new Promise((resolve) => {
      const deliver = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        const reports = this.#reports;
        this.#reports = [];
        resolve(reports);
      };
      const timer = setTimeout(deliver, timeoutMs);
      this.#wake = deliver;
      if (this.#reports.length > 0) deliver();
    });
  }

  cancel(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    signalGroup(running.child, 'SIGTERM');
    setTimeout(() => signalGroup(running.child, 'SIGKILL'), GRACE_MS).unref();
  }

  logs(id: string): string {
    return this.#logs.get(id) ?? '';
  }

  #timeOut(id: string): void {
    const running = this.#running.get(id);
    if (running !== undefined) running.timedOut = true;
    this.cancel(id);
  }

  #end(id: string, code: number | null, signal: string | null): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    if (running.timer !== null) clearTimeout(running.timer);
    signalGroup(running.child, 'SIGKILL'); // children that the stage left behind
    if (code !== 0) endLeftovers(dirname(running.job.actionFile)); // and those that left the group; a worker that ends well does it itself
    this.#report({ kind: 'ended', id, code, signal, timedOut: running.timedOut });
  }

  #report(report: JobReport): void {
    this.#reports.push(report);
    this.#wake?.();
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}
