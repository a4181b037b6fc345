import { describe, expect, test } from 'vitest';
import { isPipelineError } from '../../../src/diagnostics/diagnostic.ts';
import { KernelEngine, kernelEngineOf } from '../../../src/model/kernel/kernelEngine.ts';
import { paperTrainer } from '../../../src/model/paper/paperTrainer.ts';
import { countEdges } from '../../../src/model/problem/edges.ts';
import { inputSourcesOf } from '../../../src/model/problem/inputs.ts';
import type { NetworkShape } from '../../../src/model/problem/network.ts';
import { initialWeights } from '../../../src/model/problem/network.ts';
import type { Trainer, TrainingSettings } from '../../../src/model/training/trainer.ts';
import { trainerOn } from '../../../src/model/training/trainer.ts';
import { Random } from '../../../src/numerics/random.ts';
import { LIKELIHOOD, NO_EFFECTS } from '../likelihood.ts';
import { syntheticWorld } from '../syntheticProblem.ts';

const { problem } = syntheticWorld({ areas: 4, years: 3 });

const TRAINERS: readonly (readonly [string, (threads: number) => Trainer])[] = [
  ['default', (threads) => trainerOn(kernelEngineOf({ threads }))],
  ['paper', (threads) => paperTrainer({ threads })],
];

function settingsFor(shape: NetworkShape, sample: number): TrainingSettings {
  return {
    shape,
    objective: { ...LIKELIHOOD, weights: { ...LIKELIHOOD.weights, net: 0 } },
    effects: NO_EFFECTS,
    epochs: 3,
    learningRate: 0.001,
    sample,
    refreshEvery: 2,
    clipNorm: 1,
  };
}

describe.each(TRAINERS)('the %s network trains', (_, trainerWith) => {
  const cases: readonly [string, NetworkShape, number, number][] = [
    ['of 28 hidden layers', { hiddenLayers: new Array(28).fill(3), latent: 2 }, 20, 1],
    ['of 29 hidden layers', { hiddenLayers: new Array(29).fill(3), latent: 2 }, 20, 2],
    ['of 64 hidden layers', { hiddenLayers: new Array(64).fill(5), latent: 2 }, 20, 1],
    ['of 500 hidden layers', { hiddenLayers: new Array(500).fill(1), latent: 1 }, 20, 1],
    ['of one unit', { hiddenLayers: [1], latent: 1 }, 20, 1],
    ['without latent state', { hiddenLayers: [5], latent: 0 }, 20, 1],
    ['of a wide layer', { hiddenLayers: [1000], latent: 2 }, 20, 1],
    ['with more latent state than inputs', { hiddenLayers: [3], latent: 300 }, 20, 1],
    ['on more edges than there are', { hiddenLayers: [3, 3], latent: 2 }, 10_000, 1],
    ['on one edge', { hiddenLayers: [3, 3], latent: 2 }, 1, 1],
    ['on more threads than parts of the gradient', { hiddenLayers: [3, 3], latent: 2 }, 20, 20],
  ];
  test.each(cases)('%s', async (_, shape, sample, threads) => {
    const trainer = trainerWith(threads);
    const { weights, history } = await trainer.train(problem, settingsFor(shape, sample), new Random(1), {});
    expect(history.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    for (const { loss } of history) expect(loss).toBeGreaterThan(0);
    for (const { name, values } of weights) expect(values.every(Number.isFinite), name).toBe(true);
    const { flows } = await trainer.simulate(problem, settingsFor(shape, sample), weights, problem.initialStock);
    expect(flows.length).toBe(problem.years * problem.areas ** 2);
    expect(flows.every((persons) => persons >= 0 && Number.isFinite(persons))).toBe(true);
  });
});

describe('memory that is not there', () => {
  const linear = { coefficients: new Float64Array(0), intercept: 0 };
  const engineWithin = (memoryLimit: number) =>
    new KernelEngine(
      { ...problem, sources: inputSourcesOf(problem.covariates), stockScale: problem.covariates.stock },
      settingsFor({ hiddenLayers: [4], latent: 2 }, 10).objective,
      { memoryLimit },
    );

  /** Bytes of a limit and what becomes of a run within it. */
  async function simulateWithin(memoryLimit: number): Promise<string> {
    const engine = engineWithin(memoryLimit);
    try {
      const weights = initialWeights({ hiddenLayers: [4], latent: 2 }, linear, new Random(1));
      await engine.simulate(weights, problem.initialStock);
      return 'runs';
    } catch (error) {
      if (!isPipelineError(error)) throw error;
      return error.message.replace(/\d+\.\d\d/, '#');
    } finally {
      engine.dispose();
    }
  }

  test('a limit that is no whole number of pages is one, and a smaller one is refused', async () => {
    expect(countEdges(problem.edges)).toBeGreaterThan(0);
    const outcomes = new Set<string>();
    for (let limit = 32_768; limit <= 16 * 65_536; limit += 32_768) outcomes.add(await simulateWithin(limit));
    expect([...outcomes]).toEqual(['training would take # GB of memory in the kernel', 'runs']);
  });

  test('a machine that does not give what the limit allows is told apart', async () => {
    const { Memory } = WebAssembly;
    WebAssembly.Memory = class {
      constructor() {
        throw new RangeError('could not allocate memory');
      }
    } as unknown as typeof Memory;
    try {
      expect(await simulateWithin(2 ** 32 - 65_536)).toBe('the machine does not give the kernel # GB of memory: could not allocate memory');
    } finally {
      WebAssembly.Memory = Memory;
    }
  });
});
