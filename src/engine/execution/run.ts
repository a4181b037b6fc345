import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { CATALOGUE, EXIT } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import { type Action, assess, type BuildContext } from '../keys/assessment.ts';
import type { Reason } from '../keys/reasons.ts';
import { entryOf } from '../project/lock.ts';
import { buildContextOf, type Project, temporaryIn } from '../project/project.ts';
import { isViewCurrent, updateView } from '../project/view.ts';
import { newAttempt, removeDeadAttempts, removeFolder } from '../store/attempts.ts';
import { writeDurably } from '../store/durable.ts';
import { type KeyLock, tryLock } from '../store/keyLock.ts';
import { isElsewhere, ownerText } from '../store/processes.ts';
import { type ResultRecord, readRecord } from '../store/records.ts';
import { sweepStore } from '../store/sweep.ts';
import type { Instance } from '../types.ts';
import { FAILURE_NOT_WRITTEN, readFailure } from '../worker/failure.ts';
import type { Emit, RunResult } from './events.ts';
import type { Executor, JobReport } from './executor.ts';
import { RunJournal } from './runJournal.ts';
import { lastLines } from './runRecords.ts';
import { coresFor, fits, longestPaths, USABLE_MEMORY } from './scheduler.ts';
import { actionFileOf } from './writeAction.ts';

export interface RunOptions {
  /** Ids of the instances to bring up to date: targets and all above them. */
  readonly wanted: ReadonlySet<string>;
  readonly forced: ReadonlySet<string>;
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly backend: string;
}

/** Something that waits for a slot, or for another process. */
interface Ready {
  readonly action: Action;
  readonly reason: Reason;
  readonly attempt: number;
}

interface Running extends Ready {
  readonly lock: KeyLock;
  readonly folder: string;
  readonly cores: number;
  readonly startedMs: number;
}

/** How long to wait for reports of jobs; shorter while another process holds a key, whose lock is then tried again. */
const BUSY_POLL_TIMEOUT_MS = 100;
const POLL_TIMEOUT_MS = 10_000;
const LAST_LINES = 8;

/**
 * Brings instances up to date: decides about each as soon as its inputs are known, runs what has to run,
 * and writes the lock. One object for one run.
 */
export class Run {
  readonly #project: Project;
  readonly #options: RunOptions;
  readonly #executor: Executor;
  readonly #emit: Emit;
  readonly #journal: RunJournal;
  readonly #waiting: Map<string, Instance>;
  readonly #running = new Map<string, Running>();
  readonly #announcedBusy = new Set<string>();
  #ready: Ready[] = [];
  #exitCode: number = EXIT.done;
  #stopping = false;
  #restSkipped = false;

  constructor(project: Project, options: RunOptions, executor: Executor, emit: Emit) {
    this.#project = project;
    this.#journal = new RunJournal(project);
    this.#options = options;
    this.#executor = executor;
    this.#emit = emit;
    this.#waiting = new Map(project.plan.instances.filter(({ id }) => options.wanted.has(id)).map((instance) => [instance.id, instance]));
  }

