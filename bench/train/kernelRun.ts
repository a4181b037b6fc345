import { adamStep, clipGradients, initialAdamState } from '../../src/model/adam.ts';
import { countEdges } from '../../src/model/edges.ts';
import { KernelEngine } from '../../src/model/kernel/kernelEngine.ts';
import { LatestFlows } from '../../src/model/latestFlows.ts';
import { systematicSample } from '../../src/model/sampling.ts';
import { Random } from '../../src/numerics/random.ts';
import { CLIP_NORM, LEARNING_RATE, OBJECTIVE, readProblem } from './problemFiles.ts';

/** One line for each epoch, as pytorch.py prints them. */
export interface EpochLine {
  readonly epoch: number;
  /** Wall time, and processor time of all threads. */
  readonly seconds: number;
  readonly cpu: number;
  readonly loss: number;
  readonly norm: number;
  /** Largest resident memory so far, bytes. */
  readonly peak: number;
}

/** Epochs of the same work as pytorch.py: all edges forward, the gradient of a sample through all years, one step of Adam. */
export async function runKernel(folder: string, epochs: number, threads: number): Promise<void> {
  const { problem, weights: start, sample: size } = readProblem(folder);
  const engine = new KernelEngine(problem, OBJECTIVE, { kind: 'paper', threads });
  const count = countEdges(problem.edges);
  const share = new Float64Array(count).fill(size / count);
  const random = new Random('bench');
  let weights = start;
  let optimiser = initialAdamState(weights);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const begun = process.hrtime.bigint();
    const used = cpuSeconds();
    const sample =
      epoch === 0
        ? Int32Array.from({ length: size }, (_, at) => Math.floor((at * count) / size))
        : systematicSample(share, random.fork(`epoch ${epoch}`));
    const flows: Float32Array[] = [];
    await engine.simulate(weights, problem.initialStock, (year, ofYear) => {
      flows[year] = ofYear;
    });
    const result = await engine.lossAndGradients(weights, sample, new LatestFlows(problem.edges, problem.areas, flows));
    const { clipped, norm } = clipGradients(result.gradients, CLIP_NORM);
    ({ weights, state: optimiser } = adamStep(weights, clipped, optimiser, LEARNING_RATE));
    const line: EpochLine = {
      epoch,
      seconds: Number(process.hrtime.bigint() - begun) / 1e9,
      cpu: cpuSeconds() - used,
      loss: result.loss,
      norm,
      peak: process.resourceUsage().maxRSS * 1024,
    };
    console.log(JSON.stringify(line));
  }
  engine.dispose();
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
