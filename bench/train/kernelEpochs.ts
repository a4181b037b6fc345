import { KernelEngine } from '../../src/model/kernel/kernelEngine.ts';
import { countEdges } from '../../src/model/problem/edges.ts';
import { adamStep, clipGradients, initialAdamState } from '../../src/model/training/adam.ts';
import type { EdgeFlows } from '../../src/model/training/latestFlows.ts';
import { LatestFlows } from '../../src/model/training/latestFlows.ts';
import { equallyWeighted, systematicSample } from '../../src/model/training/sampling.ts';
import { Random } from '../../src/numerics/random.ts';
import type { Exercise } from './problemFiles.ts';
import { CLIP_NORM, LEARNING_RATE, OBJECTIVE } from './problemFiles.ts';

/** One epoch, as the programs print it. */
export interface EpochLine {
  readonly epoch: number;
  /** Wall time. */
  readonly seconds: number;
  /** Loss under the weights that the epoch began with, and the norm of its gradient. */
  readonly loss: number;
  readonly norm: number;
  /** Largest resident memory of the process so far, bytes. */
  readonly peak: number;
}

/** Epochs of the same work as pytorch.py: all edges forward, the gradient of a sample through all years, one step of Adam. */
export async function* kernelEpochs({ problem, weights: start, sample: size }: Exercise, threads: number): AsyncGenerator<EpochLine> {
  const engine = new KernelEngine(problem, OBJECTIVE, { kind: 'paper', threads });
  const count = countEdges(problem.edges);
  const share = new Float64Array(count).fill(size / count);
  const random = new Random('bench');
  // Written over in each epoch: tables that outlive one are not freed before many of them lie about.
  const flows: EdgeFlows[] = [];
  let weights = start;
  let optimiser = initialAdamState(weights);
  try {
    for (let epoch = 0; ; epoch++) {
      const begun = performance.now();
      const sample = epoch === 0 ? evenSample(count, size) : systematicSample(share, random.fork(`epoch ${epoch}`));
      await engine.simulate(weights, problem.initialStock, (year, _, before) => {
        const kept = flows[year]?.unconstrained;
        kept?.set(before.unconstrained);
        flows[year] = { ...before, unconstrained: kept ?? before.unconstrained };
      });
      const result = await engine.lossAndGradients(weights, equallyWeighted(sample), new LatestFlows(problem.edges, problem.areas, flows));
      const { clipped, norm } = clipGradients(result.gradients, CLIP_NORM);
      ({ weights, state: optimiser } = adamStep(weights, clipped, optimiser, LEARNING_RATE));
      yield { epoch, seconds: (performance.now() - begun) / 1000, loss: result.loss, norm, peak: peakMemory() };
    }
  } finally {
    engine.dispose();
  }
}

/** The first sample of pytorch.py, so that the first losses and gradients can be compared. */
function evenSample(count: number, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, at) => Math.floor((at * count) / size));
}

/** Bytes. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
