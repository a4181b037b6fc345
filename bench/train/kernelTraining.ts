import { Loss } from '../../src/model/dynamics/loss.ts';
import { noFlows } from '../../src/model/dynamics/stockFlowYear.ts';
import type { KernelProblem } from '../../src/model/kernel/kernelEngine.ts';
import { KernelEngine } from '../../src/model/kernel/kernelEngine.ts';
import { COVARIATE_NAMES, type Covariates } from '../../src/model/problem/covariates.ts';
import type { Problem } from '../../src/model/problem/problem.ts';
import type { Targets } from '../../src/model/problem/targets.ts';
import type { Engine, Simulation } from '../../src/model/training/engine.ts';
import { trainerOn, untrained } from '../../src/model/training/trainer.ts';
import { Random } from '../../src/numerics/random.ts';
import type { Exercise } from './problemFiles.ts';
import { CLIP_NORM, LEARNING_RATE, OBJECTIVE } from './problemFiles.ts';

/** So many that the learning rate is still that of the start whenever the training is stopped. */
const ENDLESS = 1_000_000;

/** No effects. */
const NO_WALK = { level: 0, step: 1, unreportedStep: 1, degrees: null };

/** How far a training came at its last full pass. */
export interface TrainingProgress {
  readonly epochs: number;
  /** Wall time, without that of looking at the held-out loss. */
  readonly seconds: number;
  readonly heldOut: number;
}

export interface Sampling {
  /** Edges with gradient in an epoch. */
  readonly sample: number;
  /** Epochs between full passes, after which the held-out loss is looked at. */
  readonly refreshEvery: number;
}

/** Thrown out of a training to end it. */
class Enough extends Error {}

/**
 * Trains with the trainer of the pipeline and its sampling until the held-out loss is down to `target`, or for `limit` seconds.
 */
export async function trainTo(
  exercise: Exercise,
  { sample, refreshEvery }: Sampling,
  target: number,
  limit: number,
  threads: number,
): Promise<TrainingProgress> {
  const { problem, heldOut, shape, weights } = exercise;
  const lossOf = heldOutLoss(problem, heldOut);
  const begun = performance.now();
  let looking = 0;
  let passes = 0;
  let progress: TrainingProgress = { epochs: 0, seconds: 0, heldOut: Number.POSITIVE_INFINITY };
  const look = (simulation: Simulation) => {
    const since = performance.now();
    progress = { epochs: refreshEvery * passes++, seconds: (since - begun - looking) / 1000, heldOut: lossOf(simulation) };
    looking += performance.now() - since;
    if (progress.heldOut <= target || progress.seconds >= limit) throw new Enough();
  };
  const trainer = trainerOn(() => watched(new KernelEngine(problem, OBJECTIVE, { kind: 'paper', threads }), look));
  const settings = {
    shape,
    objective: OBJECTIVE,
    effects: { area: NO_WALK, corridor: NO_WALK, reportingFactor: 0 },
    epochs: ENDLESS,
    learningRate: LEARNING_RATE,
    sample,
    refreshEvery,
    clipNorm: CLIP_NORM,
  };
  await trainer.resume(untrained(weights), problemOfTrainer(problem), settings, new Random('bench'), {}).catch((error: unknown) => {
    if (!(error instanceof Enough)) throw error;
  });
  return progress;
}

/** The engine, whose full passes are looked at: they give the flows of all corridors under the present weights for nothing. */
function watched(engine: Engine, look: (simulation: Simulation) => void): Engine {
  return {
    lossAndGradients: (weights, sample, latest) => engine.lossAndGradients(weights, sample, latest),
    simulate: async (weights, initialStock, edgeFlows) => {
      const simulation = await engine.simulate(weights, initialStock, edgeFlows);
      look(simulation);
      return simulation;
    },
    dispose: () => engine.dispose(),
  };
}

/** The flow loss of reports that training does not see. */
function heldOutLoss({ areas, years }: KernelProblem, heldOut: Targets['flow']): (simulation: Simulation) => number {
  const errors = new Loss({ stock: [], flow: heldOut, arrivals: [], departures: [], net: [] }, OBJECTIVE, areas, 0);
  const size = areas * areas;
  return ({ flows }) => {
    const totals = Array.from({ length: years }, (_, year) => ({
      ...noFlows(areas),
      corridors: flows.subarray(year * size, (year + 1) * size),
    }));
    return errors.evaluate({ totals, stocks: [] }, new Float32Array()).terms.flow;
  };
}

/** The problem in the trainer's terms; the engine has the covariates of the problem itself, and there are no accounts. */
function problemOfTrainer(problem: KernelProblem): Problem {
  const none = Object.fromEntries(COVARIATE_NAMES.map((name) => [name, new Float32Array(0)])) as Covariates['tables'];
  return {
    ...problem,
    covariates: { areas: problem.areas, tables: none, stock: problem.stockScale, missing: 0, cut: 0 },
    initialError: new Float64Array(problem.initialStock.length),
    accounts: [],
  };
}
