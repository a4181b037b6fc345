import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { CaseForm } from './plan.ts';

/** What a child says: how many cases there are, which case begins, what went wrong with one, and that it is through. */
export type Report =
  | { readonly kind: 'plan'; readonly cases: number }
  | { readonly kind: 'begin'; readonly reader: string; readonly name: string }
  | { readonly kind: 'failure'; readonly name: string; readonly problem: string }
  | { readonly kind: 'done'; readonly peakBytes: number };

/** What came of the cases of some forms. */
export interface Result {
  /** Cases by reader. */
  readonly cases: ReadonlyMap<string, number>;
  readonly planned: number;
  readonly failures: readonly string[];
  /** Most memory that the process held. */
  readonly peakBytes: number;
}

/** A case that takes longer hangs. */
export const LONGEST_CASE_MS = 5000;

const ROOT = join(import.meta.dirname, '../..');

/**
 * Runs all cases of these forms in a process of their own, whose JavaScript heap is bounded. A case that hangs or ends the
 * process is a failure. `FUZZ_CASE`, a name such as "eu eu.csv/csv/7" as failures give it, runs that case only.
 */
export function fuzz(forms: readonly CaseForm[], heapMegabytes = 512): Promise<Result> {
  const child = started('child.ts', [forms.join(','), process.env['FUZZ_CASE'] ?? ''], heapMegabytes);
  const cases = new Map<string, number>();
  const failures: string[] = [];
  let current = 'before the first case';
  let [peakBytes, planned] = [Number.NaN, Number.NaN];
  return new Promise((resolve) => {
    let watch = setTimeout(() => {}, 0);
    const watched = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => child.kill('SIGKILL'), LONGEST_CASE_MS);
    };
    child.on('message', (message: Report) => {
      if (message.kind === 'plan') planned = message.cases;
      else if (message.kind === 'failure') failures.push(`${message.name}: ${message.problem}`);
      else if (message.kind === 'done') {
        peakBytes = message.peakBytes;
        clearTimeout(watch);
      } else {
        cases.set(message.reader, (cases.get(message.reader) ?? 0) + 1);
        current = message.name;
        watched();
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(watch);
      if (Number.isNaN(peakBytes))
        failures.push(`${current}: the process ended (${signal ?? `exit code ${code}`}), a hang is killed after ${LONGEST_CASE_MS} ms`);
      resolve({ cases, planned, failures, peakBytes });
    });
  });
}

/** Starts a program of this folder with these arguments after the root of the project. */
export function started(program: string, args: readonly string[], heapMegabytes: number): ChildProcess {
  const outfile = join(ROOT, 'node_modules/.cache/fuzz', `${program}-${process.pid}.mjs`);
  const entryPoints = [join(import.meta.dirname, program)];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const child = fork(outfile, [ROOT, ...args], {
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('exit', () => rmSync(outfile, { force: true }));
  return child;
}
