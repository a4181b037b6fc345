import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Random } from '../../numerics/random.ts';
import type { LossTerms, Objective } from '../dynamics/objective.ts';
import { countEdges } from '../problem/edges.ts';
import type { EffectPrior } from '../problem/effects.ts';
import { centredReportingFactors, isLearned, noEffects, reporterShares, reportingFactors } from '../problem/effects.ts';
import type { NetworkShape, Weights } from '../problem/network.ts';
import { initialWeights } from '../problem/network.ts';
import type { Problem } from '../problem/problem.ts';
import type { TargetGroup, Targets } from '../problem/targets.ts';
import { countAllTargets, countTargets, TARGET_KINDS } from '../problem/targets.ts';
import type { AdamState } from './adam.ts';
import { adamStep, clipGradients, initialAdamState } from './adam.ts';
import type { BestWeights, EarlyStopping } from './earlyStopping.ts';
import { betterWeights, innerLoss, innerSplit } from './earlyStopping.ts';
import { fitEffects } from './effectFit.ts';
import { penalised } from './effectPrior.ts';
import type { EdgeFlowSink, Engine, EngineOf, Simulation } from './engine.ts';
import type { EdgeFlows } from './latestFlows.ts';
import { LatestFlows } from './latestFlows.ts';
import { inclusionProbabilities, sampleEdges } from './sampling.ts';
import { linearStart } from './warmStart.ts';

/** A loss so many times that of the first epoch is taken as divergence. */
const DIVERGED = 10;
/** The learning rate stays until this share of the epochs is left, then falls to zero in a straight line, which settles the weights. */
const FALLING_SHARE = 0.5;
/** Sampling size of an edge without flow; one with a mean flow of 1 person a year has 0.5. */
const LEAST_SIZE = 0.02;
/** How much more likely edges of corridors with a report are sampled than others of the same size. */
const REPORTED_FACTOR = 2;

export interface TrainingSettings {
  readonly shape: NetworkShape;
  readonly objective: Objective;
  readonly effects: EffectPrior;
  readonly epochs: number;
  readonly learningRate: number;
  /** Edges with gradient in one epoch. */
  readonly sample: number;
  /** Epochs between full passes over all edges. */
  readonly refreshEvery: number;
  readonly clipNorm: number;
  /** Null or left out: all epochs, learning from all reports. */
  readonly earlyStopping?: EarlyStopping | null;
  /** What is trained, for messages, such as "member 2". */
  readonly name?: string;
}

/** Loss of one epoch, before its step: the weighted sum with the penalty, and each term by itself. */
export interface EpochLoss extends LossTerms {
  readonly epoch: number;
  readonly loss: number;
  /** Penalty of the effects of areas and of the reporting factors. */
  readonly effects: number;
  /** Loss of the reports that early stopping sets apart; null where it was not evaluated. */
  readonly inner: number | null;
}

/** A network after some epochs, with all that continuing needs. Plain data: it can be written to a file. */
export interface Trained {
  readonly epochs: number;
  readonly weights: Weights;
  readonly optimiser: AdamState;
  readonly history: readonly EpochLoss[];
  /** Of early stopping; null without it. At the end of a training `weights` are these, but for the effects of areas and corridors. */
  readonly best: BestWeights | null;
}

/** A network that is yet to be trained. */
export function untrained(weights: Weights): Trained {
  return { epochs: 0, weights, optimiser: initialAdamState(weights.filter(isLearned)), history: [], best: null };
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
  const withEngine = async <T>(problem: Problem, settings: TrainingSettings, work: (engine: Engine) => Promise<T>): Promise<T> => {
    const engine = engineOf(problem, settings.objective, settings.effects.corridor.level);
    try {
      return await work(engine);
    } finally {
      engine.dispose();
    }
  };
  const resume: Trainer['resume'] = (trained, whole, settings, random, hooks) => {
    const { earlyStopping } = settings;
    const { problem, inner } = earlyStopping
      ? innerSplit(whole, earlyStopping.share, random.fork('inner split'))
      : { problem: whole, inner: [] };
    return withEngine(problem, settings, async (engine) => {
      const settled = await trainOn(engine, trained, { problem, inner, settings, random, hooks });
      const { objective, effects } = settings;
      const weights = await fitEffects(engine, settled.weights, problem, { objective, prior: effects });
      return { ...settled, weights };
    });
  };
  return {
    resume,
    train: (problem, settings, random, hooks) => {
      const network = initialWeights(settings.shape, linearStart(problem, random.fork('warm start')), random.fork('weights'));
      return resume(untrained([...network, ...noEffects(problem.effects)]), problem, settings, random, hooks);
    },
    simulate: (problem, settings, weights, initialStock, edgeFlows) =>
      withEngine(problem, settings, (engine) => engine.simulate(weights, initialStock, edgeFlows)),
  };
}

/** What one network is trained on and how. */
interface TrainingTask {
  readonly problem: Problem;
  /** By year, reports that early stopping sets apart. */
  readonly inner: readonly TargetGroup[];
  readonly settings: TrainingSettings;
  readonly random: Random;
  readonly hooks: TrainingHooks;
}

