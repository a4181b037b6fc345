import { refuse } from '../diagnostics/diagnostic.ts';
import type { Random } from '../numerics/random.ts';
import type { AdamState } from './adam.ts';
import { adamStep, clipGradients, initialAdamState } from './adam.ts';
import { countEdges } from './edges.ts';
import type { EdgeFlowSink, Engine, EngineOf, GradientResult, Objective, Simulation } from './engine.ts';
import { LatestFlows } from './latestFlows.ts';
import type { LossTerms } from './loss.ts';
import type { NetworkShape, Weights } from './network.ts';
import { initialWeights } from './network.ts';
import type { Problem } from './problem.ts';
import { inclusionProbabilities, systematicSample } from './sampling.ts';
import { countTargets, TARGET_KINDS } from './targets.ts';
import { linearStart } from './warmStart.ts';

/** A loss so many times that of the first epoch is taken as divergence. */
const DIVERGED = 100;
/** The learning rate stays until this share of the epochs is left, then falls to zero in a straight line, which settles the weights. */
const FALLING_SHARE = 0.5;
/** Sampling size of an edge without flow; one with a mean flow of 1 person a year has 0.5. */
const LEAST_SIZE = 0.02;
/** How much more likely edges of corridors with a report are sampled than others of the same size. */
const REPORTED_FACTOR = 2;

export interface TrainingSettings {
  readonly shape: NetworkShape;
  readonly objective: Objective;
  readonly epochs: number;
  readonly learningRate: number;
  /** Edges with gradient in one epoch. */
  readonly sample: number;
  /** Epochs between full passes over all edges. */
  readonly refreshEvery: number;
  readonly clipNorm: number;
}

/** Loss of one epoch, before its step: the weighted sum, and each term by itself. */
export interface EpochLoss extends LossTerms {
  readonly epoch: number;
  readonly loss: number;
}

/** A network after some epochs, with all that continuing needs. Plain data: it can be written to a file. */
export interface Trained {
  readonly epochs: number;
  readonly weights: Weights;
  readonly optimiser: AdamState;
  readonly history: readonly EpochLoss[];
}

export interface TrainingHooks {
  /** Called after every epoch. */
  epoch?(loss: EpochLoss): void;
  /** Called before every full pass but the first: from here a training can be resumed to the same bits. */
  checkpoint?(trained: Trained): Promise<void>;
}

/** The one border between the stages and whatever computes the model. */
export interface Trainer {
  train(problem: Problem, settings: TrainingSettings, random: Random, hooks: TrainingHooks): Promise<Trained>;
  /** Goes on to `settings.epochs`, from a checkpoint with the bits of an uninterrupted training. */
  resume(trained: Trained, problem: Problem, settings: TrainingSettings, random: Random, hooks: TrainingHooks): Promise<Trained>;
  /** @param initialStock areas x areas (birth, residence), persons. */
  simulate(
    problem: Problem,
    settings: TrainingSettings,
    weights: Weights,
    initialStock: Float64Array,
    edgeFlows?: EdgeFlowSink,
  ): Promise<Simulation>;
}

/** Trains and runs networks on the engine that is given. */
export function trainerOn(engineOf: EngineOf): Trainer {
  const withEngine = async <T>(problem: Problem, { objective }: TrainingSettings, work: (engine: Engine) => Promise<T>): Promise<T> => {
    const engine = engineOf(problem, objective);
    try {
      return await work(engine);
    } finally {
      engine.dispose();
    }
  };
  const resume: Trainer['resume'] = (trained, problem, settings, random, hooks) =>
    withEngine(problem, settings, (engine) => trainOn(engine, trained, problem, settings, random, hooks));
  return {
    resume,
    train: (problem, settings, random, hooks) => {
      const weights = initialWeights(settings.shape, linearStart(problem, random.fork('warm start')), random.fork('weights'));
      const start = { epochs: 0, weights, optimiser: initialAdamState(weights), history: [] };
      return resume(start, problem, settings, random, hooks);
    },
    simulate: (problem, settings, weights, initialStock, edgeFlows) =>
      withEngine(problem, settings, (engine) => engine.simulate(weights, initialStock, edgeFlows)),
  };
}