  /** Ends running stages and starts no more; finished ones are kept. */
  interrupt(signal: 'SIGINT' | 'SIGTERM'): void {
    this.#stopping = true;
    this.#exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    this.#emit({ type: 'interrupted', signal });
    for (const id of this.#running.keys()) this.#executor.cancel(id);
  }

  async execute(): Promise<RunResult> {
    const { config, layout } = this.#project;
    this.#emit({
      type: 'run-started',
      run: this.#journal.run,
      name: config.name,
      profile: config.profile,
      instances: [...this.#waiting.keys()],
    });
    for (const warning of config.warnings) this.#emit({ type: 'warning', message: warning.message });
    if (this.#project.lock.problem !== null) this.#emit({ type: 'warning', message: this.#project.lock.problem });
    const context = await buildContextOf(this.#project, this.#options.wanted);
    removeDeadAttempts(layout);
    sweepStore(layout, () => temporaryIn(layout));
    const paths = longestPaths(this.#project.plan, (instance) => this.#expectedMs(instance) ?? 1_000);
    try {
      for (;;) {
        this.#assessWaiting(context);
        this.#ready.sort((a, b) => (paths.get(b.action.instance.id) ?? 0) - (paths.get(a.action.instance.id) ?? 0));
        this.#startReady(context);
        if (this.#running.size === 0 && this.#ready.length === 0) {
          if (this.#waiting.size === 0) break;
          continue; // What another process has just finished was the last thing that these waited for.
        }
        for (const report of await this.#executor.poll(this.#ready.length > 0 ? BUSY_POLL_TIMEOUT_MS : POLL_TIMEOUT_MS))
          this.#handleReport(report);
      }
    } catch (error) {
      this.#closeAfter(error);
      throw error;
    } finally {
      for (const { action, lock, folder } of this.#running.values()) {
        this.#executor.cancel(action.instance.id);
        lock.release();
        removeFolder(folder);
      }
    }
    const result = this.#journal.close(this.#exitCode);
    for (const message of this.#journal.warnings) this.#emit({ type: 'warning', message });
    this.#emit({ type: 'run-finished', result });
    return result;
  }

  /** Writes down what was finished before an error that ends the run; the error itself is reported. */
  #closeAfter(error: unknown): void {
    try {
      this.#journal.close(EXIT.stageFailed);
    } catch (second) {
      if (!isPipelineError(second)) throw error;
    }
  }

  /** Decides about every instance whose inputs have become known. */
  #assessWaiting(context: BuildContext): void {
    for (const [id, instance] of this.#waiting) {
      if (this.#stopping || instance.needs.some((need) => this.#journal.failed.includes(need) || this.#journal.skipped.includes(need))) {
        this.#waiting.delete(id);
        this.#journal.skipped.push(id);
        this.#emit({
          type: 'instance-skipped',
          instance: id,
          because: this.#stopping ? 'the run is ending' : 'a stage that it needs failed',
        });
        continue;
      }
      const assessment = assess(instance, this.#journal.records, this.#options.forced.has(id), context);
      if (assessment.kind === 'blocked') continue;
      this.#waiting.delete(id);
      if (assessment.kind === 'current') this.#acceptCurrent(instance, assessment.record);
      else this.#ready.push({ action: assessment.action, reason: assessment.reason, attempt: 1 });
    }
  }

  #acceptCurrent(instance: Instance, record: ResultRecord): void {
    const cutoff = instance.needs.some((need) => this.#journal.executed.includes(need));
    this.#show(instance, record);
    this.#journal.current.push(instance.id);
    this.#emit({ type: 'instance-current', instance: instance.id, cutoff });
  }

  #startReady(context: BuildContext): void {
    const capacity = { jobs: this.#options.jobs, memoryBytes: totalmem() * USABLE_MEMORY, gpus: 1 };
    const later: Ready[] = [];
    for (const ready of this.#ready) {
      const running = [...this.#running.values()].map(({ action }) => action.instance);
      if (this.#stopping) this.#skip(ready.action.instance.id, 'the run is ending');
      else if (!fits(ready.action.instance, running, capacity) || !this.#start(ready, context)) later.push(ready);
    }
    this.#ready = later;
  }

  /** Starts an action, or takes over what another process has made of it meanwhile; false if that one is still at it. */
  #start(ready: Ready, context: BuildContext): boolean {
    const { action, reason } = ready;
    const { instance, key } = action;
    const { layout } = this.#project;
    const attempt = tryLock(layout, key, temporaryIn(layout));
    if (attempt.kind === 'busy') {
      const { owner } = attempt;
      const remove = isElsewhere(owner) ? layout.locks(key) : null;
      if (!this.#announcedBusy.has(key))
        this.#emit({ type: 'instance-waiting', instance: instance.id, pid: owner.pid, holder: ownerText(owner), remove });
      this.#announcedBusy.add(key);
      return false;
    }
    if (!this.#options.forced.has(instance.id)) {
      const assessment = assess(instance, this.#journal.records, false, context);
      if (assessment.kind === 'current') {
        attempt.lock.release();
        this.#acceptCurrent(instance, assessment.record);
        return true;
      }
    }
    const folder = newAttempt(layout);
    const cores = this.#coresFor(instance);
    const log = this.#journal.logOf(instance.id);
    const place = {
      attempt: folder,
      backend: this.#options.backend,
      cores,
      encoder: context.encoder.digest,
      replace: reason.kind === 'forced' || reason.kind === 'damaged',
    };
    const actionFile = join(folder, 'action.json');
    writeDurably(actionFile, JSON.stringify(actionFileOf(action, this.#project, this.#journal.records, place)));
    this.#running.set(instance.id, { ...ready, lock: attempt.lock, folder, cores, startedMs: Date.now() });
    this.#emit({ type: 'instance-started', instance: instance.id, reason, expectedMs: this.#expectedMs(instance), attempt: ready.attempt });
    const { resources, timeoutMs, environment } = instance.stage;
    this.#executor.submit({ id: instance.id, actionFile, log, resources, timeoutMs, environment: Object.keys(environment) });
    return true;
  }

  #coresFor(instance: Instance): number {
    const left = new Set([...this.#waiting.keys(), ...this.#ready.map(({ action }) => action.instance.id)]);
    for (const id of this.#running.keys()) left.delete(id);
    const busy = [...this.#running.values()].reduce((sum, { cores }) => sum + cores, 0);
    return coresFor(instance, busy, left, this.#project.plan, this.#options.jobs);
  }

  #handleReport(report: JobReport): void {
    const running = this.#running.get(report.id);
    if (running === undefined) return;
    if (report.kind === 'message') {
      const { id: instance, message } = report;
      if ('note' in message) this.#emit({ type: 'instance-note', instance, note: message.note });
      else this.#emit({ type: 'instance-progress', instance, progress: message.progress });
      return;
    }
    this.#running.delete(report.id);
    const published = report.code === 0 && existsSync(join(running.folder, 'published'));
    const record = published ? readRecord(this.#project.layout, running.action.key) : null;
    if (record !== null) this.#acceptExecuted(running, record);
    else this.#handleFailure(running, report);
    if (record !== null) removeFolder(this.#project.layout.scratch(running.action.key));
    running.lock.release();
    removeFolder(running.folder);
  }

  #acceptExecuted(running: Running, record: ResultRecord): void {
    const { instance } = running.action;
    const last = this.#project.lock.lock.get(instance.id);
    const { outputs } = entryOf(record);
    this.#show(instance, record);
    const durationMs = Date.now() - running.startedMs;
    this.#journal.recordExecuted(instance.id, record, durationMs);
    this.#emit({
      type: 'instance-finished',
      instance: instance.id,
      durationMs,
      outputs: record.outputs,
      unchanged: last !== undefined && Object.entries(outputs).every(([name, digest]) => last.outputs[name] === digest),
    });
    if (last !== undefined && last.key === record.key && Object.entries(outputs).some(([name, digest]) => last.outputs[name] !== digest)) {
      const message = `${instance.id} gave other outputs than the lock names for the same key: it is not deterministic, or the lock is of another machine`;
      this.#emit({ type: 'warning', message });
    }
  }

  #handleFailure(running: Running, ended: Extract<JobReport, { kind: 'ended' }>): void {
    const { instance } = running.action;
    const diagnostics = failureOf(running, ended, instance.stage.timeoutMs);
    const exits = diagnostics.map(({ code }) => CATALOGUE[code].exit);
    const willRetry =
      !this.#stopping && !this.#restSkipped && running.attempt <= instance.stage.retry && exits.every((exit) => exit === EXIT.stageFailed);
    if (willRetry) this.#ready.push({ action: running.action, reason: running.reason, attempt: running.attempt + 1 });
    else (this.#stopping ? this.#journal.skipped : this.#journal.failed).push(instance.id);
    if (!this.#stopping) {
      this.#emit({
        type: 'instance-failed',
        instance: instance.id,
        diagnostics,
        lastLines: lastLines(this.#executor.logs(instance.id), LAST_LINES),
        log: this.#executor.logs(instance.id),
        willRetry,
      });
      if (!willRetry && this.#exitCode === EXIT.done) this.#exitCode = exits[0] ?? EXIT.stageFailed;
    }
    if (!willRetry && !this.#options.keepGoing) this.#skipRest();
  }

  /** After a failure without --keep-going: running stages finish, the others are not begun. */
  #skipRest(): void {
    this.#restSkipped = true;
    for (const { action } of this.#ready) this.#skip(action.instance.id, 'another stage failed');
    for (const id of [...this.#waiting.keys()]) {
      this.#waiting.delete(id);
      this.#skip(id, 'another stage failed');
    }
    this.#ready = [];
  }

  #skip(instance: string, because: string): void {
    this.#journal.skipped.push(instance);
    this.#emit({ type: 'instance-skipped', instance, because });
  }

  #show(instance: Instance, record: ResultRecord): void {
    this.#journal.records.set(instance.id, record);
    if (isViewCurrent(this.#project, instance, record)) return;
    const warnings = this.#journal.exclusively(() => updateView(this.#project, instance, record));
    for (const message of warnings) this.#emit({ type: 'warning', message });
  }

  #expectedMs(instance: Instance): number | null {
    const { lock, layout } = this.#project;
    const key = lock.lock.get(instance.id)?.key;
    return key === undefined ? null : (readRecord(layout, key)?.circumstance.durationMs ?? null);
  }
}

/** What to report of a job that left no result. */
function failureOf(running: Running, ended: Extract<JobReport, { kind: 'ended' }>, timeoutMs: number | null): readonly Diagnostic[] {
  const { instance } = running.action;
  const written = readFailure(running.folder);
  if (written !== null) return written;
  if (ended.timedOut) {
    const hint = 'raise `timeout` of the stage in pipeline.yaml, or make the stage faster';
    return [{ code: 'E502', severity: 'error', message: `${instance.id} took longer than ${(timeoutMs ?? 0) / 1_000} s`, hint }];
  }
  if (ended.code === FAILURE_NOT_WRITTEN) {
    const hint = 'free some space and run again: finished stages are kept and nothing half-written is used';
    return [{ code: 'E601', severity: 'error', message: `no space left in the store while ${instance.id} ran`, hint }];
  }
  const cause = ended.signal === null ? `exit code ${ended.code ?? 'unknown'}` : `signal ${ended.signal}`;
  const hint = 'for lack of memory, raise `resources.memory` of the stage or lower --jobs; `pipeline log` shows its output';
  return [{ code: 'E503', severity: 'error', message: `the process of ${instance.id} ended with ${cause}`, hint }];
}
