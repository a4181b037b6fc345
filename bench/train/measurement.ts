import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paperWeights } from '../../src/model/paper/network/paperNetwork.ts';
import { Random } from '../../src/numerics/random.ts';
import { median } from '../../src/numerics/statistics.ts';
import type { BenchOptions } from './benchOptions.ts';
import type { EpochLine } from './kernelEpochs.ts';
import type { TrainingProgress } from './kernelTraining.ts';
import { firstAtMost, lossReached } from './lossReached.ts';
import { writeProblem } from './problemFiles.ts';
import { runTask, runTorch } from './programs.ts';
import type { StepSpeeds } from './stepSpeed.ts';
import type { BenchSize } from './syntheticProblem.ts';
import { syntheticProblem } from './syntheticProblem.ts';

/** What one program takes for an epoch of equal work: the median time, and its largest resident memory, bytes. */
export interface Work {
  readonly seconds: number;
  readonly peak: number;
  readonly firstLoss: number;
}

/** Both programs on their way to the same held-out loss. */
export interface Race {
  /** The held-out loss at the start, and the one to be reached. */
  readonly start: number;
  readonly target: number;
  readonly torch: TrainingProgress;
  readonly kernel: TrainingProgress;
  /** Edges with gradient in an epoch of the kernel, and epochs from one of its full passes to the next. */
  readonly sample: number;
  readonly refreshEvery: number;
}

export interface Measurement {
  readonly size: BenchSize;
  readonly speeds: StepSpeeds;
  readonly kernel: Work;
  /** Null where PyTorch is not installed. */
  readonly torch: Work | null;
  readonly race: Race | null;
}

/** How each size is measured: the first epochs are not counted where there is a warm-up. */
interface Plan {
  readonly warmUp: number;
  readonly epochs: number;
  /** Epochs that PyTorch trains for in the race, of which the first are those of equal work; null for as many as the budget allows. */
  readonly raced: number | null;
  /** Epochs of the kernel in the race from one full pass to the next. */
  readonly refreshEvery: number;
}

/** Six epochs of PyTorch on the large problem take up to an hour; the kernel looks after as many as bring PyTorch to the loss. */
const PLANS: Readonly<Record<string, Plan>> = {
  small: { warmUp: 1, epochs: 7, raced: null, refreshEvery: 20 },
  middle: { warmUp: 1, epochs: 3, raced: null, refreshEvery: 20 },
  large: { warmUp: 0, epochs: 1, raced: 6, refreshEvery: 5 },
};
/** Share of the edges with gradient of PyTorch that our sampling takes. */
const SAMPLE_SHARE = 0.5;
const ENDLESS = 1_000_000;

/** Measures one size, each program in a process of its own and one after the other. @param say takes a line of what is done. */
export async function measureSize(
  size: BenchSize,
  options: BenchOptions,
  torch: boolean,
  say: (line: string) => void,
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-train-'));
  try {
    const generated = syntheticProblem(size);
    const inputs = generated.problem.sources.length + 2;
    writeProblem(folder, size, generated, paperWeights(size, inputs, new Random('weights')));
    const plan = PLANS[size.name]!;
    const { warmUp } = plan;
    const epochs = options.epochs ?? plan.epochs;
    say(`${size.name}: one core`);
    const [speeds] = (await runTask<StepSpeeds>('task:step', [folder, warmUp + epochs])) as [StepSpeeds];
    say(`${size.name}: equal work, kernel`);
    const kernel = workOf(await runTask<EpochLine>('task:epochs', [folder, warmUp + epochs, options.threads]), warmUp);
    if (!torch) return { size, speeds, kernel, torch: null, race: null };
    say(`${size.name}: equal work, PyTorch`);
    const lines = await runTorch<TorchLine>(folder, plan.raced ?? warmUp + epochs, null, options.threads);
    const other = workOf(lines.slice(0, warmUp + epochs), warmUp);
    if (plan.raced === null) say(`${size.name}: PyTorch trains for ${options.budget} s`);
    const raced = plan.raced === null ? await runTorch<TorchLine>(folder, ENDLESS, options.budget, options.threads) : lines;
    say(`${size.name}: the kernel trains to the same held-out loss`);
    return { size, speeds, kernel, torch: other, race: await raceWith(raced, folder, size, plan, options) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type TorchLine = EpochLine & { readonly heldOut: number };

function workOf(lines: readonly EpochLine[], warmUp: number): Work {
  const seconds = lines.slice(warmUp).map((line) => line.seconds);
  return { seconds: median(seconds), peak: lines[lines.length - 1]!.peak, firstLoss: lines[0]!.loss };
}

/** The kernel trains until it has reached the held-out loss that PyTorch came to. @param lines of PyTorch's training. */
async function raceWith(
  lines: readonly TorchLine[],
  folder: string,
  size: BenchSize,
  { refreshEvery }: Plan,
  { budget, threads }: BenchOptions,
): Promise<Race> {
  const target = lossReached(lines.map(({ heldOut }) => heldOut));
  const torch = firstAtMost(lines, target);
  const sample = Math.round(SAMPLE_SHARE * size.sample);
  const limit = Math.max(budget, torch.seconds);
  const [kernel] = (await runTask<TrainingProgress>('task:train', [folder, sample, refreshEvery, target, limit, threads])) as [
    TrainingProgress,
  ];
  return { start: lines[0]!.heldOut, target, torch, kernel, sample, refreshEvery };
}
