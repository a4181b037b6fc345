import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Event, RunResult } from '../../src/engine/execution/events.ts';

const PROGRAM = resolve(import.meta.dirname, '../../dist/pipeline.js');

/** How a call of the command line ended. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const projects: Project[] = [];

afterEach(async () => {
  for (const project of projects.splice(0)) await project.remove();
});

/** A project in a temporary folder, driven through the real command line. */
export class Project {
  readonly root = mkdtempSync(join(tmpdir(), 'pipeline-test-'));
  readonly #children = new Set<ChildProcess>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    projects.push(this);
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  delete(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** Replaces a text that must occur in a file. */
  edit(path: string, before: string, after: string): void {
    const text = this.read(path);
    if (!text.includes(before)) throw new Error(`${path} does not hold ${before}`);
    this.write(path, text.replace(before, after));
  }

  /** Starts the command line without waiting; `environment` is added to the variables of this process. */
  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): { readonly child: ChildProcess; readonly ended: Promise<Outcome> } {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.root,
      env: { ...process.env, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (text) => (stdout += text));
    child.stderr?.on('data', (text) => (stderr += text));
    const ended = new Promise<Outcome>((done) => {
      child.on('close', (exitCode, signal) => {
        this.#children.delete(child);
        done({ exitCode, signal, stdout, stderr });
      });
    });
    return { child, ended };
  }

  call(...args: string[]): Promise<Outcome> {
    return this.start(args).ended;
  }

  /** Runs and returns the result; throws with all output if the run did not end with `exitCode`. */
  async run(args: readonly string[] = [], exitCode = 0): Promise<RunResult> {
    const { result, outcome } = await this.events(args);
    if (outcome.exitCode !== exitCode || result === undefined)
      throw new Error(`exit ${outcome.exitCode}\n${outcome.stdout}\n${outcome.stderr}`);
    return result;
  }

  async events(
    args: readonly string[] = [],
  ): Promise<{ readonly events: readonly Event[]; readonly result: RunResult | undefined; readonly outcome: Outcome }> {
    const outcome = await this.call('run', '--json', ...args);
    const events = outcome.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Event);
    const finished = events.find((event) => event.type === 'run-finished');
    return { events, result: finished?.type === 'run-finished' ? finished.result : undefined, outcome };
  }

  /** Diagnostics of a command that refuses. */
  async refusal(...args: string[]): Promise<{ readonly exitCode: number | null; readonly diagnostics: readonly Diagnostic[] }> {
    const outcome = await this.call(...args, '--json');
    const last = JSON.parse(outcome.stdout.trim().split('\n').at(-1) ?? 'null') as { diagnostics: readonly Diagnostic[] };
    return { exitCode: outcome.exitCode, diagnostics: last.diagnostics };
  }

  lock(): Record<string, { readonly key: string; readonly outputs: Record<string, string> }> {
    return JSON.parse(this.read('pipeline.lock'));
  }

  /** Leaves the removal to the test that made it: it serves several. */
  keep(): void {
    projects.splice(projects.indexOf(this), 1);
  }

  async remove(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Every object, record and view of a store is what it says it is, and nothing half-made is visible. */
export function assertSound(project: Project): void {
  const store = project.path('artifacts/.store');
  const digests = new Set<string>();
  for (const folder of listed(join(store, 'objects'))) {
    for (const name of listed(join(store, 'objects', folder))) {
      const digest = sha256(readFileSync(join(store, 'objects', folder, name)));
      if (digest !== folder + name) throw new Error(`object ${folder}${name} holds ${digest}`);
      digests.add(digest);
    }
  }
  for (const folder of listed(join(store, 'records'))) {
    for (const name of listed(join(store, 'records', folder))) {
      const { content: record } = JSON.parse(readFileSync(join(store, 'records', folder, name), 'utf8')) as {
        content: { outputs: Record<string, { digest: string }> };
      };
      for (const { digest } of Object.values(record.outputs))
        if (!digests.has(digest)) throw new Error(`record ${name} names the missing object ${digest}`);
    }
  }
}

/** The oracle of all faults: the next run ends with the lock of an undisturbed one, the store is sound, and nothing is left over. */
export async function assertRecovered(project: Project, lock: string): Promise<void> {
  assertSound(project);
  await project.run();
  if (project.read('pipeline.lock') !== lock) throw new Error('the lock is not that of an undisturbed run');
  assertSound(project);
  const left = listed(project.path('artifacts/.store/attempts'));
  if (left.length > 0) throw new Error(`attempts are left: ${left.join(', ')}`);
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