/** Adam, one step an epoch over all years, with a fresh sample of edges each time (method.md 4.5, 11.2 nr 9). */
async function trainOn(
  engine: Engine,
  start: Trained,
  problem: Problem,
  settings: TrainingSettings,
  random: Random,
  hooks: TrainingHooks,
): Promise<Trained> {
  if (TARGET_KINDS.every((kind) => countTargets(problem.targets[kind]) === 0)) {
    refuse('E505', 'there is nothing to train on: no stock change, no flow and no net migration is observed');
  }
  let { weights, optimiser, history } = start;
  let pass: FullPass | null = null;
  for (let epoch = start.epochs; epoch < settings.epochs; epoch++) {
    if (pass === null || epoch % settings.refreshEvery === 0) {
      if (pass !== null) await hooks.checkpoint?.({ epochs: epoch, weights, optimiser, history });
      pass = await fullPass(engine, weights, problem, settings.sample);
    }
    const sample = systematicSample(pass.probabilities, random.fork(`epoch ${epoch}`));
    const result = await engine.lossAndGradients(weights, sample, pass.latest);
    const loss = { epoch, loss: result.loss, ...result.terms };
    history = [...history, loss];
    const { clipped, norm } = clipGradients(result.gradients, settings.clipNorm);
    refuseDivergence(result, norm, epoch, history[0]!.loss);
    for (const [year, flows] of result.flows.entries()) pass.latest.replace(year, sample, flows);
    ({ weights, state: optimiser } = adamStep(weights, clipped, optimiser, learningRate(settings, epoch)));
    hooks.epoch?.(loss);
  }
  return { epochs: settings.epochs, weights, optimiser, history };
}

function learningRate({ learningRate, epochs }: TrainingSettings, epoch: number): number {
  return learningRate * Math.min(1, (1 - epoch / epochs) / FALLING_SHARE);
}

interface FullPass {
  readonly latest: LatestFlows;
  /** Probability of each edge to be sampled. */
  readonly probabilities: Float64Array;
}

/** Flows of all edges under the present weights. Edges with large flows and those of reported corridors are sampled more often. */
async function fullPass(engine: Engine, weights: Weights, problem: Problem, sample: number): Promise<FullPass> {
  const flows: Float32Array[] = [];
  await engine.simulate(weights, problem.initialStock, (year, ofYear) => {
    flows[year] = ofYear;
  });
  const latest = new LatestFlows(problem.edges, problem.areas, flows);
  const reported = new Set(problem.targets.flow.flatMap(({ cells }) => Array.from(cells)));
  const means = latest.means();
  const sizes = means.map((mean, edge) => {
    const corridor = problem.edges.orig[edge]! * problem.areas + problem.edges.dest[edge]!;
    return (mean / (Math.sqrt(mean) + 1) + LEAST_SIZE) * (reported.has(corridor) ? REPORTED_FACTOR : 1);
  });
  return { latest, probabilities: inclusionProbabilities(sizes, Math.min(sample, countEdges(problem.edges))) };
}

/** Stops a training whose numbers have left the reals or run away. */
function refuseDivergence(result: GradientResult, norm: number, epoch: number, firstLoss: number): void {
  const term = TARGET_KINDS.find((kind) => !Number.isFinite(result.terms[kind]));
  const what =
    term !== undefined
      ? `the ${term} term of the loss is ${result.terms[term]}`
      : !Number.isFinite(norm)
        ? 'the gradient is not finite'
        : result.loss > DIVERGED * firstLoss
          ? `the loss is ${result.loss.toPrecision(3)}, from ${firstLoss.toPrecision(3)} in the first epoch`
          : null;
  if (what === null) return;
  const terms = TARGET_KINDS.map((kind) => `${kind} ${result.terms[kind].toPrecision(3)}`).join(', ');
  refuse('E504', `training diverged in epoch ${epoch}: ${what}`, {
    expected: 'a finite loss that falls',
    hint: 'try a smaller training.learning_rate or training.clip_norm',
    details: [`loss terms of the epoch: ${terms}`],
  });
}
