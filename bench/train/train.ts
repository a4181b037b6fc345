/*
 * The training kernel beside a PyTorch program of the same model, weights and targets: `npm run bench:train -- SIZE...` with the
 * sizes small, middle and large of torch.md, --epochs N and --threads N. Both evaluate all edges in all years and take the
 * gradient of a sample. Only as fair as the machine is idle; processor time on one thread is told for when it is not.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { paperWeights } from '../../src/model/kernel/paperNetwork.ts';
import { Random } from '../../src/numerics/random.ts';
import type { EpochLine } from './kernelRun.ts';
import { runKernel } from './kernelRun.ts';
import { measureSpeeds, stepSpeed } from './kernelSpeed.ts';
import { readProblem, writeProblem } from './problemFiles.ts';
import type { BenchSize } from './syntheticProblem.ts';
import { SIZES, syntheticProblem } from './syntheticProblem.ts';

const PYTHON = '/usr/bin/python3';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    run: { type: 'string' },
    speed: { type: 'string' },
  },
});
const epochs = Number(values.epochs);
const threads = Number(values.threads);

if (values.run !== undefined) await runKernel(values.run, epochs, threads);
else if (values.speed !== undefined) printSpeeds(values.speed);
else for (const size of SIZES) if ((positionals.length === 0 ? ['small', 'middle'] : positionals).includes(size.name)) await compare(size);

/** Both programs on one size, one after the other, each in a process of its own. */
async function compare(size: BenchSize): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-train-'));
  try {
    const generated = syntheticProblem(size);
    const inputs = generated.problem.sources.length + 2;
    writeProblem(folder, size, generated, paperWeights(size, inputs, new Random('weights')));
    console.log(
      `${size.name}: ${size.areas} areas, ${generated.problem.edges.birth.length} edges, sample ${size.sample}, latent ${size.latent}, hidden ${size.hiddenLayers.length} x ${size.hiddenLayers[0]}`,
    );
    const script = process.argv[1]!;
    await linesOf(process.execPath, [script, '--speed', folder], {});
    const kernel = await linesOf(process.execPath, [script, '--run', folder, '--epochs', `${epochs}`, '--threads', `${threads}`], {});
    report('kernel', kernel);
    if (!existsSync(PYTHON)) {
      console.log(`  PyTorch is skipped: there is no ${PYTHON}`);
      return;
    }
    const environment = { OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: '1' };
    const torch = await linesOf(PYTHON, [resolve('bench/train/pytorch.py'), folder, `${epochs}`], environment);
    if (torch.length === 0) {
      console.log('  PyTorch is skipped: it cannot be imported (Debian: python3-torch)');
      return;
    }
    report('PyTorch', torch);
    const difference = Math.abs(kernel[0]!.loss / torch[0]!.loss - 1);
    const ratio = median(torch) / median(kernel);
    const cpuRatio = leastCpu(torch) / leastCpu(kernel);
    const memory = torch.at(-1)!.peak / kernel.at(-1)!.peak;
    console.log(
      `  first losses differ by ${difference.toExponential(1)}; PyTorch takes ${ratio.toFixed(1)} times as long (${cpuRatio.toFixed(1)} by processor time) and ${memory.toFixed(1)} times the memory`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function printSpeeds(folder: string): void {
  const { problem, weights, sample } = readProblem(folder);
  const speeds = measureSpeeds(problem, weights);
  const { product, forward, backward } = speeds;
  const step = stepSpeed(speeds, problem.edges.birth.length, sample);
  const of = (speed: number) => `${speed.toFixed(1)} GFLOP/s (${Math.round((100 * speed) / product)} %)`;
  console.log(
    `  one core: product ${product.toFixed(1)} GFLOP/s, block forward ${of(forward)}, block backward ${of(backward)}, whole step ${of(step)}`,
  );
}

/** Lines of JSON that a program prints; others are passed on. Empty where the program fails. */
async function linesOf(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<EpochLine[]> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const lines: EpochLine[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as EpochLine);
    else console.log(line);
  }
  return (await ended) === 0 ? lines : [];
}

function report(name: string, lines: readonly EpochLine[]): void {
  const [first, last] = [lines[0]!, lines.at(-1)!];
  console.log(
    `  ${name}: ${median(lines).toFixed(2)} s an epoch, ${leastCpu(lines).toFixed(2)} s of processor time at least, peak ${(last.peak / 1e9).toFixed(2)} GB, loss ${first.loss.toPrecision(7)} to ${last.loss.toPrecision(7)}, first gradient norm ${first.norm.toPrecision(5)}`,
  );
}

function leastCpu(lines: readonly EpochLine[]): number {
  return Math.min(...lines.map(({ cpu }) => cpu));
}

function median(lines: readonly EpochLine[]): number {
  const seconds = lines.map((line) => line.seconds).sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)]!;
}
