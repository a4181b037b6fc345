import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PYTHON = '/usr/bin/python3';

/** Tables of an epoch that is over are freed soon, instead of when 16 MB of small objects beside them are. */
const SMALL_NURSERY = '--max-semi-space-size=2';

/** Version of PyTorch as Debian's Python has it; null where there is none. */
export function torchVersion(): string | null {
  if (!existsSync(PYTHON)) return null;
  const { status, stdout } = spawnSync(PYTHON, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Lines of JSON of pytorch.py. OpenMP takes the threads and BLAS one, the fastest setting (docs/method.md 13.6). */
export function runTorch<T>(folder: string, epochs: number, seconds: number | null, threads: number): Promise<T[]> {
  const limit = seconds === null ? [] : [`${seconds}`];
  const environment = { OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: '1' };
  return linesOf(PYTHON, [resolve('bench/train/pytorch.py'), folder, `${epochs}`, ...limit], environment);
}

/** Lines of JSON of a task of this very program in a process of its own, so that its memory can be told. */
export function runTask<T>(task: string, parameters: readonly (string | number)[]): Promise<T[]> {
  return linesOf(process.execPath, [SMALL_NURSERY, process.argv[1]!, task, ...parameters.map(String)], {});
}

/** Throws where the program fails; what it has to say on stderr is passed on. */
async function linesOf<T>(program: string, parameters: readonly string[], environment: Readonly<Record<string, string>>): Promise<T[]> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const ended = new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed));
  const lines: T[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(JSON.parse(line) as T);
  const status = await ended;
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} ended with status ${status}`);
  return lines;
}
