import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { EXIT } from '../../diagnostics/catalogue.ts';
import { isPipelineError } from '../../diagnostics/diagnostic.ts';
import { entryOf, type Lock, type LockEntry, lockName, lockText, readLock, writeLock } from '../project/lock.ts';
import { oldViews, removeOldViews } from '../project/oldViews.ts';
import { type Project, temporaryIn } from '../project/project.ts';
import { updateView } from '../project/view.ts';
import { makeFolder } from '../store/durable.ts';
import { exclusively } from '../store/keyLock.ts';
import { ownerOfSelf } from '../store/processes.ts';
import type { ResultRecord } from '../store/records.ts';
import type { RunResult } from './events.ts';
import { logPath, newRunId, type RunRecord, writeRun } from './runRecords.ts';

/** An instance that took as long, in ms, has its line in the lock at once. */
const LOCKED_AT_ONCE_MS = 1_000;

/** The outcome of every instance of a run, and how it is written to the lock and to the record of the run. */
export class RunJournal {
  readonly run = newRunId(new Date(), randomBytes(2).toString('hex'));
  /** Results by instance: those in the store and those made by this run. */
  readonly records = new Map<string, ResultRecord>();
  readonly executed: string[] = [];
  readonly current: string[] = [];
  readonly failed: string[] = [];
  readonly skipped: string[] = [];
  /** What the end of the run has to say. */
  readonly warnings: string[] = [];
  readonly #project: Project;
  readonly #startedMs = Date.now();
  #begun = false;
  #lockChanged = false;
  #hasChangedViews = false;

  constructor(project: Project) {
    this.#project = project;
  }

  /** Where an instance's output goes. A run that executes nothing leaves no trace; the first log makes it one to remember. */
  logOf(instance: string): string {
    const { layout } = this.#project;
    if (!this.#begun) {
      makeFolder(join(layout.runs, this.run));
      this.#write('running', new Map());
      this.#begun = true;
    }
    return logPath(layout, this.run, instance);
  }

  /**
   * Notes an instance that this run has executed. A long instance need not wait for the end of the run to be in the lock: its outputs can be shown
   * while the rest runs, and where the run is killed.
   */
  recordExecuted(instance: string, record: ResultRecord, durationMs: number): void {
    this.executed.push(instance);
    if (durationMs < LOCKED_AT_ONCE_MS) return;
    const { config } = this.#project;
    try {
      this.exclusively(() => {
        const { lock, text } = readLock(config);
        if (writeLock(config, new Map([...lock, [instance, entryOf(record)]]), text)) this.#lockChanged = true;
      });
    } catch (error) {
      // The end of the run writes it again, and reports what is wrong.
      if (!isPipelineError(error)) throw error;
    }
  }

  /** Writes the lock if it changed, with the views that belong to it, the memo, and the record of the run. */
  close(exitCode: number): RunResult {
    const { config, memo } = this.#project;
    const entries = this.#publishedEntries(exitCode);
    memo.save();
    if (this.#begun) this.#write(statusOf(exitCode), entries);
    return {
      run: this.run,
      exitCode,
      executed: this.executed,
      current: this.current,
      failed: this.failed,
      skipped: this.skipped,
      durationMs: Date.now() - this.#startedMs,
      lockChanged: this.#lockChanged,
      lock: lockName(config),
    };
  }

  /** Lines of the lock after the run. Where it has changed nothing, and nobody else has, there is nothing to publish. */
  #publishedEntries(exitCode: number): ReadonlyMap<string, LockEntry> {
    if (this.records.size === 0) return new Map();
    const { lock, text } = readLock(this.#project.config);
    const entries = this.#lockEntries(lock, exitCode === EXIT.done);
    const isShown = !this.#hasChangedViews && oldViews(this.#project).length === 0;
    if (isShown && this.executed.length === 0 && lockText(entries) === text) return entries;
    return this.exclusively(() => this.#publish(exitCode));
  }

  /**
   * Lock and views of this run, together: where two runs end at the same time, both are those of the later one. The lock is read again,
   * because another run may have written lines of other instances meanwhile.
   */
  #publish(exitCode: number): ReadonlyMap<string, LockEntry> {
    const { config, plan } = this.#project;
    const { lock, text } = readLock(config);
    const isWhole = exitCode === EXIT.done;
    const entries = this.#lockEntries(lock, isWhole);
    if (entries.size > 0 && writeLock(config, entries, text)) this.#lockChanged = true;
    for (const [id, record] of this.records) updateView(this.#project, plan.byId.get(id)!, record);
    if (isWhole) this.warnings.push(...removeOldViews(this.#project));
    return entries;
  }

  /** Does a short step on the lock or the views of the profile, which runs take turns in. */
  exclusively<T>(step: () => T): T {
    this.#hasChangedViews = true;
    const { config, layout } = this.#project;
    return exclusively(layout, lockName(config), () => temporaryIn(layout), step);
  }

  /** What is not part of this run stays as the lock has it. What the plan no longer has goes, unless the run was cut off or failed. */
  #lockEntries(lock: Lock, isWhole: boolean): ReadonlyMap<string, LockEntry> {
    const { plan } = this.#project;
    const entries = new Map<string, LockEntry>(isWhole ? [] : lock);
    for (const { id } of plan.instances) {
      const record = this.records.get(id);
      const entry = record === undefined ? lock.get(id) : entryOf(record);
      if (entry !== undefined) entries.set(id, entry);
    }
    return entries;
  }

  #write(status: RunRecord['status'], entries: ReadonlyMap<string, LockEntry>): void {
    const { config, layout } = this.#project;
    writeRun(layout, {
      id: this.run,
      status,
      owner: ownerOfSelf(),
      profile: config.profile,
      whatIf: config.whatIf,
      params: config.params,
      overrides: config.overrides,
      executed: this.executed,
      failed: this.failed,
      lock: Object.fromEntries(entries),
      startedAt: new Date(this.#startedMs).toISOString(),
      finishedAt: status === 'running' ? null : new Date().toISOString(),
    });
  }
}

function statusOf(exitCode: number): RunRecord['status'] {
  if (exitCode === EXIT.interrupted || exitCode === EXIT.terminated) return 'interrupted';
  return exitCode === EXIT.done ? 'done' : 'failed';
}
