import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Random } from '../../numerics/random.ts';
import { type LossTerms, lossTermsOf } from '../dynamics/objective.ts';
import { STOCK_INPUTS } from '../problem/inputs.ts';
import type { Problem } from '../problem/problem.ts';
import { adamStep } from '../training/adam.ts';
import type { Trained, Trainer, TrainingHooks, TrainingSettings } from '../training/trainer.ts';
import { refuseDivergence, refuseWithoutTargets, untrained } from '../training/trainer.ts';
import { clipAsPublished } from './clipping.ts';
import { drawEdges } from './edgeDraw.ts';
import { PaperKernel } from './network/paperKernel.ts';
import { paperWeights } from './network/paperNetwork.ts';
import type { PaperLoss } from './paperLoss.ts';
import { predict } from './prediction.ts';
import type { PaperKind, PaperObjective } from './problem/paperProblem.ts';
import { PAPER_KINDS, paperProblemOf } from './problem/paperProblem.ts';
import { trainingStep } from './trainingStep.ts';

/** Published tolerance, the same for all kinds of target: no penalty within a tenth of the standardised target (docs/method.md 4.3). */
const BAND = 0.01;
/** Published exponent, the same for all kinds of target (docs/method.md 4.3). */
const LAMBDA = 0.5;
/** Weight of the outflow above population in the network that was published (docs/method.md 4.3). */
const OUTFLOW_WEIGHT = 0.1;

export interface PaperTrainerOptions {
  /** Cores to compute on; results do not depend on it. */
  readonly threads: number;
}

/** The published program as a trainer: one step of Adam an epoch, with constant rate, over all edges and years (docs/method.md 4.5). */
export function paperTrainer({ threads }: PaperTrainerOptions): Trainer {
  const resume: Trainer['resume'] = (trained, problem, settings, random, hooks) =>
    trainAsPublished(trained, problem, settings, random, { hooks, threads });
  return {
    resume,
    train: (problem, settings, random, hooks) => {
      const inputs = paperProblemOf(problem).sources.length + STOCK_INPUTS;
      const weights = paperWeights(settings.shape, inputs, random.fork('weights'));
      return resume(untrained(weights), problem, settings, random, hooks);
    },
    simulate: async (problem, _settings, weights, initialStock, edgeFlows) => {
      const published = paperProblemOf(problem);
      const kernel = new PaperKernel(published, { sample: 0, threads });
      try {
        return predict(published, kernel, weights, initialStock, edgeFlows);
      } finally {
        kernel.dispose();
      }
    },
  };
}

async function trainAsPublished(
  start: Trained,
  problem: Problem,
  settings: TrainingSettings,
  random: Random,
  { hooks, threads }: PaperTrainerOptions & { readonly hooks: TrainingHooks },
): Promise<Trained> {
  refuseWithoutTargets(problem.targets);
  if (settings.earlyStopping) {
    refuse('E209', 'the published program has no early stopping', {
      hint: 'set training.early_stopping to null, or model.kind to default',
    });
  }
  const published = paperProblemOf(problem);
  const edges = published.edges.birth.length;
  const objective = paperObjective(settings);
  const kernel = new PaperKernel(published, { sample: Math.min(settings.sample, edges), threads });
  try {
    const { best } = start;
    let { weights, optimiser, history } = start;
    for (let epoch = start.epochs; epoch < settings.epochs; epoch++) {
      if (epoch > start.epochs && epoch % settings.refreshEvery === 0) {
        await hooks.checkpoint?.({ epochs: epoch, weights, optimiser, history, best });
      }
      const draw = random.fork(`epoch ${epoch}`);
      const samples = Array.from({ length: published.years }, (_, year) => drawEdges(edges, settings.sample, draw.fork(`year ${year}`)));
      const step = trainingStep(published, objective, kernel, weights, samples);
      const terms = publishedTerms(step.loss, settings);
      const loss = { epoch, loss: step.loss.loss, ...terms, effects: 0, inner: null };
      history = [...history, loss];
      const { clipped, norm } = clipAsPublished(step.gradients, settings.clipNorm);
      refuseDivergence(terms, norm, loss, history[0]!, settings.name);
      ({ weights, state: optimiser } = adamStep(weights, clipped, optimiser, settings.learningRate));
      hooks.epoch?.(loss);
    }
    return { epochs: settings.epochs, weights, optimiser, history, best };
  } finally {
    kernel.dispose();
  }
}

function paperObjective({ objective: { weights } }: TrainingSettings): PaperObjective {
  const lambdas = { stock: LAMBDA, flow: LAMBDA, net: LAMBDA };
  return { lambdas, weights, bands: { stock: BAND, flow: BAND, net: BAND }, outflowWeight: OUTFLOW_WEIGHT };
}

/** Sums over the periods, before the kinds are weighted; what they leave of the loss is the penalty on outflows. */
function publishedTerms({ periods }: PaperLoss, { objective: { weights } }: TrainingSettings): LossTerms {
  const term = (kind: PaperKind) =>
    weights[kind] === 0 ? 0 : periods.reduce((sum, { terms }) => sum + (terms[kind]?.loss ?? 0), 0) / weights[kind];
  return lossTermsOf((kind) => (PAPER_KINDS.some((known) => known === kind) ? term(kind as PaperKind) : 0));
}
