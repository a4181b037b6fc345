import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { CATALOGUE, EXIT } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, isPipelineError } from '../../diagnostics/diagnostic.ts';
import { type Action, assess, type Surroundings } from '../keys/assessment.ts';
import type { Reason } from '../keys/reasons.ts';
import { entryOf } from '../project/lock.ts';
import { type Project, surroundingsOf, temporaryIn } from '../project/project.ts';
import { showOutputs } from '../project/view.ts';
import { newAttempt, removeDeadAttempts, removeFolder } from '../store/attempts.ts';
import { writeDurably } from '../store/durable.ts';
import { type KeyLock, tryLock } from '../store/keyLock.ts';
import { type ResultRecord, readRecord } from '../store/records.ts';
import type { Instance } from '../types.ts';
import { readFailure, SPEECHLESS } from '../worker/failure.ts';
import type { Emit, RunResult } from './events.ts';
import type { Executor, JobReport } from './executor.ts';
import { Ledger } from './runJournal.ts';
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

/** How long to wait for reports before looking again whether another process has finished. */
const LOCK_PATIENCE_MS = 100;
const PATIENCE_MS = 10_000;
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
  readonly #ledger: Ledger;
  readonly #waiting: Map<string, Instance>;
  readonly #running = new Map<string, Running>();
  readonly #toldWaiting = new Set<string>();
  #ready: Ready[] = [];
  #exitCode: number = EXIT.done;
  #stopping = false;
  #givenUp = false;

  constructor(project: Project, options: RunOptions, executor: Executor, emit: Emit) {
    this.#project = project;
    this.#ledger = new Ledger(project);
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
      run: this.#ledger.run,
      name: config.name,
      profile: config.profile,
      instances: [...this.#waiting.keys()],
    });
    for (const warning of config.warnings) this.#emit({ type: 'warning', message: warning.message });
    if (this.#project.lock.problem !== null) this.#emit({ type: 'warning', message: this.#project.lock.problem });
    const around = await surroundingsOf(this.#project, this.#options.wanted);
    removeDeadAttempts(layout);
    const paths = longestPaths(this.#project.plan, (instance) => this.#expectedMs(instance) ?? 1_000);
    try {
      for (;;) {
        this.#settleWhatIsKnown(around);
        this.#ready.sort((a, b) => (paths.get(b.action.instance.id) ?? 0) - (paths.get(a.action.instance.id) ?? 0));
        this.#startWhatFits(around);
        if (this.#running.size === 0 && this.#ready.length === 0) {
          if (this.#waiting.size === 0) break;
          continue; // What another process has just finished was the last thing that these waited for.
        }
        for (const report of await this.#executor.poll(this.#ready.length > 0 ? LOCK_PATIENCE_MS : PATIENCE_MS)) this.#hear(report);
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
    const result = this.#ledger.close(this.#exitCode);
    this.#emit({ type: 'run-finished', result });
    return result;
  }

  /** Writes down what was finished before an error that ends the run; the error itself is the one to tell. */
  #closeAfter(error: unknown): void {
    try {
      this.#ledger.close(EXIT.stageFailed);
    } catch (second) {
      if (!isPipelineError(second)) throw error;
    }
  }

  /** Decides about every instance whose inputs have become known. */
  #settleWhatIsKnown(around: Surroundings): void {
    for (const [id, instance] of this.#waiting) {
      if (this.#stopping || instance.needs.some((need) => this.#ledger.failed.includes(need) || this.#ledger.skipped.includes(need))) {
        this.#waiting.delete(id);
        this.#ledger.skipped.push(id);
        this.#emit({
          type: 'instance-skipped',
          instance: id,
          because: this.#stopping ? 'the run is ending' : 'a stage that it needs failed',
        });
        continue;
      }
      const assessment = assess(instance, this.#ledger.records, this.#options.forced.has(id), around);
      if (assessment.kind === 'blocked') continue;
      this.#waiting.delete(id);
      if (assessment.kind === 'current') this.#settleCurrent(instance, assessment.record);
      else this.#ready.push({ action: assessment.action, reason: assessment.reason, attempt: 1 });
    }
  }

  #settleCurrent(instance: Instance, record: ResultRecord): void {
    const cutoff = instance.needs.some((need) => this.#ledger.executed.includes(need));
    this.#show(instance, record);
    this.#ledger.current.push(instance.id);
    this.#emit({ type: 'instance-current', instance: instance.id, cutoff });
  }

  #startWhatFits(around: Surroundings): void {
    const capacity = { jobs: this.#options.jobs, memoryBytes: totalmem() * USABLE_MEMORY, gpus: 1 };
    const later: Ready[] = [];
    for (const ready of this.#ready) {
      const running = [...this.#running.values()].map(({ action }) => action.instance);
      if (this.#stopping) this.#skip(ready.action.instance.id, 'the run is ending');
      else if (!fits(ready.action.instance, running, capacity) || !this.#start(ready, around)) later.push(ready);
    }
    this.#ready = later;
  }

  /** Starts an action, or takes over what another process has made of it meanwhile; false if that one is still at it. */
  #start(ready: Ready, around: Surroundings): boolean {
    const { action, reason } = ready;
    const { instance, key } = action;
    const { layout, config, plan } = this.#project;
    const attempt = tryLock(layout, key, temporaryIn(layout));
    if (attempt.kind === 'busy') {
      if (!this.#toldWaiting.has(key)) this.#emit({ type: 'instance-waiting', instance: instance.id, pid: attempt.owner.pid });
      this.#toldWaiting.add(key);
      return false;
    }
    if (!this.#options.forced.has(instance.id)) {
      const assessment = assess(instance, this.#ledger.records, false, around);
      if (assessment.kind === 'current') {
        attempt.lock.release();
        this.#settleCurrent(instance, assessment.record);
        return true;
      }
    }
    const folder = newAttempt(layout);
    const cores = this.#coresFor(instance);
    const log = this.#ledger.logOf(instance.id);
    const place = {
      attempt: folder,
      backend: this.#options.backend,
      cores,
      encoder: around.encoder.digest,
      replace: reason.kind === 'forced' || reason.kind === 'damaged',
    };
    const actionFile = join(folder, 'action.json');
    writeDurably(actionFile, JSON.stringify(actionFileOf(action, config, layout, this.#ledger.records, plan.byId, place)));
    this.#running.set(instance.id, { ...ready, lock: attempt.lock, folder, cores, startedMs: Date.now() });
    this.#emit({ type: 'instance-started', instance: instance.id, reason, expectedMs: this.#expectedMs(instance), attempt: ready.attempt });
    this.#executor.submit({ id: instance.id, actionFile, log, resources: instance.stage.resources, timeoutMs: instance.stage.timeoutMs });
    return true;
  }

  #coresFor(instance: Instance): number {
    const left = new Set([...this.#waiting.keys(), ...this.#ready.map(({ action }) => action.instance.id)]);
    for (const id of this.#running.keys()) left.delete(id);
    const busy = [...this.#running.values()].reduce((sum, { cores }) => sum + cores, 0);
    return coresFor(instance, busy, left, this.#project.plan, this.#options.jobs);
  }

  #hear(report: JobReport): void {
    const running = this.#running.get(report.id);
    if (running === undefined) return;
    if (report.kind === 'progress') {
      this.#emit({ type: 'instance-progress', instance: report.id, progress: report.progress });
      return;
    }
    this.#running.delete(report.id);
    const published = report.code === 0 && existsSync(join(running.folder, 'published'));
    const record = published ? readRecord(this.#project.layout, running.action.key) : null;
    if (record !== null) this.#settleExecuted(running, record);
    else this.#settleFailed(running, report);
    if (record !== null) removeFolder(this.#project.layout.scratch(running.action.key));
    running.lock.release();
    removeFolder(running.folder);
  }

  #settleExecuted(running: Running, record: ResultRecord): void {
    const { instance } = running.action;
    const last = this.#project.lock.lock.get(instance.id);
    const { outputs } = entryOf(record);
    this.#show(instance, record);
    const durationMs = Date.now() - running.startedMs;
    this.#ledger.made(instance.id, record, durationMs);
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

  #settleFailed(running: Running, ended: Extract<JobReport, { kind: 'ended' }>): void {
    const { instance } = running.action;
    const diagnostics = failureOf(running, ended, instance.stage.timeoutMs);
    const exits = diagnostics.map(({ code }) => CATALOGUE[code].exit);
    const willRetry =
      !this.#stopping && !this.#givenUp && running.attempt <= instance.stage.retry && exits.every((exit) => exit === EXIT.stageFailed);
    if (willRetry) this.#ready.push({ action: running.action, reason: running.reason, attempt: running.attempt + 1 });
    else (this.#stopping ? this.#ledger.skipped : this.#ledger.failed).push(instance.id);
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
    if (!willRetry && !this.#options.keepGoing) this.#giveUp();
  }

  /** After a failure without --keep-going: running stages finish, the others are not begun. */
  #giveUp(): void {
    this.#givenUp = true;
    for (const { action } of this.#ready) this.#skip(action.instance.id, 'another stage failed');
    for (const id of [...this.#waiting.keys()]) {
      this.#waiting.delete(id);
      this.#skip(id, 'another stage failed');
    }
    this.#ready = [];
  }

  #skip(instance: string, because: string): void {
    this.#ledger.skipped.push(instance);
    this.#emit({ type: 'instance-skipped', instance, because });
  }

  #show(instance: Instance, record: ResultRecord): void {
    const { layout, config, memo } = this.#project;
    this.#ledger.records.set(instance.id, record);
    for (const message of showOutputs(layout, config.profile, instance, record, memo)) this.#emit({ type: 'warning', message });
  }

  #expectedMs(instance: Instance): number | null {
    const { lock, layout } = this.#project;
    const key = lock.lock.get(instance.id)?.key;
    return key === undefined ? null : (readRecord(layout, key)?.circumstance.durationMs ?? null);
  }
}

/** What to tell of a job that left no result. */
function failureOf(running: Running, ended: Extract<JobReport, { kind: 'ended' }>, timeoutMs: number | null): readonly Diagnostic[] {
  const { instance } = running.action;
  const told = readFailure(running.folder);
  if (told !== null) return told;
  if (ended.timedOut) {
    const hint = 'raise `timeout` of the stage in pipeline.yaml, or make the stage faster';
    return [{ code: 'E502', severity: 'error', message: `${instance.id} took longer than ${(timeoutMs ?? 0) / 1_000} s`, hint }];
  }
  if (ended.code === SPEECHLESS) {
    const hint = 'free some space and run again: finished stages are kept and nothing half-written is used';
    return [{ code: 'E601', severity: 'error', message: `no space left in the store while ${instance.id} ran`, hint }];
  }
  const cause = ended.signal === null ? `exit code ${ended.code ?? 'unknown'}` : `signal ${ended.signal}`;
  const hint = 'for lack of memory, raise `resources.memory` of the stage or lower --jobs; `pipeline log` shows its output';
  return [{ code: 'E503', severity: 'error', message: `the process of ${instance.id} ended with ${cause}`, hint }];
}