/** Adam, one step an epoch over all years, with a fresh sample of edges each time (docs/method.md 4.4, 4.5). */
async function trainOn(engine: Engine, start: Trained, { problem, inner, settings, random, hooks }: TrainingTask): Promise<Trained> {
  refuseWithoutTargets(problem.targets);
  const { earlyStopping } = settings;
  const count = countAllTargets(problem.targets);
  const shares = reporterShares(problem.targets);
  let { weights, optimiser, history, best } = start;
  let pass: FullPass | null = null;
  let epoch = start.epochs;
  const check = ({ latest }: FullPass): number | null => {
    if (!earlyStopping) return null;
    const loss = innerLoss(latest, inner, reportingFactors(weights));
    best = betterWeights(best, epoch, loss, weights);
    return loss;
  };
  for (; epoch < settings.epochs; epoch++) {
    let checked: number | null = null;
    if (pass === null || epoch % settings.refreshEvery === 0) {
      if (pass !== null) await hooks.checkpoint?.({ epochs: epoch, weights, optimiser, history, best });
      pass = null; // frees the latest flows before new ones are made
      pass = await fullPass(engine, weights, problem, settings.sample);
      checked = check(pass);
      if (earlyStopping && best !== null && best.checks >= earlyStopping.patience) break;
    }
    const sample = sampleEdges(pass.probabilities, random.fork(`epoch ${epoch}`));
    const result = await engine.lossAndGradients(weights, sample, pass.latest);
    const learned = weights.filter(isLearned);
    const { penalty, gradients } = penalised(learned, result.gradients, settings.effects, problem.effects.reported.areas, count);
    const loss = { epoch, loss: result.loss + penalty, ...result.terms, effects: penalty, inner: checked };
    history = [...history, loss];
    const { clipped, norm } = clipGradients(gradients, settings.clipNorm);
    refuseDivergence(result.terms, norm, loss, history[0]!, settings.name);
    for (const [year, flows] of result.flows.entries()) pass.latest.replace(year, sample.edges, flows);
    const moved = adamStep(learned, clipped, optimiser, rateOf(settings, epoch));
    weights = [...centredReportingFactors(moved.weights, shares), ...weights.filter((layer) => !isLearned(layer))];
    optimiser = moved.state;
    hooks.epoch?.(loss);
  }
  if (earlyStopping && epoch === settings.epochs) {
    const loss = check(await fullPass(engine, weights, problem, settings.sample));
    history = history.map((row) => (row.epoch === epoch - 1 ? { ...row, inner: loss } : row));
  }
  return { epochs: epoch, weights: best?.weights ?? weights, optimiser, history, best };
}

/** Step size of an epoch. */
function rateOf({ learningRate, epochs }: TrainingSettings, epoch: number): number {
  return learningRate * Math.min(1, (1 - epoch / epochs) / FALLING_SHARE);
}

interface FullPass {
  readonly latest: LatestFlows;
  /** Probability of each edge to be sampled. */
  readonly probabilities: Float64Array;
}

/** Flows of all edges under the present weights. Edges with large flows and those of reported corridors are sampled more often. */
async function fullPass(engine: Engine, weights: Weights, problem: Problem, sample: number): Promise<FullPass> {
  const flows: EdgeFlows[] = [];
  await engine.simulate(weights, problem.initialStock, (year, _, before) => {
    flows[year] = before;
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

/** Refuses to train on nothing. @throws PipelineError E307. */
export function refuseWithoutTargets(targets: Targets): void {
  if (TARGET_KINDS.every((kind) => countTargets(targets[kind]) === 0)) {
    refuse('E307', 'there is nothing to train on: there is no change of stocks, no flow and no net migration among the targets', {
      expected: 'at least one of them in the years that are estimated',
      hint: 'widen years.first and years.last in params.yaml, or complete the stocks',
    });
  }
}

/** Stops a training whose numbers have left the reals or run away, and names the term that did. @throws PipelineError E504. */
export function refuseDivergence(terms: LossTerms, norm: number, now: EpochLoss, first: EpochLoss, name?: string): void {
  const term = TARGET_KINDS.find((kind) => !Number.isFinite(terms[kind]));
  const most = TARGET_KINDS.reduce((worst, kind) => (now[kind] - first[kind] > now[worst] - first[worst] ? kind : worst));
  const what =
    term !== undefined
      ? `the ${term} term of the loss is ${terms[term]}`
      : !Number.isFinite(norm)
        ? `the gradient is not finite; the largest term of the loss is ${most}`
        : now.loss > DIVERGED * first.loss
          ? `the loss is ${now.loss.toPrecision(3)}, from ${first.loss.toPrecision(3)} in the first epoch, most of it in the ${most} term`
          : null;
  if (what === null) return;
  const values = TARGET_KINDS.map((kind) => `${kind} ${terms[kind].toPrecision(3)}, at first ${first[kind].toPrecision(3)}`).join('; ');
  refuse('E504', `training${name === undefined ? '' : ` of ${name}`} diverged in epoch ${now.epoch}: ${what}`, {
    expected: 'a finite loss that falls',
    hint: 'try a smaller training.learning_rate or training.clip_norm',
    details: [`loss terms of the epoch: ${values}`],
  });
}
