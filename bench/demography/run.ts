// Our six stock-based estimators against R on the same tables, and 1,000 resampled runs of closed accounting.
// Seven periods take R the better part of an hour; `--periods 1` shows the same ratio.
//   npm run bench:demography -- [--areas 231] [--periods 7] [--runs 1000]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { STOCK_METHODS, type StockMethod } from '../../src/evaluation/comparison/comparison.ts';
import { madeUpIntervals, transposed, writeForR } from './tables.ts';

const { values } = parseArgs({
  options: {
    areas: { type: 'string', default: '231' },
    periods: { type: 'string', default: '7' },
    runs: { type: 'string', default: '1000' },
  },
});
const n = Number(values.areas);
const periods = Number(values.periods);
const SEED = 1;
/** Bundles one of the programs beside this one and runs it in a process of its own. */
const RUNNER = [process.execPath, 'tools/run.js'];

interface Timing {
  readonly seconds: Map<StockMethod, number>;
  readonly peak: number;
  readonly flows: (period: number, method: StockMethod) => Float64Array;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-demography-'));
try {
  writeForR(folder, madeUpIntervals(n, periods, SEED), n);
  console.log(`${n} areas, ${periods} of 5 years, one core\n`);
  const ours = await program([...RUNNER, 'bench/demography/ours.ts'], 'ours-');
  const theirs = hasR() ? await program(['Rscript', 'bench/demography/reference.R'], '') : null;
  if (theirs === null) console.log('R is not installed (r-base-core): nothing to compare with');
  report(ours, theirs);
  await resampling();
} finally {
  rmSync(folder, { recursive: true });
}

function hasR(): boolean {
  return spawnSync('Rscript', ['--version']).status === 0;
}

/** Runs a program that prints "engine NAME", "period method seconds cycles" and "peak MiB", and leaves its flows in the folder. */
async function program([command, ...words]: readonly string[], prefix: string): Promise<Timing> {
  // One core for both: R may have a threaded library for matrices.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const child = spawn(command!, [...words, folder, String(n), String(periods)], { stdio: ['ignore', 'pipe', 'inherit'], env });
  let text = '';
  const ended = once(child, 'close');
  for await (const part of child.stdout) text += part;
  const [code] = await ended;
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with exit code ${code}`);
  const seconds = new Map<StockMethod, number>();
  let peak = 0;
  for (const line of text.trim().split('\n')) {
    const [first, method, time] = line.split(' ');
    if (first === 'engine') console.log(line);
    else if (first === 'peak') peak = Number(method);
    else seconds.set(method as StockMethod, (seconds.get(method as StockMethod) ?? 0) + Number(time));
  }
  const read = (period: number, method: StockMethod) => {
    const bytes = readFileSync(join(folder, `${period}-${prefix}${method}.bin`));
    return transposed(new Float64Array(bytes.buffer, bytes.byteOffset, n * n).slice(), n);
  };
  return { seconds, peak, flows: read };
}

function report(ours: Timing, theirs: Timing | null): void {
  console.log('| estimator | ours, s | R, s | ratio | largest difference of a flow, share of the largest |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const method of STOCK_METHODS) {
    const own = ours.seconds.get(method)!;
    const other = theirs?.seconds.get(method);
    const columns = other === undefined ? ['', '', ''] : [other.toFixed(2), (other / own).toFixed(0), difference(ours, theirs!, method)];
    console.log(`| ${[method, own.toFixed(3), ...columns].join(' | ')} |`);
  }
  const total = (timing: Timing) => [...timing.seconds.values()].reduce((sum, seconds) => sum + seconds, 0);
  console.log(`\nall six: ours ${total(ours).toFixed(2)} s, peak memory ${ours.peak.toFixed(0)} MiB`);
  if (theirs === null) return;
  console.log(`         R ${total(theirs).toFixed(2)} s, peak memory ${theirs.peak.toFixed(0)} MiB`);
  console.log(`         ${(total(theirs) / total(ours)).toFixed(0)} times faster, memory ${(ours.peak / theirs.peak).toFixed(2)} of it\n`);
}

function difference(ours: Timing, theirs: Timing, method: StockMethod): string {
  let distance = 0;
  let largest = 0;
  for (let period = 1; period <= periods; period++) {
    const expected = theirs.flows(period, method);
    ours.flows(period, method).forEach((persons, cell) => {
      distance = Math.max(distance, Math.abs(persons - expected[cell]!));
      largest = Math.max(largest, expected[cell]!);
    });
  }
  return (distance / largest).toExponential(1);
}

/** As many processes as cores, each with its share of the runs. */
async function resampling(): Promise<void> {
  const runs = Number(values.runs);
  const workers = Math.min(2, availableParallelism());
  const began = performance.now();
  const parts = Array.from({ length: workers }, (_, worker) => {
    const first = Math.floor((runs * worker) / workers);
    const count = Math.floor((runs * (worker + 1)) / workers) - first;
    return new Promise<number>((resolve) =>
      spawn(process.execPath, ['tools/run.js', 'bench/demography/resample.ts', String(n), String(first), String(count)], {
        stdio: 'inherit',
      }).on('exit', (code) => resolve(code ?? 1)),
    );
  });
  const codes = await Promise.all(parts);
  if (codes.some((code) => code !== 0)) throw new Error('a resampling process failed');
  const seconds = (performance.now() - began) / 1000;
  console.log(`${runs} resampled runs of closed accounting, ${n} areas, ${workers} processes: ${seconds.toFixed(0)} s`);
}
